using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Domain;
using Smartcard.Domain.Booth;
using Smartcard.Domain.Cards;
using Smartcard.Domain.CardTasks;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Mail;
using Smartcard.Domain.Registrations;
using Smartcard.Domain.Users;
using Smartcard.Look;
using Smartcard.SelfService.Booth;
using Smartcard.Storage;
using Smartcard.Tests.Host;

namespace Smartcard.Tests.BackOffice.People.Disclosures;

/// <summary>The file for a person who asks what we hold about them: all of it, nothing of others, and no secret.</summary>
public sealed class DisclosureTests : IAsyncLifetime
{
    private HostBench _host = null!;

    /// <summary>Tables that name a person, a card, a journey or a registration: where the file has them, or why it has not.</summary>
    private static readonly Dictionary<string, string> Tables = new(StringComparer.Ordinal)
    {
        ["address_changes"] = "How your identity was checked in person",
        ["audit"] = "The audit of your cards",
        ["booth_cases"] = "Cases at the IT booth",
        ["booth_notes"] = "Notes of the IT booth",
        ["wrapped_key_owners"] = "not theirs: the installation's keys of the card, which nobody can read",
        ["card_keys"] = "not theirs: the installation's key of the card, which nobody can read",
        ["card_lockouts"] = "Your cards",
        ["card_readings"] = "Cards that we read to give to you",
        ["card_tasks"] = "What happened then",
        ["cards"] = "Your cards",
        ["conversations"] = "Chats",
        ["email_codes"] = "What happened then",
        ["evidence"] = "What happened then",
        ["helper_sessions"] = "What happened then",
        ["in_person_resets"] = "How your identity was checked in person",
        ["journey_acts"] = "What the IT booth did for you",
        ["journeys"] = "When you registered or unlocked, or tried to",
        ["legal_holds"] = "not in this file: nobody put a legal hold on this person",
        ["outgoing_mail"] = "Emails to you",
        ["pairings"] = "not theirs: a code for some minutes, as a hash",
        ["registrations"] = "Your registrations",
        ["staff_words"] = "not more than their name and number, cut into words",
        ["users"] = "You",
    };

    public async ValueTask InitializeAsync() => _host = await HostBench.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    [OnPostgres]
    public async Task It_has_what_was_said_sent_and_done_and_no_secret()
    {
        var nurse = await HostNurse.AtAsync(_host);
        await nurse.RegisterAsync();
        var staff = await _host.InAsync(database => database.Set<Staff>().Select(s => s.Id).SingleAsync());
        await WriteAsync(staff);
        var other = await _host.PersonAsync("Bethan Other", "4712");
        await _host.RegisteredAsync(other.Staff, other.Card, "bethan@nhs.net");
        using var browser = await _host.SignInAsync(await _host.UserAsync("nia", BackOfficeRoles.RaAdmin));

        await browser.OpenAsync($"/backoffice/people/{staff.Value}");
        Assert.Contains($"href=\"/backoffice/people/{staff.Value}/data\"", browser.Html, StringComparison.Ordinal);
        await browser.OpenAsync($"/backoffice/people/{staff.Value}/data");
        Assert.Contains("everything that Smartcard holds about Amal Hughes", browser.Text, StringComparison.Ordinal);
        await browser.SubmitAsync($"/backoffice/people/{staff.Value}/data");

        Assert.Equal(HttpStatusCode.OK, browser.Status);
        foreach (var said in (string[])
            [
                "What Smartcard holds about Amal Hughes",
                nurse.Card.State.CardId,
                HostNurse.Email,
                "Card registered",
                "Your card is registered.",
                $"We have sent a code to {HostNurse.Email}.", // it lies sealed in the database
                "✓ Save my answers",
                "came to the desk in person",
                "passport of Amal",
                "Somebody’s page was opened",
                "nia Example",
                .. Tables.Values.Where(v => !v.StartsWith("not ", StringComparison.Ordinal)),
            ])
        {
            Assert.Contains(said, browser.Text, StringComparison.Ordinal);
        }

        foreach (var secret in (string[])
            [.. HostNurse.Answers, HostNurse.OldPasscode, HostNurse.TypedInChat, .. nurse.Codes, .. nurse.Pairings, .. nurse.Tokens])
        {
            Assert.DoesNotContain(secret, browser.Html, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("This form is closed.", browser.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("argon2", browser.Html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Bethan", browser.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", browser.Html, StringComparison.Ordinal);
        Assert.Equal("person-data-given", (await _host.AuditAsync())[^1]);
    }

    [Fact]
    [OnPostgres]
    public async Task What_an_erasure_finds_is_in_the_file_too()
    {
        await (await HostNurse.AtAsync(_host)).RegisterAsync();
        var staff = await _host.InAsync(database => database.Set<Staff>().Select(s => s.Id).SingleAsync());
        var journey = await WithACardPassedOnAsync(staff, (await _host.PersonAsync("Bethan Other", "4712")).Card);
        await _host.InAsync(database => database.Set<PairedSession>().ExecuteDeleteAsync()); // the chat is known by its journey alone
        using var browser = await _host.SignInAsync(await _host.UserAsync("nia", BackOfficeRoles.RaAdmin));

        await browser.OpenAsync($"/backoffice/people/{staff.Value}/data");
        await browser.SubmitAsync($"/backoffice/people/{staff.Value}/data");

        foreach (var said in (string[])
            [
                "Your card is registered.", References.Of(journey.Value), "replaced@nhs.net", "Somebody else might read the old one",
            ])
        {
            Assert.Contains(said, browser.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Somebody_without_a_card_gets_a_file_too_and_it_is_on_record()
    {
        var staff = new Staff { Id = StaffId.New(), DisplayName = "<i>Rhys</i>", Organisation = "Trust", Site = "West" };
        await _host.InAsync(async database =>
        {
            database.Add(staff);
            return await database.SaveChangesAsync();
        });
        using var browser = await _host.SignInAsync(await _host.UserAsync("nia", BackOfficeRoles.RaAdmin));
        await browser.OpenAsync($"/backoffice/people/{staff.Id.Value}/data");

        await browser.SubmitAsync($"/backoffice/people/{staff.Id.Value}/data");

        Assert.Contains("What Smartcard holds about <i>Rhys</i>", browser.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<i>", browser.Html, StringComparison.Ordinal);
        Assert.StartsWith("person-data-given:", (await _host.AuditAsync())[^1], StringComparison.Ordinal);
    }

    [Fact]
    [OnPostgres]
    public async Task An_earlier_holders_journey_is_not_told()
    {
        var earlier = await _host.PersonAsync("Earlier Holder", "1");
        var journey = await _host.JourneyAsync(earlier.Card);
        await _host.InAsync(database => database.Set<Journey>()
            .Where(j => j.Id == journey)
            .ExecuteUpdateAsync(set => set.SetProperty(j => j.StaffId, earlier.Staff)));
        await _host.InAsync(database =>
        {
            database.Add(new OutgoingMail
            {
                Id = MailId.New(),
                Kind = MailKind.Registered,
                To = "earlier@nhs.net",
                Language = "en",
                CardId = earlier.Card,
                CreatedAt = _host.Time.GetUtcNow(),
                NotAfter = _host.Time.GetUtcNow().AddHours(1),
            });
            return database.SaveChangesAsync();
        });
        _host.Time.Advance(TimeSpan.FromMinutes(1));
        var now = await _host.PersonAsync("New Holder", "2");
        await _host.InAsync(async database =>
        {
            (await database.Set<Card>().SingleAsync(c => c.Id == earlier.Card)).GiveTo(now.Staff, _host.Time.GetUtcNow());
            return await database.SaveChangesAsync();
        });
        using var browser = await _host.SignInAsync(await _host.UserAsync("nia", BackOfficeRoles.RaAdmin));
        await browser.OpenAsync($"/backoffice/people/{now.Staff.Value}/data");

        await browser.SubmitAsync($"/backoffice/people/{now.Staff.Value}/data");

        Assert.DoesNotContain(journey.Value.ToString("N")[^8..], browser.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("earlier@nhs.net", browser.Html, StringComparison.Ordinal);

        await browser.OpenAsync($"/backoffice/people/{now.Staff.Value}");
        Assert.DoesNotContain(journey.Value.ToString("N")[^8..], browser.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("e•••@nhs.net", browser.Html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(BackOfficeRoles.Booth)]
    [InlineData(BackOfficeRoles.SiteLead)]
    [InlineData(BackOfficeRoles.Auditor)]
    public async Task Nobody_else_makes_one(BackOfficeRoles roles)
    {
        var person = await _host.PersonAsync("Siân Hughes", "4711");
        using var browser = await _host.SignInAsync(roles);
        await browser.OpenAsync($"/backoffice/people/{person.Staff.Value}");
        Assert.DoesNotContain("/data\"", browser.Html, StringComparison.Ordinal);

        await browser.OpenAsync($"/backoffice/people/{person.Staff.Value}/data");

        Assert.Equal(HttpStatusCode.Forbidden, browser.Status);
    }

    [Fact]
    public async Task Of_nobody_there_is_no_file()
    {
        using var browser = await _host.SignInAsync(await _host.UserAsync("nia", BackOfficeRoles.RaAdmin));

        await browser.OpenAsync($"/backoffice/people/{Guid.CreateVersion7()}/data");

        Assert.Equal(HttpStatusCode.NotFound, browser.Status);
    }

    [Fact]
    public async Task Each_table_that_names_a_person_is_in_the_file_or_has_a_reason()
    {
        Type[] names = [typeof(StaffId), typeof(CardId), typeof(JourneyId), typeof(RegistrationId), typeof(BoothCaseId)];
        var found = await _host.InAsync(database => Task.FromResult(database.Model.GetEntityTypes()
            .Where(e => e.GetProperties().Any(p =>
                !(p.IsPrimaryKey() && e.ClrType == typeof(Staff))
                && names.Contains(Nullable.GetUnderlyingType(p.ClrType) ?? p.ClrType)))
            .Select(e => e.GetTableName()!)
            .Order(StringComparer.Ordinal)
            .ToArray()));

        Assert.Equal(Tables.Keys.Order(StringComparer.Ordinal), found);
    }

    /// <summary>A change of the person's address, with a card that somebody else holds now, and a mail about it.</summary>
    private Task<JourneyId> WithACardPassedOnAsync(StaffId staff, CardId card) => _host.InAsync(async database =>
    {
        var now = _host.Time.GetUtcNow();
        var journey = new Journey
        {
            Id = JourneyId.New(),
            Kind = JourneyKind.AddressChange,
            Workflow = "",
            Channel = "booth",
            Language = "en",
            StartedAt = now,
            CardId = card,
            StaffId = staff,
        };
        database.AddRange(
            journey,
            new AddressChange
            {
                Id = journey.Id,
                CardId = card,
                HelpedBy = UserId.New(),
                Reason = AddressChangeReason.OthersRead,
                IdentityCheck = "Passport",
                Seen = "",
            },
            new OutgoingMail
            {
                Id = MailId.New(),
                Kind = MailKind.AddressChanged,
                To = "replaced@nhs.net",
                Language = "en",
                JourneyId = journey.Id,
                CreatedAt = now,
                NotAfter = now.AddHours(1),
            });
        await database.SaveChangesAsync();
        return journey.Id;
    });

    /// <summary>A case with a note, and a reset in person.</summary>
    private async Task WriteAsync(StaffId staff)
    {
        var card = await _host.InAsync(database => database.Set<Card>().Where(c => c.StaffId == staff).Select(c => c.Id).SingleAsync());
        var user = await _host.UserAsync("booth", BackOfficeRoles.Booth);
        await using var scope = _host.Services.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<SmartcardDbContext>();
        var journey = new Journey
        {
            Id = JourneyId.New(),
            Kind = JourneyKind.InPerson,
            Workflow = "in-person",
            Channel = "booth",
            Language = "en",
            StartedAt = _host.Time.GetUtcNow(),
            CardId = card,
            StaffId = staff,
        };
        var helper = new UserId(user.Id);
        database.AddRange(
            journey,
            new InPersonReset { Id = journey.Id, CardId = card, HelpedBy = helper, IdentityCheck = "Passport", Seen = "passport of Amal" },
            new BoothCase
            {
                Id = BoothCaseId.New(),
                CardId = card,
                JourneyId = null,
                Reason = BoothReason.QuestionsLockedOut,
                OpenedAt = _host.Time.GetUtcNow(),
            });
        await database.SaveChangesAsync();
        await scope.ServiceProvider.GetRequiredService<BoothNotes>()
            .AddAsync(helper, MatterId.Of(card), "came to the desk in person", TestContext.Current.CancellationToken);
    }
}
