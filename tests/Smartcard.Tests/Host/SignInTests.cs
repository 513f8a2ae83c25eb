using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Server.SignIn;
using Smartcard.Storage;
using Smartcard.Storage.Users;

namespace Smartcard.Tests.Host;

/// <summary>Signing in with an account kept here: what lets in, what does not, and what is left behind.</summary>
public sealed partial class SignInTests : IAsyncLifetime
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
        await browser.SubmitAsync("/backoffice/first-password", ("new-password", BackOfficeBench.OwnPassword), ("new-password-again", BackOfficeBench.OwnPassword));
        Assert.Equal("Set up your authenticator app", browser.Title);
        Assert.Contains("<svg", browser.Html, StringComparison.Ordinal);
        var admin = new BenchUser(Guid.Empty, "admin", BackOfficeBench.OwnPassword, KeyText().Match(browser.Html).Groups[1].Value.Replace(" ", "", StringComparison.Ordinal));
        await browser.SubmitAsync("/backoffice/authenticator", ("code", admin.NextCode(_host)));
        Assert.Equal("Keep your recovery codes", browser.Title);
        Assert.Equal(10, RecoveryCodes(browser).Count);
        await browser.OpenAsync("/backoffice");
        Assert.Equal("Back office", browser.Title);

        await browser.SubmitAsync("/backoffice/sign-out");
        Assert.Equal("You are signed out", browser.Title);
        await browser.OpenAsync("/backoffice");
        Assert.Equal("Sign in to the back office", browser.Title);
        await browser.SubmitAsync("/backoffice/sign-in", ("name", "ADMIN"), ("password", BackOfficeBench.OwnPassword));
        Assert.Equal("Show that it is you", browser.Title);
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
        await Server.Setup.Startup.PrepareAsync(_host.Services, TestContext.Current.CancellationToken);

        Assert.Equal(before, await File.ReadAllTextAsync(_host.AnnouncedTo, TestContext.Current.CancellationToken));
        Assert.DoesNotContain(password, _host.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_one_time_password_is_good_for_a_week()
    {
        using var browser = new BackOfficeBrowser(_host);
        await using (var scope = _host.Services.CreateAsyncScope())
        {
            var admin = await scope.ServiceProvider.GetRequiredService<SmartcardDbContext>().Users.SingleAsync(TestContext.Current.CancellationToken);
            Assert.Equal(_host.Time.GetUtcNow() + TimeSpan.FromDays(7), admin.OneTimePasswordUntil!.Value, TimeSpan.FromMinutes(1));
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

    [Theory]
    [InlineData("", "", "Enter a new password")]
    [InlineData("short one", "short one", "at least 12 characters")]
    [InlineData("correct horse battery", "correct horse batterz", "differ")]
    [InlineData("password1234", "password1234", "easy to guess")]
    [InlineData("adminadminadmin", "adminadminadmin", "easy to guess")]
    [InlineData("123456789012", "123456789012", "easy to guess")]
    [InlineData("aaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaa", "easy to guess")]
    [InlineData("Summer2026!!", "Summer2026!!", "easy to guess")]
    [InlineData("ONE-TIME", "ONE-TIME", "password you have now")]
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

    [Fact]
    public async Task A_wrong_password_an_unknown_name_and_a_disabled_account_look_the_same()
    {
        var user = await _host.UserAsync("nia", BackOfficeRoles.Booth);
        var gone = await _host.UserAsync("gone", BackOfficeRoles.Booth);
        await _host.ChangeAsync(gone.Id, u => u.DisabledAt = _host.Time.GetUtcNow());
        var pages = new List<string>();
        foreach (var (name, password) in new[] { ("nia", "wrong horse battery staple"), ("nobody", user.Password), ("gone", gone.Password) })
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

        await browser.PasswordAsync(name.Replace("LONG", new string('n', 5000), StringComparison.Ordinal), password.Replace("LONG", new string('p', 5000), StringComparison.Ordinal));

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
        var content = new StringContent(body.Replace("MANY", string.Join('&', Enumerable.Range(0, 5000).Select(i => $"f{i}=x")), StringComparison.Ordinal));
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
        Assert.Equal("Show that it is you", browser.Title);

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
    public async Task A_known_password_buys_no_guesses_at_the_code()
    {
        var user = await _host.UserAsync("nia", BackOfficeRoles.Booth);
        using var browser = new BackOfficeBrowser(_host);
        var wrong = 0;
        for (var i = 0; i < 6; i++)
        {
            await browser.PasswordAsync("nia", user.Password);
            if (browser.Title.Contains("Show that it is you", StringComparison.Ordinal))
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
        Assert.Equal("Error: Show that it is you", browser.Title);
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
        Assert.Equal("Error: Show that it is you", second.Title);
        await second.CodeAsync(Totp.CodeAt(user.Key, step - 1));
        Assert.Equal("Error: Show that it is you", second.Title);
        await second.CodeAsync(Totp.CodeAt(user.Key, step + 2));
        Assert.Equal("Error: Show that it is you", second.Title);
        await second.CodeAsync(Totp.CodeAt(user.Key, step + 1));
        Assert.Equal("Back office", second.Title);
    }

    [Fact]
    public async Task A_recovery_code_is_good_once_however_it_is_typed()
    {
        var user = await _host.UserAsync("nia", BackOfficeRoles.Booth);
        using var browser = await _host.SignInAsync(user);
        await browser.OpenAsync("/backoffice/account/recovery-codes");
        await browser.SubmitAsync("/backoffice/account/recovery-codes");
        var codes = RecoveryCodes(browser);

        for (var i = 0; i < 2; i++)
        {
            using var other = new BackOfficeBrowser(_host);
            await other.PasswordAsync("nia", user.Password);
            await other.SubmitAsync("/backoffice/second-step", ("recovery", codes[3].ToUpperInvariant().Replace('-', ' ')));
            Assert.Equal(i == 0 ? "Back office" : "Error: Show that it is you", other.Title);
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
        foreach (var path in new[] { "/backoffice", "/backoffice/account", "/backoffice/authenticator", "/backoffice/users", "/backoffice/audit" })
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
        for (var i = 0; i < 5; i++)
        {
            await browser.PasswordAsync("nobody" + i, "wrong horse battery staple");
        }

        await browser.PasswordAsync("nobody", "wrong horse battery staple");

        Assert.Equal(HttpStatusCode.TooManyRequests, browser.Status);
    }

    [Fact]
    public async Task Somebody_changes_their_password_and_is_signed_out_everywhere_else()
    {
        var user = await _host.UserAsync("nia", BackOfficeRoles.Booth);
        using var here = await _host.SignInAsync(user);
        using var there = await _host.SignInAsync(user);
        await here.OpenAsync("/backoffice/account/password");
        await here.SubmitAsync("/backoffice/account/password", ("password", "wrong horse battery staple"), ("new-password", "four other words here"), ("new-password-again", "four other words here"));
        Assert.Contains("not your password of now", here.Text, StringComparison.Ordinal);

        await here.SubmitAsync("/backoffice/account/password", ("password", user.Password), ("new-password", "four other words here"), ("new-password-again", "four other words here"));

        Assert.Contains("Your password is changed", here.Text, StringComparison.Ordinal);
        await there.OpenAsync("/backoffice");
        Assert.Equal("Sign in to the back office", there.Title);
        await there.PasswordAsync("nia", user.Password);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, there.Status);
        await there.PasswordAsync("nia", "four other words here");
        Assert.Equal("Show that it is you", there.Title);
    }

    [Fact]
    public async Task Another_authenticator_takes_the_place_of_the_first_when_its_code_was_seen()
    {
        var user = await _host.UserAsync("nia", BackOfficeRoles.Booth);
        using var browser = await _host.SignInAsync(user);
        await browser.OpenAsync("/backoffice/authenticator");
        var other = user with { Key = KeyText().Match(browser.Html).Groups[1].Value.Replace(" ", "", StringComparison.Ordinal) };
        await browser.SubmitAsync("/backoffice/authenticator", ("code", user.NextCode(_host)));
        Assert.Equal("Error: Set up your authenticator app", browser.Title);
        Assert.Contains(other.Key[..4], browser.Html, StringComparison.Ordinal);

        await browser.SubmitAsync("/backoffice/authenticator", ("code", other.NextCode(_host)));

        Assert.Equal("Keep your recovery codes", browser.Title);
        using var again = new BackOfficeBrowser(_host);
        await again.PasswordAsync("nia", user.Password);
        await again.CodeAsync(user.NextCode(_host));
        Assert.Equal("Error: Show that it is you", again.Title);
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
        Assert.Contains("Please sign in again first", browser.Text, StringComparison.Ordinal);
    }

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
                await browser.PostAsync("/backoffice/sign-in/passkey/options", ("__RequestVerificationToken", FormToken().Match(page).Groups[1].Value));
                Assert.Contains("\"challenge\"", browser.Html, StringComparison.Ordinal);
                Assert.Contains("\"userVerification\":\"required\"", browser.Html, StringComparison.Ordinal);
            }

            await browser.PostAsync("/backoffice/sign-in/passkey", ("__RequestVerificationToken", FormToken().Match(page).Groups[1].Value), ("credential", credential));

            Assert.Contains("That passkey did not let you in", browser.Text, StringComparison.Ordinal);
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

        await browser.PostAsync("/backoffice/account/passkeys", ("__RequestVerificationToken", FormToken().Match(browser.Html).Groups[1].Value), ("name", name), ("credential", credential));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Contains(words, browser.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stolen_database_holds_no_password_key_or_code_in_the_clear()
    {
        var user = await _host.UserAsync("nia", BackOfficeRoles.Booth);
        using var browser = await _host.SignInAsync(user);
        await browser.OpenAsync("/backoffice/account/recovery-codes");
        await browser.SubmitAsync("/backoffice/account/recovery-codes");
        var codes = RecoveryCodes(browser);
        await using var scope = _host.Services.CreateAsyncScope();
        var path = scope.ServiceProvider.GetRequiredService<SmartcardDbContext>().Database.GetDbConnection().DataSource;

        var bytes = string.Concat(new[] { path, path + "-wal" }.Where(File.Exists).Select(ReadShared));

        Assert.Contains("nia Example", bytes, StringComparison.Ordinal);
        Assert.All([user.Key, user.Password, _host.Announced(), .. codes], secret => Assert.DoesNotContain(secret, bytes, StringComparison.OrdinalIgnoreCase));
        Assert.All([user.Key, user.Password, .. codes], secret => Assert.DoesNotContain(secret, _host.Log.Text, StringComparison.OrdinalIgnoreCase));
    }

    private static string ReadShared(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file, System.Text.Encoding.Latin1);
        return reader.ReadToEnd();
    }

    internal static List<string> RecoveryCodes(BackOfficeBrowser browser) => [.. Code().Matches(browser.Html).Select(m => m.Groups[1].Value)];

    [GeneratedRegex("id=\"key-text\">([A-Z2-7 ]+)<")]
    internal static partial Regex KeyText();

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    internal static partial Regex FormToken();

    [GeneratedRegex("<li>([2-9a-z]{4}(?:-[2-9a-z]{4}){3})</li>")]
    private static partial Regex Code();
}
