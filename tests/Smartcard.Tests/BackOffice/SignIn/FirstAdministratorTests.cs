using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.BackOffice.SignIn;
using Smartcard.Domain.Users;
using Smartcard.Server.Setup;
using Smartcard.Storage;
using Smartcard.Tests.BackOffice.People;
using Smartcard.Tests.Host;

namespace Smartcard.Tests.BackOffice.SignIn;

/// <summary>The way in of an installation that nobody has signed in to yet, and of an administrator who is locked out.</summary>
public sealed class FirstAdministratorTests : IAsyncLifetime
{
    private HostBench _host = null!;

    public async ValueTask InitializeAsync() => _host = await HostBench.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task The_first_administrator_gets_from_the_one_time_password_to_the_back_office_and_back_in()
    {
        using var browser = new BackOfficeBrowser(_host);
        var oneTime = _host.Announced();

        await browser.OpenAsync("/backoffice");
        Assert.Equal("/backoffice/sign-in?to=%2Fbackoffice", browser.Path);
        await browser.SubmitAsync("/backoffice/sign-in", ("name", "admin"), ("password", oneTime));
        Assert.Equal("Choose your password", browser.Title);
        await browser.SubmitAsync(
            "/backoffice/first-password",
            ("new-password", BackOfficeBench.OwnPassword),
            ("new-password-again", BackOfficeBench.OwnPassword));
        Assert.Equal("Set up your authenticator app", browser.Title);
        Assert.Contains("<svg", browser.Html, StringComparison.Ordinal);
        var admin = new BenchUser(Guid.Empty, "admin", BackOfficeBench.OwnPassword, browser.AuthenticatorKey);
        await browser.SubmitAsync("/backoffice/authenticator", ("code", admin.NextCode(_host)));
        Assert.Equal("Keep your recovery codes", browser.Title);
        Assert.Equal(10, browser.RecoveryCodes.Count);
        await browser.OpenAsync("/backoffice");
        Assert.Equal("Back office", browser.Title);

        await browser.SubmitAsync("/backoffice/sign-out");
        Assert.Equal("You are signed out", browser.Title);
        await browser.OpenAsync("/backoffice");
        Assert.Equal("Sign in to the back office", browser.Title);
        await browser.SubmitAsync("/backoffice/sign-in", ("name", "ADMIN"), ("password", BackOfficeBench.OwnPassword));
        Assert.Equal("Confirm that it is you", browser.Title);
        await browser.CodeAsync(admin.NextCode(_host));
        Assert.Equal("Back office", browser.Title);

        await browser.PasswordAsync("admin", oneTime);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
    }

    [Fact]
    public async Task The_one_time_password_is_said_once_and_kept_nowhere()
    {
        var password = _host.Announced();
        Assert.Matches("^([2-9a-z]{5}-){3}[2-9a-z]{5}$", password);

        var before = await File.ReadAllTextAsync(_host.AnnouncedTo, TestContext.Current.CancellationToken);
        await Startup.PrepareAsync(_host.Services, TestContext.Current.CancellationToken);

        Assert.Equal(before, await File.ReadAllTextAsync(_host.AnnouncedTo, TestContext.Current.CancellationToken));
        Assert.DoesNotContain(password, _host.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    [OnPostgres]
    public async Task A_one_time_password_is_good_for_a_week()
    {
        using var browser = new BackOfficeBrowser(_host);
        await using (var scope = _host.Services.CreateAsyncScope())
        {
            var admin = await scope
                .ServiceProvider.GetRequiredService<SmartcardDbContext>()
                .Users.SingleAsync(TestContext.Current.CancellationToken);
            Assert.Equal(
                _host.Time.GetUtcNow() + TimeSpan.FromDays(7),
                admin.OneTimePasswordUntil!.Value,
                TimeSpan.FromMinutes(1));
            await _host.ChangeAsync(admin.Id, u => u.OneTimePasswordUntil = _host.Time.GetUtcNow());
        }

        await browser.PasswordAsync("admin", _host.Announced());

        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
    }

    [Fact]
    public async Task A_lost_administrator_is_reset_by_whoever_has_the_machine()
    {
        var first = _host.Announced();
        File.Delete(_host.AnnouncedTo);
        await using (var scope = _host.Services.CreateAsyncScope())
        {
            await scope.ServiceProvider.GetRequiredService<FirstAdministrator>().ResetAsync(TestContext.Current.CancellationToken);
        }

        using var browser = new BackOfficeBrowser(_host);
        await browser.PasswordAsync("admin", first);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        await browser.PasswordAsync("admin", _host.Announced());
        Assert.Equal("Choose your password", browser.Title);
    }

    [Fact]
    public async Task One_who_was_limited_to_an_organisation_sees_everybody_again()
    {
        var id = await _host.InAsync(database => Task.FromResult(database.Users.Single().Id));
        await _host.ChangeAsync(id, u => (u.Roles, u.Organisation) = (BackOfficeRoles.Booth, "Example Trust"));
        await using (var scope = _host.Services.CreateAsyncScope())
        {
            await scope.ServiceProvider.GetRequiredService<FirstAdministrator>().ResetAsync(TestContext.Current.CancellationToken);
        }

        Assert.Null(await _host.InAsync(database => Task.FromResult(database.Users.Single().Organisation)));
    }

    [Theory]
    [InlineData("", "", "Enter a new password")]
    [InlineData("short one", "short one", "at least 12 characters")]
    [InlineData("correct horse battery", "correct horse batterz", "are not the same")]
    [InlineData("password1234", "password1234", "easy to guess")]
    [InlineData("adminadminadmin", "adminadminadmin", "easy to guess")]
    [InlineData("123456789012", "123456789012", "easy to guess")]
    [InlineData("aaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaa", "easy to guess")]
    [InlineData("Summer2026!!", "Summer2026!!", "easy to guess")]
    [InlineData("ONE-TIME", "ONE-TIME", "current password")]
    public async Task A_bad_first_password_is_explained(string password, string again, string words)
    {
        using var browser = new BackOfficeBrowser(_host);
        var oneTime = _host.Announced();
        await browser.PasswordAsync("admin", oneTime);

        await browser.SubmitAsync(
            "/backoffice/first-password",
            ("new-password", password.Replace("ONE-TIME", oneTime, StringComparison.Ordinal)),
            ("new-password-again", again.Replace("ONE-TIME", oneTime, StringComparison.Ordinal)));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Contains(words, browser.Text, StringComparison.Ordinal);
        Assert.StartsWith("Error: ", browser.Title, StringComparison.Ordinal);
    }
}
