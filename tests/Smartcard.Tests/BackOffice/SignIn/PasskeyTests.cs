using System.Net;
using Smartcard.Domain.Users;
using Smartcard.Tests.Host;

namespace Smartcard.Tests.BackOffice.SignIn;

/// <summary>What comes in the place of a passkey. A real one is used by the browser tests.</summary>
public sealed class PasskeyTests : IAsyncLifetime
{
    private HostBench _host = null!;

    public async ValueTask InitializeAsync() => _host = await HostBench.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"id":"AAAA","rawId":"AAAA","type":"public-key","clientExtensionResults":{},"response":{"clientDataJSON":"AAAA","authenticatorData":"AAAA","signature":"AAAA","userHandle":"AAAA"}}""")]
    [InlineData("LONG")]
    public async Task What_is_no_passkey_lets_nobody_in(string credential)
    {
        credential = credential.Replace("LONG", new string('{', 20_000), StringComparison.Ordinal);
        using var browser = new BackOfficeBrowser(_host);
        foreach (var hasAsked in new[] { false, true })
        {
            await browser.OpenAsync("/backoffice/sign-in");
            var page = browser.Html;
            if (hasAsked)
            {
                await browser.PostAsync(
                    "/backoffice/sign-in/passkey/options",
                    ("__RequestVerificationToken", BackOfficeBrowser.FormTokenOf(page)));
                Assert.Contains("\"challenge\"", browser.Html, StringComparison.Ordinal);
                Assert.Contains("\"userVerification\":\"required\"", browser.Html, StringComparison.Ordinal);
            }

            await browser.PostAsync(
                "/backoffice/sign-in/passkey",
                ("__RequestVerificationToken", BackOfficeBrowser.FormTokenOf(page)),
                ("credential", credential));

            Assert.Contains("That passkey did not work", browser.Text, StringComparison.Ordinal);
        }

        await browser.OpenAsync("/backoffice");
        Assert.Equal("Sign in to the back office", browser.Title);
    }

    [Theory]
    [InlineData("", "{}", "Give the passkey a name")]
    [InlineData("laptop", "", "could not be added")]
    [InlineData("laptop", "{}", "could not be added")]
    [InlineData("laptop", "nonsense", "could not be added")]
    public async Task What_is_no_passkey_is_not_added(string name, string credential, string words)
    {
        using var browser = await _host.SignInAsync(BackOfficeRoles.Booth);
        await browser.OpenAsync("/backoffice/account/passkeys");

        await browser.PostAsync(
            "/backoffice/account/passkeys",
            ("__RequestVerificationToken", BackOfficeBrowser.FormTokenOf(browser.Html)),
            ("name", name),
            ("credential", credential));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Contains(words, browser.Text, StringComparison.Ordinal);
    }
}
