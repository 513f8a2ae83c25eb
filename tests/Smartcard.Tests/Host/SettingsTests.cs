using Smartcard.Server.Setup;

namespace Smartcard.Tests.Host;

/// <summary>A wrong setting stops the start with one sentence that says what to write instead.</summary>
public sealed class SettingsTests
{
    [Theory]
    [InlineData("Mail:Transport=Smtp", "Mail:Smtp:Host is empty", "smtp.trust.nhs.uk")]
    [InlineData("Mail:From=nobody", "From", "e-mail address")]
    [InlineData("Helper:PasscodeMinLength=3", "PasscodeMinLength", "between 4 and 8")]
    [InlineData("Helper:PasscodeMinLength=8 Helper:PasscodeMaxLength=6", "no passcode could be chosen", "6 and 8")]
    [InlineData("Policy:ApprovedEmailProviders:0=@nhs.net", "'@nhs.net'", "write it like nhs.net")]
    [InlineData("Policy:CardAndCodeOnly:Channels:0=telephone", "'telephone'", "write webchat")]
    [InlineData("Policy:CardAndCodeOnly:Organisations:0=", "empty name", "staff's records")]
    [InlineData("PublicAddress=smartcard.trust", "PublicAddress is 'smartcard.trust'", "https://smartcard.trust.nhs.uk")]
    [InlineData("urls=http://0.0.0.0:8080", "no address that staff could open", "Set PublicAddress")]
    [InlineData("SignIn:IdleTime=02:00:00", "SignIn:IdleTime is 02:00:00", "between 00:05:00 and 01:00:00")]
    [InlineData("SignIn:LongestSession=1.00:00:00", "SignIn:LongestSession is 1.00:00:00", "08:00:00")]
    [InlineData("SignIn:FailuresPerMinute=0", "FailuresPerMinute is 0", "between 5 and 1000")]
    [InlineData("SignIn:AnnounceTo=/no/such/folder/file", "cannot be written to /no/such/folder/file", "SignIn:AnnounceTo")]
    [InlineData("SignIn:LocalAccounts=false", "nobody could sign in", "https://login.trust.nhs.uk")]
    [InlineData("SignIn:OpenIdConnect:Authority=http://login.trust.nhs.uk SignIn:OpenIdConnect:ClientId=x SignIn:OpenIdConnect:Groups:RaAdmin:0=x", "'http://login.trust.nhs.uk'", "https")]
    [InlineData("SignIn:OpenIdConnect:Authority=https://login.trust.nhs.uk SignIn:OpenIdConnect:Groups:RaAdmin:0=x", "ClientId is empty", "smartcard")]
    [InlineData("SignIn:OpenIdConnect:Authority=https://login.trust.nhs.uk SignIn:OpenIdConnect:ClientId=x", "Groups:RaAdmin names no group", "smartcard-ra")]
    [InlineData("SignIn:OpenIdConnect:ClientId=x", "Authority is empty", "https://login.trust.nhs.uk")]
    [InlineData("Workflows:Folder=/no/such/folder", "/no/such/folder", "Workflows:Folder")]
    [InlineData("Workflows:PublishingNeedsApproval=perhaps", "'perhaps'", "Workflows:PublishingNeedsApproval")]
    [InlineData("Telemetry:OtlpEndpoint=collector:4317", "'collector:4317'", "http://127.0.0.1:4317")]
    [InlineData("Telemetry:MetricsUrls=9464", "'9464'", "http://127.0.0.1:9464")]
    [InlineData("Telemetry:MetricsUrls=http://127.0.0.1:9464/metrics", "/metrics'", "without a path")]
    public async Task Is_explained(string settings, params string[] words)
    {
        var failure = await Record.ExceptionAsync(async () =>
        {
            await using var host = await HostBench.StartAsync([.. settings.Split(' ').Select(s => "--" + s)]);
        });

        var sentence = Startup.Explain(failure!);
        Assert.NotNull(sentence);
        Assert.All(words, word => Assert.Contains(word, sentence, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task One_public_address_serves_the_page_the_mails_and_the_helpers()
    {
        await using var host = await HostBench.StartAsync("--PublicAddress=https://smartcard.trust.example/");
        var chat = await host.ChatAsync();

        await chat.PressAsync("choices", "register");
        await chat.PressAsync(await chat.NonceAsync(), "continue");

        Assert.Contains(
            Uri.EscapeDataString("https://smartcard.trust.example") + "&",
            (await chat.PollAsync()).ToJsonString().Replace("\\u0026", "&", StringComparison.Ordinal),
            StringComparison.Ordinal);
    }
}
