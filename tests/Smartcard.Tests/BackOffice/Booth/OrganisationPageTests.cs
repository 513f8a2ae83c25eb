using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Users;
using Smartcard.Tests.BackOffice.People;
using Smartcard.Tests.Host;

namespace Smartcard.Tests.BackOffice.Booth;

/// <summary>What somebody sees of the booth, and of the search, who may see the people of one organisation alone.</summary>
public sealed class OrganisationPageTests : IAsyncLifetime
{
    private const string Ours = "Example Trust";
    private const string Theirs = "Another Trust";

    private HostBench _host = null!;
    private BenchUser _user = null!;
    private BackOfficeBrowser _browser = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await HostBench.StartAsync();
        _user = await _host.UserAsync("nia", BackOfficeRoles.Booth | BackOfficeRoles.SiteLead);
        await _host.ChangeAsync(_user.Id, u => u.Organisation = Ours);
        _browser = await _host.SignInAsync(_user);
    }

    public async ValueTask DisposeAsync()
    {
        _browser.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    [OnPostgres]
    public async Task The_queue_its_counts_and_its_news_are_of_their_people_and_of_whoever_is_not_known()
    {
        var anwen = await _host.WaitsAsync("Anwen Jones", TimeSpan.FromMinutes(25), organisation: Ours);
        var carys = await _host.WaitsAsync("Carys Elsewhere", TimeSpan.FromDays(2), organisation: Theirs);
        await _host.WaitsAsync("Nobody’s Dilys", TimeSpan.FromDays(3), organisation: "");
        await _host.WaitsWithoutCardAsync();
        var (ours, theirs) = (await _host.JourneyAsync(anwen), await _host.JourneyAsync(carys));
        _host.Time.Advance(TimeSpan.FromMinutes(20)); // so that both stand still, and are not abandoned

        using var again = await _host.SignInAsync(_user);
        string[] pages = ["/backoffice", "/backoffice/now", "/backoffice?site=Another+Trust", "/backoffice/now?site=Another+Trust"];
        foreach (var page in pages)
        {
            await again.OpenAsync(page);

            Assert.Contains("2 cards need help.", again.Text, StringComparison.Ordinal);
            Assert.Contains("1 journey stands still.", again.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("days", again.Text, StringComparison.Ordinal);
            Assert.Contains("Anwen Jones", again.Text, StringComparison.Ordinal);
            Assert.Contains(ours.Value.ToString(), again.Html, StringComparison.Ordinal);
            Assert.DoesNotContain("Carys", again.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("Dilys", again.Text, StringComparison.Ordinal);
            Assert.DoesNotContain(theirs.Value.ToString(), again.Html, StringComparison.Ordinal);
            Assert.DoesNotContain(Theirs, again.Text, StringComparison.Ordinal);
        }

        await again.OpenAsync("/backoffice");
        Assert.Contains($"You can only see people who work at {Ours}.", again.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("name=\"site\"", again.Html, StringComparison.Ordinal);
        var newest = Newest(again);
        await _host.WaitsAsync("Beca Elsewhere", TimeSpan.Zero, organisation: Theirs);
        await again.OpenAsync("/backoffice/now");
        Assert.Equal(newest, Newest(again));
        await _host.WaitsAsync("Efa Here", TimeSpan.Zero, organisation: Ours);
        await again.OpenAsync("/backoffice/now");
        Assert.NotEqual(newest, Newest(again));
    }

    [Fact]
    public async Task Whoever_sees_everybody_has_no_such_line_and_may_choose()
    {
        using var all = await _host.SignInAsync(BackOfficeRoles.Booth);

        await all.OpenAsync("/backoffice");

        Assert.DoesNotContain("You only see people of", all.Text, StringComparison.Ordinal);
        Assert.Contains("name=\"site\"", all.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_case_without_a_card_names_nobody_and_everybody_at_the_booth_takes_it()
    {
        var single = await _host.WaitsWithoutCardAsync();
        await _browser.OpenAsync($"/backoffice/cases/{single.Value}");

        await _browser.SubmitAsync($"/backoffice/cases/{single.Value}/take");

        Assert.Equal(HttpStatusCode.OK, _browser.Status);
        Assert.Contains("booth-case-taken", await _host.AuditAsync());
    }

    [Fact]
    public async Task A_case_is_handed_over_only_to_colleagues_who_may_see_it()
    {
        var card = await _host.WaitsAsync("Anwen Jones", TimeSpan.FromMinutes(25), organisation: Ours);
        var ours = await _host.UserAsync("olwen", BackOfficeRoles.Booth);
        await _host.ChangeAsync(ours.Id, u => u.Organisation = Ours);
        var theirs = await _host.UserAsync("tegan", BackOfficeRoles.Booth);
        await _host.ChangeAsync(theirs.Id, u => u.Organisation = Theirs);
        await _host.UserAsync("ann", BackOfficeRoles.RaAdmin);
        var page = $"/backoffice/cases/{card.Value}";
        await _browser.OpenAsync(page);
        await _browser.SubmitAsync(page + "/take");

        Assert.Contains(">olwen Example</option>", _browser.Html, StringComparison.Ordinal);
        Assert.Contains(">ann Example</option>", _browser.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("tegan", _browser.Html, StringComparison.Ordinal);
        await _browser.SubmitAsync(page + "/hand-over", ("colleague", theirs.Id.ToString()));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, _browser.Status);
        await _browser.SubmitAsync(page + "/hand-over", ("colleague", ours.Id.ToString()));
        Assert.Equal(HttpStatusCode.OK, _browser.Status);
        Assert.Contains("booth-case-handed-over", await _host.AuditAsync());
    }

    [Fact]
    [OnPostgres]
    public async Task A_search_finds_their_people_alone_and_says_whom_it_searches()
    {
        var (staff, card) = await _host.PersonAsync("Siân Hughes", "NHS 4711");
        var other = await _host.WaitsAsync("Siân Hughes-Elsewhere", TimeSpan.FromMinutes(1), organisation: Theirs);
        var (ours, theirs) = (await _host.JourneyAsync(card), await _host.JourneyAsync(other));
        foreach (var (find, isFound) in new[]
        {
            ("sian", true), ("hughes sian", true), ("4711", true), (Reference(card.Value), true), (Reference(ours.Value), true),
            ("elsewhere", false), ("sian elsewhere", false), (Reference(other.Value), false), (Reference(theirs.Value), false),
        })
        {
            await _browser.OpenAsync("/backoffice/people");
            await _browser.SubmitAsync("/backoffice/people", ("find", find));

            Assert.Contains($"You can only see people who work at {Ours}.", _browser.Text, StringComparison.Ordinal);
            Assert.Equal(isFound, _browser.Html.Contains($"/backoffice/people/{staff.Value}", StringComparison.Ordinal));
            Assert.Equal(!isFound, _browser.Text.Contains("Nobody was found.", StringComparison.Ordinal));
            Assert.DoesNotContain("Hughes-Elsewhere", _browser.Text, StringComparison.Ordinal);
            Assert.DoesNotContain(theirs.Value.ToString(), _browser.Html, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Somebody_whom_something_else_has_moved_is_not_shown_though_their_words_are_old()
    {
        var (staff, _) = await _host.PersonAsync("Siân Hughes");
        await _host.InAsync(database => database.Set<Staff>()
            .Where(s => s.Id == staff)
            .ExecuteUpdateAsync(s => s.SetProperty(one => one.Organisation, Theirs)));

        await _browser.OpenAsync("/backoffice/people");
        await _browser.SubmitAsync("/backoffice/people", ("find", "sian"));

        Assert.DoesNotContain(staff.Value.ToString(), _browser.Html, StringComparison.Ordinal);
    }

    private static string Reference(Guid id) => Smartcard.Look.References.Of(id);

    private static string Newest(BackOfficeBrowser browser) => Regex.Match(browser.Html, "data-newest=\"(\\d+)\"").Groups[1].Value;
}
