using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.BackOffice.SignIn;
using Smartcard.Domain.Users;
using Smartcard.Tests.Host;

namespace Smartcard.Tests.BackOffice.SignIn;

/// <summary>Signing in with an account kept here: what lets in, what does not, and what is left behind.</summary>
public sealed class SignInTests : IAsyncLifetime
{
    private HostBench _host = null!;

    public async ValueTask InitializeAsync() => _host = await HostBench.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_wrong_password_an_unknown_name_and_a_disabled_account_look_the_same()
    {
        var user = await _host.UserAsync("nia", BackOfficeRoles.Booth);
        var gone = await _host.UserAsync("gone", BackOfficeRoles.Booth);
        await _host.ChangeAsync(gone.Id, u => u.DisabledAt = _host.Time.GetUtcNow());
        var pages = new List<string>();
        foreach (
            var (name, password) in new[]
            {
                ("nia", "wrong horse battery staple"),
                ("nobody", user.Password),
                ("gone", gone.Password),
            })
        {
            using var browser = new BackOfficeBrowser(_host);
            await browser.PasswordAsync(name, password);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
            pages.Add(browser.Text.Replace(name, "", StringComparison.Ordinal));
        }

        Assert.Single(pages.Distinct());
        Assert.Equal(["sign-in-wrong:password"], await _host.AuditOfAsync(user.Id));
        Assert.Equal(["sign-in-refused:disabled"], await _host.AuditOfAsync(gone.Id));
        Assert.DoesNotContain("wrong horse", _host.Log.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("nia", "")]
    [InlineData("", "correct horse battery staple")]
    [InlineData("<script>alert(1)</script>", "x")]
    [InlineData("nia'; drop table users; --", "%00")]
    [InlineData("LONG", "LONG")]
    public async Task What_is_no_name_or_password_is_refused_in_words(string name, string password)
    {
        using var browser = new BackOfficeBrowser(_host);

        await browser.PasswordAsync(
            name.Replace("LONG", new string('n', 5000), StringComparison.Ordinal),
            password.Replace("LONG", new string('p', 5000), StringComparison.Ordinal));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Contains("There is a problem", browser.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", browser.Html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded", "name=a%00&password=b")]
    [InlineData("application/x-www-form-urlencoded", "%ff%fe=%")]
    [InlineData("application/json", "{\"name\":\"a\"}")]
    [InlineData("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"a")]
    [InlineData("text/plain", "")]
    [InlineData("application/x-www-form-urlencoded", "MANY")]
    public async Task What_is_no_form_is_refused(string type, string body)
    {
        using var browser = new BackOfficeBrowser(_host);
        var content = new StringContent(
            body.Replace(
                "MANY",
                string.Join('&', Enumerable.Range(0, 5000).Select(i => $"f{i}=x")),
                StringComparison.Ordinal));
        content.Headers.ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse(type);

        await browser.SendAsync(new HttpRequestMessage(HttpMethod.Post, "http://localhost/backoffice/sign-in") { Content = content });

        Assert.Equal(HttpStatusCode.BadRequest, browser.Status);
        Assert.Equal("This page is too old", browser.Title);
    }

    [Fact]
    public async Task Five_wrong_passwords_lock_the_account_for_a_quarter_of_an_hour()
    {
        var user = await _host.UserAsync("nia", BackOfficeRoles.Booth);
        using var browser = new BackOfficeBrowser(_host);
        for (var i = 0; i < 5; i++)
        {
            await browser.PasswordAsync("nia", "wrong horse battery staple");
        }

        await browser.PasswordAsync("nia", user.Password);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        _host.Time.Advance(TimeSpan.FromMinutes(14.9));
        await browser.PasswordAsync("nia", user.Password);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        _host.Time.Advance(TimeSpan.FromMinutes(0.2));
        await browser.PasswordAsync("nia", user.Password);
        Assert.Equal("Confirm that it is you", browser.Title);

        var audit = await _host.AuditOfAsync(user.Id);
        Assert.Equal(5, audit.Count(e => e == "sign-in-wrong:password"));
        Assert.Single(audit, e => e == "sign-in-locked-out");
        Assert.Equal(2, audit.Count(e => e == "sign-in-refused:locked-out"));
    }

    [Fact]
    public async Task Guesses_that_arrive_together_get_no_more_than_five()
    {
        var user = await _host.UserAsync("nia", BackOfficeRoles.Booth);
        var browsers = Enumerable.Range(0, 12).Select(_ => new BackOfficeBrowser(_host)).ToList();

        await Task.WhenAll(browsers.Select(b => b.PasswordAsync("nia", "wrong horse battery staple")));

        Assert.Equal(5, (await _host.AuditOfAsync(user.Id)).Count(e => e == "sign-in-wrong:password"));
        browsers.ForEach(b => b.Dispose());
    }

    [Fact]
    [OnPostgres]
    public async Task A_known_password_buys_no_guesses_at_the_code()
    {
        var user = await _host.UserAsync("nia", BackOfficeRoles.Booth);
        using var browser = new BackOfficeBrowser(_host);
        var wrong = 0;
        for (var i = 0; i < 6; i++)
        {
            await browser.PasswordAsync("nia", user.Password);
            if (browser.Title.Contains("Confirm that it is you", StringComparison.Ordinal))
            {
                await browser.CodeAsync("000000");
                wrong++;
            }
        }

        Assert.Equal(5, wrong);
        Assert.Equal(5, (await _host.AuditOfAsync(user.Id)).Count(e => e == "sign-in-wrong:code"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("12345")]
    [InlineData("abcdef")]
    [InlineData("000000")]
    [InlineData("١٢٣٤٥٦")]
    public async Task A_wrong_code_is_refused_and_said(string code)
    {
        var user = await _host.UserAsync("nia", BackOfficeRoles.Booth);
        using var browser = new BackOfficeBrowser(_host);
        await browser.PasswordAsync("nia", user.Password);

        await browser.CodeAsync(code);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Equal("Error: Confirm that it is you", browser.Title);
        await browser.OpenAsync("/backoffice");
        Assert.Equal("Sign in to the back office", browser.Title);
    }

    [Fact]
    public async Task A_code_is_good_once_and_the_one_before_it_not_at_all()
    {
        var user = await _host.UserAsync("nia", BackOfficeRoles.Booth);
        var step = Totp.StepAt(_host.Time.GetUtcNow());
        using var first = new BackOfficeBrowser(_host);
        await first.PasswordAsync("nia", user.Password);
        await first.CodeAsync(Totp.CodeAt(user.Key, step));
        Assert.Equal("Back office", first.Title);

        using var second = new BackOfficeBrowser(_host);
        await second.PasswordAsync("nia", user.Password);
        await second.CodeAsync(Totp.CodeAt(user.Key, step));
        Assert.Equal("Error: Confirm that it is you", second.Title);
        await second.CodeAsync(Totp.CodeAt(user.Key, step - 1));
        Assert.Equal("Error: Confirm that it is you", second.Title);
        await second.CodeAsync(Totp.CodeAt(user.Key, step + 2));
        Assert.Equal("Error: Confirm that it is you", second.Title);
        await second.CodeAsync(Totp.CodeAt(user.Key, step + 1));
        Assert.Equal("Back office", second.Title);
    }

    [Fact]
    [OnPostgres]
    public async Task A_recovery_code_is_good_once_however_it_is_typed()
    {
        var user = await _host.UserAsync("nia", BackOfficeRoles.Booth);
        using var browser = await _host.SignInAsync(user);
        await browser.OpenAsync("/backoffice/account/recovery-codes");
        await browser.SubmitAsync("/backoffice/account/recovery-codes");
        var codes = browser.RecoveryCodes;

        for (var i = 0; i < 2; i++)
        {
            using var other = new BackOfficeBrowser(_host);
            await other.PasswordAsync("nia", user.Password);
            await other.SubmitAsync("/backoffice/second-step", ("recovery", codes[3].ToUpperInvariant().Replace('-', ' ')));
            Assert.Equal(i == 0 ? "Back office" : "Error: Confirm that it is you", other.Title);
        }

        await browser.OpenAsync("/backoffice/account");
        Assert.Contains("9 of 10 left", browser.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Half_way_is_nowhere_and_not_for_long()
    {
        var user = await _host.UserAsync("nia", BackOfficeRoles.RaAdmin);
        using var browser = new BackOfficeBrowser(_host);
        await browser.PasswordAsync("nia", user.Password);
        foreach (
            var path in new[]
            {
                "/backoffice",
                "/backoffice/account",
                "/backoffice/authenticator",
                "/backoffice/users",
                "/backoffice/audit",
            })
        {
            await browser.OpenAsync(path);
            Assert.Equal("Sign in to the back office", browser.Title);
        }

        _host.Time.Advance(TimeSpan.FromMinutes(10.1));
        await browser.OpenAsync("/backoffice/second-step");
        Assert.Equal("Sign in to the back office", browser.Title);
    }

    [Theory]
    [InlineData("//evil.example", "/backoffice")]
    [InlineData("https://evil.example/backoffice", "/backoffice")]
    [InlineData("/backoffice/../..//evil.example", "/backoffice")]
    [InlineData("/backoffice@evil.example", "/backoffice")]
    [InlineData("/backoffice/\\evil.example", "/backoffice")]
    [InlineData("/backoffice/account", "/backoffice/account")]
    public async Task Signing_in_leads_back_to_where_one_was_going_and_never_elsewhere(string to, string expected)
    {
        var user = await _host.UserAsync("nia", BackOfficeRoles.Booth);
        using var browser = new BackOfficeBrowser(_host);
        await browser.OpenAsync("/backoffice/sign-in?to=" + Uri.EscapeDataString(to));
        await browser.SubmitAsync("/backoffice/sign-in", ("name", "nia"), ("password", user.Password));

        await browser.CodeAsync(user.NextCode(_host));

        Assert.Equal(expected, browser.Path);
    }

    [Fact]
    public async Task One_address_cannot_try_for_ever()
    {
        await using var host = await HostBench.StartAsync("--SignIn:FailuresPerMinute=5");
        using var browser = new BackOfficeBrowser(host);
        for (var i = 0; i < 20; i++)
        {
            await browser.PasswordAsync("nobody" + i, "wrong horse battery staple");
            Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        }

        await browser.PasswordAsync("nobody", "wrong horse battery staple");

        Assert.Equal(HttpStatusCode.TooManyRequests, browser.Status);
    }

    [Fact]
    public async Task Wrong_tries_with_one_name_shut_nobody_else_of_the_address_out()
    {
        await using var host = await HostBench.StartAsync("--SignIn:FailuresPerMinute=5");
        var user = await host.UserAsync("nia", BackOfficeRoles.Booth);
        using var browser = new BackOfficeBrowser(host);
        for (var i = 0; i < 5; i++)
        {
            await browser.PasswordAsync("nobody", "wrong horse battery staple");
        }

        await browser.PasswordAsync("Nobody", "wrong horse battery staple");
        Assert.Equal(HttpStatusCode.TooManyRequests, browser.Status);

        await browser.PasswordAsync("nia", user.Password);

        Assert.Equal("Confirm that it is you", browser.Title);
    }

    [Fact]
    public async Task A_stolen_database_holds_no_password_key_or_code_in_the_clear()
    {
        var user = await _host.UserAsync("nia", BackOfficeRoles.Booth);
        using var browser = await _host.SignInAsync(user);
        await browser.OpenAsync("/backoffice/account/recovery-codes");
        await browser.SubmitAsync("/backoffice/account/recovery-codes");
        var codes = browser.RecoveryCodes;

        var bytes = await _host.StolenAsync();

        Assert.Contains("nia Example", bytes, StringComparison.Ordinal);
        Assert.All(
            [user.Key, user.Password, _host.Announced(), .. codes],
            secret => Assert.DoesNotContain(secret, bytes, StringComparison.OrdinalIgnoreCase));
        Assert.All(
            [user.Key, user.Password, .. codes],
            secret => Assert.DoesNotContain(secret, _host.Log.Text, StringComparison.OrdinalIgnoreCase));
    }
}
