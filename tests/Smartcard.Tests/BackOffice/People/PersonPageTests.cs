using System.Net;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Smartcard.Domain;
using Smartcard.Domain.Booth;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Evidence;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Lockouts;
using Smartcard.Domain.Mail;
using Smartcard.Domain.Users;
using Smartcard.SelfService.Booth;
using Smartcard.Tests.Host;

namespace Smartcard.Tests.BackOffice.People;

/// <summary>The page of a person has all that is needed to help them, and whoever opens it is on record.</summary>
public sealed class PersonPageTests : IAsyncLifetime
{
    private HostBench _host = null!;
    private BackOfficeBrowser _browser = null!;
    private (StaffId Staff, CardId Card) _sian;

    public async ValueTask InitializeAsync()
    {
        _host = await HostBench.StartAsync();
        _browser = await _host.SignInAsync(await _host.UserAsync("nia", BackOfficeRoles.RaAdmin));
        _sian = await _host.PersonAsync("Siân <b>Hughes</b>", "4711");
    }

    public async ValueTask DisposeAsync()
    {
        _browser.Dispose();
        await _host.DisposeAsync();
    }

    private string Page => $"/backoffice/people/{_sian.Staff.Value}";

    [Fact]
    [OnPostgres]
    public async Task It_says_who_they_are_how_their_card_stands_and_what_can_be_done()
    {
        await _host.RegisteredAsync(_sian.Staff, _sian.Card, "sian@nhs.net");
        await StopAsync();

        await _browser.OpenAsync(Page);

        Assert.Equal(HttpStatusCode.OK, _browser.Status);
        Assert.DoesNotContain("<b>Hughes", _browser.Html, StringComparison.Ordinal);
        AssertSays("Siân <b>Hughes</b>", "Example Trust", "Staff number 4711", "Registered", "Codes go to s•••@nhs.net");
        AssertSays("Stopped after 3 wrong tries at the security questions,", "No journey is under way.");
        Assert.DoesNotContain("sian@nhs.net", _browser.Html, StringComparison.Ordinal);
        Assert.Contains($"/backoffice/cards/{_sian.Card.Value}/reset-in-person", _browser.Html, StringComparison.Ordinal);
        Assert.Contains($"hx-get=\"{Page}/now\"", _browser.Html, StringComparison.Ordinal);
    }

    [Fact]
    [OnPostgres]
    public async Task A_journey_under_way_is_told_step_by_step_and_why_it_stands_still()
    {
        var journey = await _host.JourneyAsync(_sian.Card);
        await AddAsync(
            new EvidenceItem
            {
                Id = EvidenceId.New(),
                JourneyId = journey,
                CardId = _sian.Card,
                Kind = EvidenceKind.CardIdentified,
                HelperSessionId = HelperSessionId.New(),
                At = _host.Time.GetUtcNow().AddSeconds(41),
            });
        _host.Time.Advance(TimeSpan.FromMinutes(12));

        await _browser.OpenAsync(Page);

        AssertSays("Under way: Unlock, just begun", "Journey started", "The person has not answered the last question in the chat.");
        Assert.Matches(@"Card identified\s+\(41 s\)", _browser.Text);
        AssertSays("We last heard from the person 12 min 0 s ago.");

        await _browser.OpenAsync($"{Page}/now");
        Assert.DoesNotContain("<html", _browser.Html, StringComparison.Ordinal);
        AssertSays("Under way: Unlock, just begun");
    }

    [Fact]
    public async Task Mails_cases_and_earlier_journeys_are_listed_without_any_address()
    {
        await _host.JourneyAsync(_sian.Card, JourneyEnd.Abandoned);
        var now = _host.Time.GetUtcNow();
        var mail = new OutgoingMail
        {
            Id = MailId.New(),
            Kind = MailKind.UnlockCode,
            To = "sian.hughes@nhs.net",
            Language = "en",
            CardId = _sian.Card,
            CreatedAt = now,
            NotAfter = now.AddMinutes(10),
        };
        mail.End(MailState.Sent, now);
        mail.Note(MailDelivery.Bounced, "5.1.1", now, now);
        await AddAsync(mail, Case(BoothReason.CodeLimit, closed: null), Case(BoothReason.SetAside, closed: now));

        await _browser.OpenAsync(Page);

        AssertSays("s•••@nhs.net", "(5.1.1)", "No more codes for this journey", "abandoned: nothing heard for 30 minutes");
        Assert.Matches(@"(?s)No more codes.+\bopen\b.+fault on our side", _browser.Text); // what is open comes first
        Assert.DoesNotContain("sian.hughes", _browser.Html, StringComparison.Ordinal);
    }

    [Fact]
    [OnPostgres]
    public async Task Whoever_looks_is_on_record_once_in_an_hour_and_for_the_part_alone_too()
    {
        for (var looks = 0; looks < 3; looks++)
        {
            await _browser.OpenAsync(Page);
            await _browser.OpenAsync($"{Page}/now");
        }

        Assert.Equal(1, await SeenAsync());
        using var other = await _host.SignInAsync(BackOfficeRoles.Booth);
        await other.OpenAsync($"{Page}/now");
        Assert.Equal(2, await SeenAsync());

        _host.Time.Advance(TimeSpan.FromMinutes(30));
        await other.OpenAsync(Page);
        Assert.Equal(2, await SeenAsync());
    }

    [Fact]
    public async Task A_card_that_they_got_meanwhile_is_on_record_too_and_the_others_no_second_time()
    {
        await _browser.OpenAsync(Page);
        Assert.Equal(1, await SeenAsync());
        await AddAsync(new Card
        {
            Id = CardId.New(),
            Identifier = CardIdentifier.Parse(RandomNumberGenerator.GetHexString(CardIdentifier.Length)),
            StaffId = _sian.Staff,
            PublicKey = [],
            EnrolledAt = _host.Time.GetUtcNow(),
        });

        await _browser.OpenAsync(Page);
        await _browser.OpenAsync(Page);

        Assert.Equal(2, await SeenAsync());
    }

    [Fact]
    public async Task After_an_hour_it_is_on_record_again()
    {
        await using var host = await HostBench.StartAsync("--SignIn:IdleTime=01:00:00");
        using var browser = await host.SignInAsync(BackOfficeRoles.Booth);
        var (staff, _) = await host.PersonAsync("Amal Hughes");
        await browser.OpenAsync($"/backoffice/people/{staff.Value}");

        host.Time.Advance(TimeSpan.FromMinutes(31));
        await browser.OpenAsync("/backoffice/people"); // at work, so still signed in
        host.Time.Advance(TimeSpan.FromMinutes(30));
        await browser.OpenAsync($"/backoffice/people/{staff.Value}");

        Assert.Equal(2, (await host.AuditAsync()).Count(e => e == "person-seen"));
    }

    [Fact]
    public async Task The_audit_of_their_cards_is_for_those_who_may_see_it()
    {
        await _browser.OpenAsync(Page);
        await _browser.OpenAsync(Page);
        AssertSays("Audit of the cards, newest first", "Somebody’s page was opened");

        using var booth = await _host.SignInAsync(BackOfficeRoles.Booth);
        await booth.OpenAsync(Page);
        Assert.DoesNotContain("Audit of the cards", booth.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Somebody_who_is_not_there_is_a_sentence_and_leaves_no_trace()
    {
        foreach (var path in new[] { $"/backoffice/people/{Guid.CreateVersion7()}", $"/backoffice/cards/{Guid.CreateVersion7()}/holder" })
        {
            await _browser.OpenAsync(path);
            Assert.Equal(HttpStatusCode.NotFound, _browser.Status);
            AssertSays("Person not found", "We cannot find this person. The link may be wrong or incomplete.");
        }

        await _browser.OpenAsync($"/backoffice/people/{Guid.CreateVersion7()}/now");
        Assert.Equal(HttpStatusCode.NotFound, _browser.Status);
        Assert.Equal(0, await SeenAsync());
    }

    [Fact]
    public async Task A_name_in_the_booths_list_leads_to_the_page()
    {
        await _host.JourneyAsync(_sian.Card);
        _host.Time.Advance(BoothQueue.MaxAge * 2);
        await _browser.OpenAsync("/backoffice/now");
        var link = Regex.Match(_browser.Html, "href=\"(/backoffice/cards/[^\"]+/holder)\"").Groups[1].Value;

        await _browser.OpenAsync(link);

        Assert.Equal(Page, _browser.Path);
    }

    private Task<int> AddAsync(params object[] rows) => _host.InAsync(database =>
    {
        database.AddRange(rows);
        return database.SaveChangesAsync();
    });

    private BoothCase Case(BoothReason reason, DateTimeOffset? closed) => new()
    {
        Id = BoothCaseId.New(),
        CardId = _sian.Card,
        JourneyId = null,
        Reason = reason,
        OpenedAt = _host.Time.GetUtcNow(),
        ClosedAt = closed,
    };

    private Task<int> StopAsync()
    {
        var lockout = new CardLockout { CardId = _sian.Card };
        for (var wrong = 0; wrong < CardLockout.MaxWrongAttempts; wrong++)
        {
            lockout.Record(isRight: false, _host.Time.GetUtcNow());
        }

        return AddAsync(lockout);
    }

    private async Task<int> SeenAsync() =>
        (await _host.AuditAsync()).Count(e => e == "person-seen");

    private void AssertSays(params string[] words) =>
        Assert.All(words, w => Assert.Contains(w, _browser.Text, StringComparison.Ordinal));
}
