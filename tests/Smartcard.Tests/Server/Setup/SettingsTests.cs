using Smartcard.Server.Setup;
using Smartcard.Tests.Host;

namespace Smartcard.Tests.Server.Setup;

/// <summary>A wrong setting stops the start with one sentence that says what to write instead.</summary>
public sealed class SettingsTests
{
    [Theory]
    [InlineData("Mail:Transport=Smtp", "Mail:Smtp:Host is empty", "smtp.trust.nhs.uk")]
    [InlineData("Mail:From=nobody", "From", "email address")]
    [InlineData("Mail:From=<smartcards@trust.nhs.uk>", "From", "email address")]
    [InlineData("Mail:Transport=9", "Mail:Transport is 9", "SendGrid")]
    [InlineData("Mail:Transport=Pigeon", "'Pigeon'", "Mail:Transport")]
    [InlineData(
        "Mail:From=no-reply@x.invalid Mail:Transport=Smtp Mail:Smtp:Host=smtp.trust.nhs.uk",
        "'no-reply@x.invalid'",
        "smartcards@trust.nhs.uk")]
    [InlineData(
        "Mail:Transport=SendGrid Mail:SendGrid:ApiKey=SG.a.b",
        "'no-reply@smartcard.invalid'",
        "smartcards@trust.nhs.uk")]
    [InlineData("Mail:Transport=Smtp Mail:Smtp:Host=smtp.trust.nhs.uk Mail:Smtp:Port=0", "Mail:Smtp:Port is 0", "587")]
    [InlineData(
        "Mail:Transport=Smtp Mail:Smtp:Host=smtp.trust.nhs.uk Mail:Smtp:Security=7",
        "Mail:Smtp:Security is 7",
        "StartTls")]
    [InlineData(
        "Mail:Transport=Smtp Mail:Smtp:Host=smtp.trust.nhs.uk Mail:Smtp:UserName=smartcard",
        "Mail:Smtp:Password is not",
        "secret store")]
    [InlineData(
        "Mail:Transport=Smtp Mail:Smtp:Host=smtp.trust.nhs.uk Mail:Smtp:Password=hunter2",
        "Mail:Smtp:UserName is not",
        "UserName smartcard")]
    [InlineData("Mail:Transport=SendGrid", "Mail:SendGrid:ApiKey is empty", "SG.abc.def")]
    [InlineData(
        "Mail:Transport=SendGrid Mail:SendGrid:ApiKey=hunter2",
        "Mail:SendGrid:ApiKey is not a SendGrid key",
        "SG.abc.def")]
    [InlineData(
        "Mail:Transport=SendGrid Mail:SendGrid:ApiKey=SG.a.b Mail:SendGrid:Address=http://api.sendgrid.com",
        "'http://api.sendgrid.com'",
        "https://api.sendgrid.com"
    )]
    [InlineData(
        "Mail:Transport=SendGrid Mail:SendGrid:ApiKey=SG.a.b Mail:SendGrid:Address=https://api.sendgrid.com/v3",
        "'https://api.sendgrid.com/v3'",
        "Write only https and the host")]
    [InlineData(
        "Mail:Transport=SendGrid Mail:SendGrid:ApiKey=SG.a.b Mail:SendGrid:Address=api.sendgrid.com",
        "'api.sendgrid.com'",
        "https://api.sendgrid.com"
    )]
    [InlineData(
        "Mail:SendGrid:WebhookPublicKey=MFkwEwYHKoZIzj0CAQYI",
        "WebhookPublicKey cannot be read",
        "MFkwEwYHKoZIzj0CAQYI",
        "Event Webhook")]
    [InlineData("Mail:SendGrid:WebhookPublicKey=hunter2!", "WebhookPublicKey cannot be read", "Event Webhook")]
    [InlineData("Helper:PasscodeMinLength=3", "PasscodeMinLength", "between 4 and 8")]
    [InlineData("Helper:PasscodeMinLength=8 Helper:PasscodeMaxLength=6", "nobody could choose a passcode", "6 and 8")]
    [InlineData("Helper:OldestVersion=two", "Helper:OldestVersion is 'two'", "0.3.0")]
    [InlineData("Helper:NewestVersion=3", "Helper:NewestVersion is '3'", "0.3.0")]
    [InlineData("Helper:OldestVersion=0.3.0 Helper:NewestVersion=0.2.0", "no reader helper could connect", "0.2.0 and 0.3.0")]
    [InlineData("Policy:ApprovedEmailProviders:0=@nhs.net", "'@nhs.net'", "Write it like nhs.net")]
    [InlineData("Policy:CardAndCodeOnly:Channels:0=telephone", "'telephone'", "write webchat")]
    [InlineData("Policy:CardAndCodeOnly:Organisations:0=", "empty name", "staff's records")]
    [InlineData("PublicAddress=smartcard.trust", "PublicAddress is 'smartcard.trust'", "https://smartcard.trust.nhs.uk")]
    [InlineData("urls=http://0.0.0.0:8080", "which staff cannot open", "Set PublicAddress")]
    [InlineData("SignIn:IdleTime=02:00:00", "SignIn:IdleTime is 02:00:00", "between 00:05:00 and 01:00:00")]
    [InlineData("SignIn:LongestSession=1.00:00:00", "SignIn:LongestSession is 1.00:00:00", "08:00:00")]
    [InlineData("SignIn:FailuresPerMinute=0", "FailuresPerMinute is 0", "between 5 and 1000")]
    [InlineData("SignIn:AnnounceTo=/no/such/folder/file", "cannot be written to /no/such/folder/file", "SignIn:AnnounceTo")]
    [InlineData("SignIn:LocalAccounts=false", "nobody could sign in", "https://login.trust.nhs.uk")]
    [InlineData(
        "SignIn:OpenIdConnect:Authority=http://login.trust.nhs.uk SignIn:OpenIdConnect:ClientId=x SignIn:OpenIdConnect:Groups:RaAdmin:0=x",
        "'http://login.trust.nhs.uk'",
        "https")]
    [InlineData(
        "SignIn:OpenIdConnect:Authority=https://login.trust.nhs.uk SignIn:OpenIdConnect:Groups:RaAdmin:0=x",
        "ClientId is empty",
        "smartcard")]
    [InlineData(
        "SignIn:OpenIdConnect:Authority=https://login.trust.nhs.uk SignIn:OpenIdConnect:ClientId=x",
        "Groups:RaAdmin names no group",
        "smartcard-ra")]
    [InlineData("SignIn:OpenIdConnect:ClientId=x", "Authority is empty", "https://login.trust.nhs.uk")]
    [InlineData("Alerts:Off:0=booth", "Alerts:Off has 'booth'", "booth-waiting")]
    [InlineData("Alerts:BoothWaiting=-1", "Alerts:BoothWaiting", "from 0 to 500")]
    [InlineData("Alerts:BoothWaitTime=00:00:10", "Alerts:BoothWaitTime", "00:30:00")]
    [InlineData("Alerts:ClearAfter=02:00:00", "Alerts:ClearAfter", "from 1 minute to 1 hour")]
    [InlineData("Alerts:Off=booth-waiting", "Alerts:Off is a list", "Alerts__Off__0=booth-waiting")]
    [InlineData("Alerts:Mail:To=leads@trust.nhs.uk", "Alerts:Mail:To is a list", "Alerts__Mail__To__0=booth.leads@trust.nhs.uk")]
    [InlineData("Alerts:Off:0=", "Alerts:Off has ''", "booth-waiting")]
    [InlineData("Alerts:BoothWaiting=many", "'many'", "Alerts:BoothWaiting")]
    [InlineData("Alerts:InPersonByUser=-1", "Alerts:InPersonByUser", "from 0 to 1000")]
    [InlineData("Alerts:TimersLate=00:00:05", "Alerts:TimersLate", "from 10 seconds to 1 hour")]
    [InlineData("Alerts:Webhook:Secret=hunter2", "Alerts:Webhook:Secret is set, and Alerts:Webhook:Url is not", "https://")]
    [InlineData("Alerts:Webhook:Url=alerts.trust.nhs.uk Alerts:Webhook:Secret=hunter2", "Alerts:Webhook:Url is not", "https")]
    [InlineData("Alerts:Mail:To:0=leads", "Alerts:Mail:To has 'leads'", "booth.leads@trust.nhs.uk")]
    [InlineData("Alerts:Webhook:Url=http://alerts.trust.nhs.uk/x", "Alerts:Webhook:Url is not", "https")]
    [InlineData("Alerts:Webhook:Url=https://user:word@alerts.trust.nhs.uk/x", "Alerts:Webhook:Url is not", "without a user name")]
    [InlineData("Alerts:Webhook:Url=https://alerts.trust.nhs.uk/x", "Alerts:Webhook:Secret is empty", "openssl rand -base64 32")]
    [InlineData(
        "Alerts:Webhook:Url=https://alerts.trust.nhs.uk/x Alerts:Webhook:Secret=whsec_aHVudGVyMg==",
        "Alerts:Webhook:Secret cannot be read",
        "24 to 64 random bytes")]
    [InlineData("Vault:Limits:PerCardPerHour=3", "Vault:Limits:PerCardPerHour", "from 4 to 1000")]
    [InlineData("Vault:Limits:PerHostPerHour=99", "Vault:Limits:PerHostPerHour", "from 100 to 1000000")]
    [InlineData("Jobs:Workers=0", "Jobs:Workers", "from 1 to 20")]
    [InlineData("Retention:Codes=23:59:59", "Retention:Codes", "from 1 to 30 days")]
    [InlineData("Retention:Journeys=89.00:00:00", "Retention:Journeys", "from 90 days")]
    [InlineData("Retention:Mails=00:00:00", "Retention:Mails", "30.00:00:00")]
    [InlineData("Retention:Conversations=soon", "Retention:Conversations", "docs/settings.md")]
    [InlineData("Retention:Conversations=24:00:00", "Retention:Conversations", "1.00:00:00 for a day")]
    [InlineData("Retention:Conversations=15", "Retention:Conversations", "'15' is not a length of time")]
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
        Assert.DoesNotContain("hunter2", sentence, StringComparison.Ordinal);
        Assert.All(words, word => Assert.Contains(word, sentence, StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("Mail:Transport=Smtp Mail:Smtp:Host=mail Mail:Smtp:Security=None", "Mails go to mail without encryption")]
    [InlineData("Mail:Transport=SendGrid Mail:SendGrid:ApiKey=SG.a.b Mail:SendGrid:Sandbox=true", "Mail:SendGrid:Sandbox is on")]
    [InlineData("Mail:Transport=SendGrid Mail:SendGrid:ApiKey=SG.a.b", "Mail:SendGrid:WebhookPublicKey is not set")]
    public async Task What_is_allowed_and_risky_is_warned_of(string settings, string words)
    {
        await using var host = await HostBench.StartAsync([
            .. $"{settings} Mail:From=smartcards@trust.nhs.uk".Split(' ').Select(s => "--" + s),
        ]);

        Assert.Contains(
            host.Log.Lines,
            line =>
                line.StartsWith("Warning", StringComparison.Ordinal) && line.Contains(words, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Mail:Transport=Smtp Mail:Smtp:Host=127.0.0.1 Mail:Smtp:Security=None")]
    [InlineData(
        "Mail:Transport=Smtp Mail:Smtp:Host=localhost Mail:Smtp:Security=None Mail:Smtp:UserName=smartcard Mail:Smtp:Password=s3cret")]
    [InlineData("Mail:Transport=Smtp Mail:Smtp:Host=smtp.trust.nhs.uk")]
    [InlineData(
        "Mail:Transport=SendGrid Mail:SendGrid:ApiKey=SG.a.b Mail:SendGrid:Address=http://127.0.0.1:9 "
        + "Mail:SendGrid:WebhookPublicKey=MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEovXNQk7vsWzNLsX7clxCUyqGhN08j7pmdd1l5pJ6/tGjrRl487HF6ED4Ys1toH2NLcyPG+scbEU82rc8FD9szw=="
    )]
    public async Task What_is_right_starts_without_a_word(string settings)
    {
        await using var host = await HostBench.StartAsync([
            .. $"{settings} Mail:From=smartcards@trust.nhs.uk".Split(' ').Select(s => "--" + s),
        ]);

        Assert.DoesNotContain(host.Log.Lines, line => line.StartsWith("Warning Smartcard.SelfService.Mail", StringComparison.Ordinal));
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
