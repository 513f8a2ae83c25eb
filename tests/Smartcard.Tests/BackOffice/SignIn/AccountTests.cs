using System.Net;
using Smartcard.Domain.Users;
using Smartcard.Tests.Host;

namespace Smartcard.Tests.BackOffice.SignIn;

/// <summary>What somebody changes about their own way in.</summary>
public sealed class AccountTests : IAsyncLifetime
{
    private HostBench _host = null!;

    public async ValueTask InitializeAsync() => _host = await HostBench.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Somebody_changes_their_password_and_is_signed_out_everywhere_else()
    {
        var user = await _host.UserAsync("nia", BackOfficeRoles.Booth);
        using var here = await _host.SignInAsync(user);
        using var there = await _host.SignInAsync(user);
        await here.OpenAsync("/backoffice/account/password");
        await here.SubmitAsync(
            "/backoffice/account/password",
            ("password", "wrong horse battery staple"),
            ("new-password", "four other words here"),
            ("new-password-again", "four other words here"));
        Assert.Contains("That password is not right", here.Text, StringComparison.Ordinal);

        await here.SubmitAsync(
            "/backoffice/account/password",
            ("password", user.Password),
            ("new-password", "four other words here"),
            ("new-password-again", "four other words here"));

        Assert.Contains("Your password has been changed", here.Text, StringComparison.Ordinal);
        await there.OpenAsync("/backoffice");
        Assert.Equal("Sign in to the back office", there.Title);
        await there.PasswordAsync("nia", user.Password);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, there.Status);
        await there.PasswordAsync("nia", "four other words here");
        Assert.Equal("Confirm that it is you", there.Title);
    }

    [Fact]
    public async Task Another_authenticator_takes_the_place_of_the_first_when_its_code_was_seen()
    {
        var user = await _host.UserAsync("nia", BackOfficeRoles.Booth);
        using var browser = await _host.SignInAsync(user);
        await browser.OpenAsync("/backoffice/authenticator");
        var other = user with { Key = browser.AuthenticatorKey };
        await browser.SubmitAsync("/backoffice/authenticator", ("code", user.NextCode(_host)));
        Assert.Equal("Error: Set up your authenticator app", browser.Title);
        Assert.Contains(other.Key[..4], browser.Html, StringComparison.Ordinal);

        await browser.SubmitAsync("/backoffice/authenticator", ("code", other.NextCode(_host)));

        Assert.Equal("Keep your recovery codes", browser.Title);
        using var again = new BackOfficeBrowser(_host);
        await again.PasswordAsync("nia", user.Password);
        await again.CodeAsync(user.NextCode(_host));
        Assert.Equal("Error: Confirm that it is you", again.Title);
        await again.CodeAsync(other.NextCode(_host));
        Assert.Equal("Back office", again.Title);
    }

    [Fact]
    public async Task Changing_how_one_signs_in_wants_a_fresh_sign_in()
    {
        using var browser = await _host.SignInAsync(BackOfficeRoles.Booth);
        _host.Time.Advance(TimeSpan.FromMinutes(16));

        await browser.OpenAsync("/backoffice/account/recovery-codes");

        Assert.StartsWith("/backoffice/sign-in?because=again", browser.Path, StringComparison.Ordinal);
        Assert.Contains("Before you change how you sign in, sign in again", browser.Text, StringComparison.Ordinal);
    }
}
