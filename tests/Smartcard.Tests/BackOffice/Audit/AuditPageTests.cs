using System.Globalization;
using System.Net;
using Smartcard.Domain.Figures;
using Smartcard.Domain.Users;
using Smartcard.SelfService.Audit;
using Smartcard.Tests.Host;

namespace Smartcard.Tests.BackOffice.Audit;

/// <summary>The audit for people: each event in words, with its code below, and found by either.</summary>
public sealed class AuditPageTests : IAsyncLifetime
{
    private const string Audit = "/backoffice/audit";

    private HostBench _host = null!;
    private BackOfficeBrowser _browser = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await HostBench.StartAsync();
        _browser = await _host.SignInAsync(await _host.UserAsync("nia", BackOfficeRoles.RaAdmin));
        await _browser.OpenAsync("/backoffice/workflows/unlock/dry-run");
        await _browser.SubmitAsync("/backoffice/workflows/unlock/dry-run?do=start&version=1");
    }

    public async ValueTask DisposeAsync()
    {
        _browser.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task An_event_is_shown_in_words_with_its_code_below()
    {
        await _browser.OpenAsync(Audit);

        Assert.Contains("Signed in: password, code from the authenticator app", _browser.Text, StringComparison.Ordinal);
        Assert.Contains("<small>signed-in:password&#x2B;code</small>", _browser.Html, StringComparison.Ordinal);
        Assert.Contains("Dry run of a workflow was started", _browser.Text, StringComparison.Ordinal);
    }

    [Theory]
    [OnPostgres]
    [InlineData("signed-in")]
    [InlineData("signed-in:password+code")]
    [InlineData("SIGNED in")]
    public async Task An_event_is_found_by_its_code_and_by_words(string find)
    {
        await _browser.OpenAsync($"{Audit}?find={Uri.EscapeDataString(find)}");

        Assert.Contains("signed-in:password+code", _browser.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("workflow-dry-run", _browser.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_typed_is_found_and_an_email_address_stands_in_no_address()
    {
        await _browser.OpenAsync(Audit);
        await _browser.SubmitAsync(Audit, ("find", "signed-in"));
        Assert.Equal($"{Audit}?find=signed-in", _browser.Path);
        Assert.Contains("signed-in:password+code", _browser.Text, StringComparison.Ordinal);

        await _browser.SubmitAsync(Audit, ("find", "amal.hughes@nhs.net"));
        Assert.Equal(Audit, _browser.Path);
        Assert.Contains("Only what matches “amal.hughes@nhs.net” is shown.", _browser.Text, StringComparison.Ordinal);
        await _browser.OpenAsync($"{Audit}?find=amal.hughes%40nhs.net");
        Assert.Equal(Audit, _browser.Path);
        Assert.DoesNotContain("amal.hughes", _browser.Html, StringComparison.Ordinal);
    }

    [Fact]
    [OnPostgres]
    public async Task Days_narrow_what_is_shown_and_what_is_found()
    {
        var today = UkTime.DayOf(_host.Time.GetUtcNow()).ToString("O", CultureInfo.InvariantCulture);
        await _browser.OpenAsync(Audit);

        await _browser.SubmitAsync(Audit, ("find", "signed-in"), ("from", today), ("until", today));
        Assert.Equal($"{Audit}?find=signed-in&from={today}&until={today}", _browser.Path);
        Assert.Contains("signed-in:password+code", _browser.Text, StringComparison.Ordinal);

        await _browser.OpenAsync($"{Audit}?find=signed-in&until=2020-01-31");
        Assert.DoesNotContain("signed-in:password+code", _browser.Text, StringComparison.Ordinal);
        await _browser.OpenAsync($"{Audit}?from={today}");
        Assert.Contains("signed-in:password+code", _browser.Text, StringComparison.Ordinal);
        await _browser.OpenAsync($"{Audit}?until=2020-01-31");
        Assert.DoesNotContain("signed-in:password+code", _browser.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("from=31.1.2026", "Choose a day between 2000 and 2199, or leave this empty")]
    [InlineData("from=0001-01-01", "Choose a day between 2000 and 2199, or leave this empty")]
    [InlineData("until=9999-12-31", "Choose a day between 2000 and 2199, or leave this empty")]
    [InlineData("from=2026-02-01&until=2026-01-31", "The last day must not be before the first day")]
    public async Task A_day_that_is_none_is_told_at_its_field(string query, string words)
    {
        await _browser.OpenAsync($"{Audit}?{query}");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, _browser.Status);
        Assert.Contains(words, _browser.Text, StringComparison.Ordinal);
        Assert.Contains($"value=\"{query.Split('=', '&')[1]}\"", _browser.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("signed-in:password+code", _browser.Text, StringComparison.Ordinal);
    }

    [Fact]
    [OnPostgres]
    public async Task A_copy_has_words_and_names_is_as_it_was_written_and_who_took_it_is_on_record()
    {
        var known = (await _host.AuditAsync()).Count;
        await _browser.OpenAsync(Audit);

        await _browser.SubmitAsync(Audit + "/download");

        var verdict = await AuditFileCheck.RunAsync(new StringReader(_browser.Html), TestContext.Current.CancellationToken);
        Assert.Null(verdict.Fault);
        Assert.Equal((1, known), (verdict.First!.Sequence, verdict.Last!.Sequence));
        var signedIn = _browser.Html.Split('\n').Select(AuditFileLine.Read).Last(line => line?.Event == "signed-in:password+code");
        Assert.Equal(("Signed in: password, code from the authenticator app", "nia Example"), (signedIn!.What, signedIn.By));
        Assert.Equal($"audit-downloaded:1-{known}:{verdict.Last.Hash}", (await _host.AuditAsync())[^1]);
    }

    [Fact]
    public async Task Of_days_without_an_entry_there_is_no_copy_and_nothing_is_on_record()
    {
        await _browser.OpenAsync($"{Audit}?until=2020-01-31");

        await _browser.SubmitAsync(Audit + "/download");

        Assert.Contains("There is no entry on these days. Choose other days", _browser.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(await _host.AuditAsync(), e => e.StartsWith("audit-downloaded", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(BackOfficeRoles.Auditor, HttpStatusCode.OK)]
    [InlineData(BackOfficeRoles.Booth, HttpStatusCode.Forbidden)]
    [InlineData(BackOfficeRoles.SiteLead, HttpStatusCode.Forbidden)]
    public async Task Auditors_may_take_a_copy_and_the_booth_may_not(BackOfficeRoles roles, HttpStatusCode status)
    {
        using var browser = await _host.SignInAsync(roles);
        await browser.OpenAsync("/backoffice/account");

        await browser.PostAsync(
            Audit + "/download", ("__RequestVerificationToken", BackOfficeBrowser.FormTokenOf(browser.Html)));

        Assert.Equal(status, browser.Status);
    }
}
