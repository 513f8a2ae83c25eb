using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Users;
using Smartcard.SelfService.Figures;
using Smartcard.Storage;
using Smartcard.Tests.Host;
using Smartcard.Tests.SelfService.Figures;

namespace Smartcard.Tests.BackOffice.Figures;

/// <summary>The page of figures: who sees it, what it says, and its file.</summary>
[OnPostgres]
public sealed class FiguresPageTests : IAsyncLifetime
{
    private const string Page = "/backoffice/figures";

    private HostBench _host = null!;

    public async ValueTask InitializeAsync() => _host = await HostBench.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData(BackOfficeRoles.None, false)]
    [InlineData(BackOfficeRoles.Booth, false)]
    [InlineData(BackOfficeRoles.SiteLead, true)]
    [InlineData(BackOfficeRoles.Auditor, true)]
    [InlineData(BackOfficeRoles.RaAdmin, true)]
    public async Task Site_leads_auditors_and_RA_administrators_see_it(BackOfficeRoles roles, bool isAllowed)
    {
        using var browser = await _host.SignInAsync(roles);
        await browser.OpenAsync("/backoffice/account");
        var token = BackOfficeBrowser.FormTokenOf(browser.Html);
        Assert.Equal(isAllowed, browser.Html.Contains($"href=\"{Page}\"", StringComparison.Ordinal));

        await browser.OpenAsync(Page);
        Assert.Equal(isAllowed ? HttpStatusCode.OK : HttpStatusCode.Forbidden, browser.Status);

        await browser.PostAsync(Page + "/download", ("__RequestVerificationToken", token), ("days", "7"));
        Assert.Equal(isAllowed ? HttpStatusCode.OK : HttpStatusCode.Forbidden, browser.Status);
        Assert.Equal(isAllowed, (await _host.AuditAsync()).Contains("figures-downloaded"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("?days=1")]
    [InlineData("?days=-90&organisation=nobody")]
    [InlineData("?days=many")]
    public async Task With_nothing_recorded_it_says_so(string query)
    {
        using var lead = await _host.SignInAsync(BackOfficeRoles.SiteLead);

        await lead.OpenAsync(Page + query);

        Assert.Equal(HttpStatusCode.OK, lead.Status);
        Assert.Contains("Nothing was recorded in this period.", lead.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_counts_by_organisation_and_says_how_long_unlocks_took()
    {
        await AddAsync("North", ("1", JourneyEnd.Completed, 100), ("2", JourneyEnd.Completed, 200), ("3", JourneyEnd.Referred, 60));
        await AddAsync("South & Coast", ("4", JourneyEnd.Completed, 50));
        using var lead = await _host.SignInAsync(BackOfficeRoles.SiteLead);

        await lead.OpenAsync(Page + "?days=30");
        Assert.Contains("Unlocks started: 4. Completed: 3.", lead.Text, StringComparison.Ordinal);
        Assert.Contains(
            "Unlocks in self-service: 3. At 15 minutes each, this saved 45 min 0 s at the IT booth.",
            lead.Text,
            StringComparison.Ordinal);
        Assert.Contains("Half of unlocks took no longer than 1 min", lead.Text, StringComparison.Ordinal);

        await lead.OpenAsync(Page + "?days=30&organisation=South+%26+Coast");
        Assert.Contains("Unlocks started: 1. Completed: 1.", lead.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_says_until_when_everything_is_counted()
    {
        await AddAsync("North", ("1", JourneyEnd.Completed, 100));
        using (var lead = await _host.SignInAsync(BackOfficeRoles.SiteLead))
        {
            await lead.OpenAsync(Page);
            Assert.Matches(@"Counted at\s+\d+ \w+, \d\d:\d\d UTC\s*\.", lead.Text);
        }

        _host.Time.Advance(TimeSpan.FromHours(3)); // nobody has counted
        using var later = await _host.SignInAsync(BackOfficeRoles.Auditor);
        await later.OpenAsync(Page);

        Assert.Matches(@"We are still counting: these figures are complete until\s+\d+ \w+, \d\d:\d\d UTC\s*\.", later.Text);
    }

    [Fact]
    public async Task The_file_has_every_figure_and_no_formula()
    {
        const string name = "=HYPERLINK(\"https://example.com\")";
        await AddAsync(name, ("1", JourneyEnd.Completed, 100));
        using var auditor = await _host.SignInAsync(BackOfficeRoles.Auditor);
        await auditor.OpenAsync(Page);

        await auditor.SubmitAsync(Page + "/download", ("days", "7"), ("organisation", name));

        Assert.Equal([0xEF, 0xBB, 0xBF], auditor.Body[..3]);
        var lines = Encoding.UTF8.GetString(auditor.Body[3..]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("From,Until,Organisation,Section,Row,Figure,Value,Unit", lines[0]);
        Assert.All(lines[1..], line => Assert.Contains(",\"'=HYPERLINK(", line, StringComparison.Ordinal));
        Assert.Single(lines, line => line.EndsWith(",Summary,Unlocks started,Value,1,number", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.EndsWith(",Unlocked,1,number", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("North", 3)]
    [InlineData("Nowhere", 0)]
    public async Task A_site_lead_who_is_limited_sees_their_organisation_and_no_name_of_another(string organisation, int unlocks)
    {
        await AddAsync("North", ("1", JourneyEnd.Completed, 100), ("2", JourneyEnd.Completed, 200), ("3", JourneyEnd.Referred, 60));
        await AddAsync("South & Coast", ("4", JourneyEnd.Completed, 50));
        var user = await _host.UserAsync("lead", BackOfficeRoles.SiteLead);
        await _host.ChangeAsync(user.Id, u => u.Organisation = organisation);
        using var lead = await _host.SignInAsync(user);
        foreach (var query in new[] { "?days=30", "?days=30&organisation=", "?days=30&organisation=South+%26+Coast" })
        {
            await lead.OpenAsync(Page + query);

            Assert.Equal(unlocks > 0, lead.Text.Contains($"Unlocks started: {unlocks}.", StringComparison.Ordinal));
            Assert.Equal(unlocks == 0, lead.Text.Contains("Nothing was recorded in this period.", StringComparison.Ordinal));
            Assert.Contains($"You can only see people who work at {organisation}.", lead.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("South", lead.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("name=\"organisation\"><option", lead.Html, StringComparison.Ordinal);
            Assert.DoesNotContain("All organisations", lead.Text, StringComparison.Ordinal);
        }

        await lead.OpenAsync("/backoffice/account");
        var token = BackOfficeBrowser.FormTokenOf(lead.Html);
        foreach (var asked in new[] { "", "South & Coast" })
        {
            await lead.PostAsync(
                Page + "/download", ("__RequestVerificationToken", token), ("days", "30"), ("organisation", asked));

            var lines = Encoding.UTF8.GetString(lead.Body[3..]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal(unlocks > 0, lines.Length > 1);
            Assert.All(lines[1..], line => Assert.Contains(",North,", line, StringComparison.Ordinal));
            Assert.DoesNotContain("South", string.Concat(lines), StringComparison.Ordinal);
            Assert.DoesNotContain("Not known", string.Concat(lines), StringComparison.Ordinal);
        }
    }

    private async Task AddAsync(string organisation, params (string Digit, JourneyEnd End, int Seconds)[] unlocks)
    {
        await using var scope = _host.Services.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<SmartcardDbContext>();
        foreach (var (digit, end, seconds) in unlocks)
        {
            var card = database.AddCard(organisation, string.Concat(Enumerable.Repeat(digit, CardIdentifier.Length)));
            database.AddJourney(JourneyKind.Unlock, card, _host.Time.GetUtcNow().AddHours(-1), end, seconds);
        }

        await database.SaveChangesAsync(TestContext.Current.CancellationToken);
        await scope.ServiceProvider.GetRequiredService<FigureCounting>().RunAsync(TestContext.Current.CancellationToken);
    }
}
