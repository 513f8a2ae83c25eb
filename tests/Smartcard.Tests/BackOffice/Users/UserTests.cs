using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.BackOffice.SignIn;
using Smartcard.Domain.Users;
using Smartcard.Storage;
using Smartcard.Tests.Host;

namespace Smartcard.Tests.BackOffice.Users;

/// <summary>What RA administrators do to accounts, and what they cannot do.</summary>
public sealed partial class UserTests : IAsyncLifetime
{
    private HostBench _host = null!;
    private BenchUser _admin = null!;
    private BackOfficeBrowser _browser = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await HostBench.StartAsync();
        _admin = await _host.UserAsync("ra", BackOfficeRoles.RaAdmin);
        _browser = await _host.SignInAsync(_admin);
    }

    public ValueTask DisposeAsync()
    {
        _browser.Dispose();
        return _host.DisposeAsync();
    }

    [Fact]
    public async Task A_new_user_is_handed_a_one_time_password_and_gets_in_with_it()
    {
        await _browser.OpenAsync("/backoffice/users/add");
        await _browser.SubmitAsync(
            "/backoffice/users/add",
            ("name", "Nia <b>Jones</b>"),
            ("email", "nia.jones@trust.nhs.uk"),
            ("role", "Booth"),
            ("role", "Auditor"));
        var oneTime = OneTimePassword().Match(_browser.Html).Groups[1].Value;
        Assert.Equal("One-time password", _browser.Title);

        using var nia = new BackOfficeBrowser(_host);
        await nia.PasswordAsync("nia.jones@trust.nhs.uk", oneTime);
        await nia.SubmitAsync(
            "/backoffice/first-password",
            ("new-password", BackOfficeBench.OwnPassword),
            ("new-password-again", BackOfficeBench.OwnPassword));
        var key = nia.AuthenticatorKey;
        await nia.SubmitAsync("/backoffice/authenticator", ("code", Totp.CodeAt(key, Totp.StepAt(_host.Time.GetUtcNow()))));
        await nia.OpenAsync("/backoffice/audit");

        Assert.Equal("Audit", nia.Title);
        await _browser.OpenAsync("/backoffice/users");
        Assert.Contains("Nia <b>Jones</b>", _browser.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>Jones", _browser.Html, StringComparison.Ordinal);
        Assert.Contains("IT booth, Auditor", _browser.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(oneTime, _host.Log.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "nia@trust.nhs.uk", "Booth", "Enter the person’s name")]
    [InlineData("Nia", "", "Booth", "Enter an email address")]
    [InlineData("Nia", "nobody", "Booth", "Enter an email address")]
    [InlineData("Nia", "nia jones@trust.nhs.uk", "Booth", "There is a space in that address")]
    [InlineData("Nia", "nía@trust.nhs.uk", "Booth", "You cannot use “í” in an email address here")]
    [InlineData("Nia", "nia..jones@trust.nhs.uk", "Booth", "There is a dot in the wrong place")]
    [InlineData("Nia", "nia@trust.nhs.uk, nia@nhs.net", "Booth", "You typed more than one @")]
    [InlineData("Nia", "Nia <nia@trust.nhs.uk>", "Booth", "Enter only the email address")]
    [InlineData("Nia", "nia@trust.nhs.uk", "", "at least one role")]
    [InlineData("Nia", "nia@trust.nhs.uk", "Emperor", "at least one role")]
    public async Task A_new_user_with_something_missing_is_not_added(string name, string email, string role, string words)
    {
        var before = await _host.CountsAsync();
        await _browser.OpenAsync("/backoffice/users/add");

        await _browser.SubmitAsync("/backoffice/users/add", ("name", name), ("email", email), ("role", role));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, _browser.Status);
        Assert.Contains(words, _browser.Text, StringComparison.Ordinal);
        Assert.Equal(before, await _host.CountsAsync());
    }

    [Theory]
    [InlineData("nia.o'neill@trust.nhs.uk")]
    [InlineData("mailto:nia.o’neill@trust.nhs.uk")]
    [InlineData("100%nia+o'neill@trust.nhs.uk")]
    public async Task Whoever_has_an_apostrophe_in_their_address_signs_in_with_it(string email)
    {
        await _browser.OpenAsync("/backoffice/users/add");
        await _browser.SubmitAsync("/backoffice/users/add", ("name", "Nia O’Neill"), ("email", email), ("role", "Booth"));
        Assert.Equal("One-time password", _browser.Title);
        var oneTime = OneTimePassword().Match(_browser.Html).Groups[1].Value;

        foreach (var typed in new[] { email, email.Replace('\'', '’').ToUpperInvariant() })
        {
            using var nia = new BackOfficeBrowser(_host);
            await nia.PasswordAsync(typed, oneTime);
            Assert.Equal("Choose your password", nia.Title);
        }
    }

    [Fact]
    public async Task An_address_is_one_accounts()
    {
        for (var i = 0; i < 2; i++)
        {
            await _browser.OpenAsync("/backoffice/users/add");
            await _browser.SubmitAsync(
                "/backoffice/users/add",
                ("name", "Nia"),
                ("email", i == 0 ? "nia@trust.nhs.uk" : "NIA@trust.nhs.uk"),
                ("role", "Booth"));
        }

        Assert.Contains("already an account with that address", _browser.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Roles_are_changed_and_an_account_disabled_and_enabled()
    {
        var nia = await _host.UserAsync("nia", BackOfficeRoles.Booth);
        using var browser = await _host.SignInAsync(nia);
        await ActAsync(nia, "roles", ("role", "Auditor"));
        await browser.OpenAsync("/backoffice/audit");
        Assert.Equal("Audit", browser.Title);

        await ActAsync(nia, "disable");
        Assert.Contains("State: disabled", _browser.Text, StringComparison.Ordinal);
        await browser.OpenAsync("/backoffice/account");
        Assert.Equal("Sign in to the back office", browser.Title);

        await ActAsync(nia, "enable");
        await browser.OpenAsync("/backoffice/account");
        Assert.Equal("Sign in to the back office", browser.Title);
        using var again = await _host.SignInAsync(nia);
        Assert.Equal("Back office", again.Title);
        Assert.Equal(
            ["user-roles-set:Auditor", "user-disabled", "user-enabled"],
            (await _host.AuditOfAsync(nia.Id)).Where(e => e.StartsWith("user-", StringComparison.Ordinal)));
    }

    [Fact]
    [OnPostgres]
    public async Task Somebody_without_telephone_and_password_is_helped()
    {
        var nia = await _host.UserAsync("nia", BackOfficeRoles.Booth);
        using var browser = await _host.SignInAsync(nia);

        await ActAsync(nia, "one-time-password");
        var oneTime = OneTimePassword().Match(_browser.Html).Groups[1].Value;
        await browser.PasswordAsync("nia", oneTime);
        Assert.Equal("Confirm that it is you", browser.Title); // a new password does not do away with the second step
        await ActAsync(nia, "reset-second-step");
        await browser.PasswordAsync("nia", oneTime);

        Assert.Equal("Choose your password", browser.Title);
    }

    [Fact]
    [OnPostgres]
    public async Task The_last_administrator_stays()
    {
        await using (var scope = _host.Services.CreateAsyncScope())
        {
            var first = await scope
                .ServiceProvider.GetRequiredService<SmartcardDbContext>()
                .Users.SingleAsync(u => u.UserName == "admin", TestContext.Current.CancellationToken);
            await ActAsync(new BenchUser(first.Id, "admin", "", ""), "disable"); // not the last one: there is also us
            Assert.Contains("State: disabled", _browser.Text, StringComparison.Ordinal);
        }

        await ActAsync(_admin, "disable");
        Assert.Contains("the last RA administrator", _browser.Text, StringComparison.Ordinal);
        await ActAsync(_admin, "roles", ("role", "Booth"));
        Assert.Contains("the last RA administrator", _browser.Text, StringComparison.Ordinal);
        await _browser.OpenAsync("/backoffice/users");
        Assert.Equal("Users", _browser.Title);
    }

    [Fact]
    public async Task What_was_done_and_by_whom_is_in_the_audit_and_the_chain_is_whole()
    {
        var nia = await _host.UserAsync("nia", BackOfficeRoles.Booth);
        await ActAsync(nia, "roles", ("role", "Auditor"));

        await _browser.OpenAsync("/backoffice/audit");

        Assert.Matches(@"user-roles-set:Auditor\s+ra Example\s+nia Example", _browser.Text);
        Assert.Matches(@"signed-in:password\+code\s+ra Example\s+ra Example", _browser.Text);
        Assert.Contains("The audit chain is complete.", _browser.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_account_that_is_not_there_is_not_found()
    {
        await _browser.OpenAsync($"/backoffice/users/{Guid.CreateVersion7()}");

        Assert.Equal(HttpStatusCode.NotFound, _browser.Status);
    }

    private async Task ActAsync(BenchUser user, string action, params (string Field, string Value)[] fields)
    {
        await _browser.OpenAsync($"/backoffice/users/{user.Id}");
        await _browser.SubmitAsync($"/backoffice/users/{user.Id}/{action}", fields);
    }

    [GeneratedRegex("<p class=\"key\">([^<]+)</p>")]
    private static partial Regex OneTimePassword();
}
