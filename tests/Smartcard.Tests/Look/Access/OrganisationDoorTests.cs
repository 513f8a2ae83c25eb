using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Smartcard.Domain;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Mail;
using Smartcard.Domain.Users;
using Smartcard.Look;
using Smartcard.Look.Access;
using Smartcard.Tests.BackOffice.Booth;
using Smartcard.Tests.BackOffice.People;
using Smartcard.Tests.Host;

namespace Smartcard.Tests.Look.Access;

/// <summary>
/// Every route of the back office, asked for by somebody who may see the people of one organisation alone, about a person of another:
/// none shows who that is, and none does anything.
/// </summary>
public sealed partial class OrganisationDoorTests : IAsyncLifetime
{
    private const string Ours = "Example Trust";
    private const string Theirs = "Another Trust";
    private const string Name = "Zephyrine Quillfeather";

    private HostBench _host = null!;
    private BenchUser _user = null!;
    private BackOfficeBrowser _limited = null!;
    private StaffId _staff;
    private CardId _card;
    private JourneyId _journey;
    private JourneyId _reset;
    private MailId _mail;
    private AskedAbout _about = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await HostBench.StartAsync();
        _user = await _host.UserAsync("tom", BackOfficeRoles.Booth | BackOfficeRoles.SiteLead);
        _card = await _host.WaitsAsync(Name, TimeSpan.FromMinutes(25), organisation: Theirs);
        _staff = await _host.InAsync(database => database.Set<Card>().Where(c => c.Id == _card).Select(c => c.StaffId).SingleAsync());
        await _host.PairedHelperAsync(); // a journey with a record of its workflow
        _journey = await _host.InAsync(async database =>
        {
            var journey = await database.Set<Journey>().SingleAsync();
            journey.CardId = _card;
            await database.SaveChangesAsync();
            return journey.Id;
        });
        _mail = await LostMailAsync();
        using var other = await _host.SignInAsync(BackOfficeRoles.Booth);
        await other.OpenAsync($"/backoffice/cards/{_card.Value}/reset-in-person");
        await other.SubmitAsync(other.Path, ("check", "Staff badge with photograph"));
        _reset = new JourneyId(Guid.Parse(other.Path.Split('/')[^1]));
        _about = new AskedAbout("Zephyrine", Theirs, _staff, _card, _journey, _reset, _mail);
        await LimitAsync(Ours);
        _limited = await _host.SignInAsync(_user);
    }

    public async ValueTask DisposeAsync()
    {
        _limited.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    [OnPostgres]
    public async Task No_route_shows_somebody_of_another_organisation_or_does_anything_about_them()
    {
        await _limited.OpenAsync("/backoffice/account");
        var token = BackOfficeBrowser.FormTokenOf(_limited.Html);
        var before = await CountsAsync();
        var asked = 0;
        foreach (var endpoint in _host.Routes())
        {
            var mark = endpoint.Metadata.GetMetadata<OrganisationMark>();
            foreach (var method in endpoint.Methods().Where(m => m == "GET" || mark is not { Reach: OrganisationReach.NamesNobody }))
            {
                asked++;
                await _limited.SendAsync(_about.RequestFor(endpoint, method, token));
                var route = $"{method} {endpoint.Path()} ({_limited.Status})";
                Assert.True(!IsNamed(_limited.Html), route + " shows them:\n" + _limited.Html);
                if (mark is null or { Thing: not null })
                {
                    Assert.True(_limited.Status == HttpStatusCode.Forbidden, route + " was not refused");
                }

                if (mark is { Thing: not null } && !endpoint.IsForPrograms() && _limited.Title != "You cannot do this")
                {
                    Assert.Equal("You cannot help with this card", _limited.Title);
                    Assert.Contains("Ask that organisation’s IT booth, or your RA team.", _limited.Text, StringComparison.Ordinal);
                }
            }
        }

        Assert.True(asked > 100, $"Only {asked} routes were asked for.");
        Assert.Equal(before, await CountsAsync());
        Assert.Null((await _host.InAsync(d => d.Set<OutgoingMail>().SingleAsync(m => m.Id == _mail))).SentAgainAs);
        Assert.Null((await _host.InAsync(d => d.Set<Journey>().SingleAsync(j => j.Id == _reset))).EndedAt);
    }

    [Fact]
    public async Task The_same_routes_are_open_to_whoever_sees_everybody_or_those_very_people()
    {
        foreach (var organisation in new[] { null, Theirs })
        {
            await LimitAsync(organisation);
            var named = 0;
            foreach (var endpoint in _host.Routes().Where(e => e.Metadata.GetMetadata<OrganisationMark>() is { Thing: not null }))
            {
                foreach (var method in endpoint.Methods().Where(m => m == "GET"))
                {
                    await _limited.SendAsync(_about.RequestFor(endpoint, method, token: ""));
                    Assert.True(
                        _limited.Status is not (HttpStatusCode.Forbidden or HttpStatusCode.InternalServerError),
                        $"{endpoint.Path()} answered {_limited.Status} for {organisation ?? "everybody"}");
                    named += IsNamed(_limited.Html) ? 1 : 0;
                }
            }

            Assert.True(named > 10, $"Only {named} pages name them.");
        }
    }

    [Fact]
    public async Task A_limit_holds_at_once_for_whoever_is_signed_in_and_so_does_its_end()
    {
        var page = $"/backoffice/people/{_staff.Value}";
        foreach (var (organisation, status) in new[]
        {
            (null, HttpStatusCode.OK), (Ours, HttpStatusCode.Forbidden), (Theirs, HttpStatusCode.OK), ("", HttpStatusCode.Forbidden),
        })
        {
            await LimitAsync(organisation);
            await _limited.OpenAsync(page);
            Assert.Equal(status, _limited.Status);
            await _limited.OpenAsync(page + "/now");
            Assert.Equal(status, _limited.Status);
        }
    }

    [Fact]
    public async Task A_page_that_was_refused_is_on_record_once_in_an_hour_and_an_act_each_time()
    {
        await _limited.OpenAsync("/backoffice/account");
        var token = BackOfficeBrowser.FormTokenOf(_limited.Html);
        for (var i = 0; i < 3; i++)
        {
            await _limited.OpenAsync($"/backoffice/people/{_staff.Value}/now");
            await _limited.OpenAsync($"/backoffice/cases/{_card.Value}");
            await _limited.PostAsync($"/backoffice/cases/{_card.Value}/take", ("__RequestVerificationToken", token));
        }

        var audit = await _host.AuditAsync();
        Assert.Equal(1, audit.Count(e => e == "person-not-shown"));
        Assert.Equal(3, audit.Count(e => e == "booth-act-refused:OtherOrganisation"));
        Assert.DoesNotContain("booth-case-taken", audit.Skip(audit.LastIndexOf("person-not-shown")));
        _host.Time.Advance(TimeSpan.FromMinutes(61));
        using var again = await _host.SignInAsync(_user);
        await again.OpenAsync($"/backoffice/people/{_staff.Value}");
        Assert.Equal(2, (await _host.AuditAsync()).Count(e => e == "person-not-shown"));
    }

    [Theory]
    [OnPostgres]
    [InlineData("/backoffice/people/{0}", "/backoffice/cases/{0}", "/backoffice/cards/{0}/holder")]
    [InlineData("/backoffice/cards/{0}/reset-in-person", "/backoffice/instances/{0}", "/backoffice/journeys/{0}/help")]
    [InlineData("/backoffice/elsa/api/workflow-instances/{0}", "/backoffice/elsa/api/workflow-instances/{0}/variables")]
    public async Task What_does_not_exist_is_not_found_and_nothing_is_on_record(params string[] paths)
    {
        var before = (await _host.AuditAsync()).Count;
        foreach (var path in paths)
        {
            await _limited.OpenAsync(string.Format(CultureInfo.InvariantCulture, path, Guid.CreateVersion7()));
            Assert.True(_limited.Status == HttpStatusCode.NotFound, $"{path} answered {_limited.Status}");
        }

        Assert.Equal(before, (await _host.AuditAsync()).Count);
    }

    [Fact]
    public async Task People_without_a_card_have_each_an_entry_of_their_own()
    {
        var people = await _host.InAsync(async database =>
        {
            var two = Enumerable.Range(0, 2)
                .Select(i => new Staff { Id = StaffId.New(), DisplayName = $"Nobody {i}", Organisation = Theirs })
                .ToList();
            database.AddRange(two);
            await database.SaveChangesAsync();
            return two.Select(s => s.Id.Value).ToList();
        });
        foreach (var id in people.Concat(people))
        {
            await _limited.OpenAsync($"/backoffice/people/{id}");
            Assert.Equal(HttpStatusCode.Forbidden, _limited.Status);
        }

        var audit = await _host.AuditAsync();
        Assert.Equal(
            people.Select(id => $"person-not-shown:{id.ToString("N")[^8..]}"),
            audit.Where(e => e.StartsWith("person-not-shown", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_post_that_only_reads_is_on_record_as_a_page()
    {
        var journal = _host.Routes().Single(e => e.Path().EndsWith("workflow-instances/{id:guid}/journal", StringComparison.Ordinal)
            && e.Methods().Contains("POST"));
        for (var i = 0; i < 3; i++)
        {
            await _limited.SendAsync(_about.RequestFor(journal, "POST", token: ""));
            Assert.Equal(HttpStatusCode.Forbidden, _limited.Status);
        }

        var audit = await _host.AuditAsync();
        Assert.Single(audit, e => e == "person-not-shown");
        Assert.DoesNotContain("booth-act-refused:OtherOrganisation", audit);
    }

    [Fact]
    public async Task A_program_is_told_in_problem_details()
    {
        await _limited.OpenAsync($"/backoffice/elsa/api/workflow-instances/{_journey.Value}");
        Assert.Equal("application/problem+json", _limited.ContentType);
        Assert.Contains("It belongs to another organisation.", _limited.Html, StringComparison.Ordinal);

        await _limited.SendAsync(_about.RequestFor(
            _host.Routes().Single(e => e.Path().EndsWith("elsa/api/workflow-instances", StringComparison.Ordinal)), "POST", token: ""));
        Assert.Equal("application/problem+json", _limited.ContentType);
        Assert.Contains($"you can only see people who work at {Ours}", _limited.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Navigation_has_no_link_that_is_closed_to_them()
    {
        await _limited.OpenAsync("/backoffice");
        var links = NavigationLink().Matches(_limited.Html).Select(m => m.Groups[1].Value).ToList();
        Assert.DoesNotContain("/backoffice/instances", links);
        Assert.NotEmpty(links);
        foreach (var link in links)
        {
            await _limited.OpenAsync(link);
            Assert.True(_limited.Status == HttpStatusCode.OK, $"{link} answered {_limited.Status}");
        }

        await _limited.OpenAsync("/backoffice/instances");
        Assert.Equal("You cannot open this page", _limited.Title);
        Assert.Contains($"you can only see people who work at {Ours}", _limited.Text, StringComparison.Ordinal);
    }

    private bool IsNamed(string html) =>
        html.Contains("Quillfeather", StringComparison.OrdinalIgnoreCase)
        || new[] { _card.Value, _reset.Value }.Any(id => html.Contains(References.Of(id), StringComparison.Ordinal));

    private Task LimitAsync(string? organisation) => _host.ChangeAsync(_user.Id, u => u.Organisation = organisation);

    /// <summary>Without the audit, where refusals are, and what sign-in keeps.</summary>
    private async Task<string> CountsAsync() =>
        string.Join(' ', (await _host.CountsAsync()).Split(' ').Where(c => !c.StartsWith("audit", StringComparison.Ordinal)));

    private Task<MailId> LostMailAsync() => _host.InAsync(async database =>
    {
        var mail = new OutgoingMail
        {
            Id = MailId.New(),
            Kind = MailKind.Unlocked,
            To = "zephyrine.quillfeather@trust.nhs.uk",
            Language = "en",
            JourneyId = _journey,
            CardId = _card,
            CreatedAt = _host.Time.GetUtcNow(),
            NotAfter = _host.Time.GetUtcNow().AddDays(1),
        };
        mail.End(MailState.Failed, _host.Time.GetUtcNow());
        database.Add(mail);
        await database.SaveChangesAsync();
        return mail.Id;
    });

    [GeneratedRegex("class=\"nhsuk-header__navigation-link\" href=\"([^\"]+)\"")]
    private static partial Regex NavigationLink();
}
