using System.Net;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Domain;
using Smartcard.Domain.Booth;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Lockouts;
using Smartcard.Domain.Mail;
using Smartcard.Domain.Registrations;
using Smartcard.Domain.Retention;
using Smartcard.Domain.Users;
using Smartcard.SelfService.Audit;
using Smartcard.SelfService.Booth;
using Smartcard.SelfService.Mail;
using Smartcard.SelfService.Retention;
using Smartcard.Storage;
using Smartcard.Storage.Conversations;
using Smartcard.Tests.Host;

namespace Smartcard.Tests.BackOffice.People.Erasure;

/// <summary>After an erasure nothing that is a person's is left, but what a list says, with a reason.</summary>
public sealed class ErasureTests : IAsyncLifetime
{
    private const string Number = "MARK-4711";
    private const string Seen = "passport of Amal";

    /// <summary>Where a value of somebody who has left may still be, and why.</summary>
    private static readonly Dictionary<string, string> Kept = new(StringComparer.Ordinal)
    {
        ["cards"] = "the identifier of the card, so that nobody enrols it again",
    };

    private HostBench _host = null!;
    private HostNurse _nurse = null!;
    private BackOfficeBrowser _browser = null!;
    private StaffId _staff;
    private CardId _card;

    public async ValueTask InitializeAsync()
    {
        _host = await HostBench.StartAsync();
        _nurse = await HostNurse.AtAsync(_host);
        await _nurse.RegisterAsync();
        await MailsAreOutAsync();
        (_staff, _card) = await _host.InAsync(async database =>
        {
            var staff = await database.Set<Staff>().SingleAsync();
            staff.Number = Number;
            staff.Site = "Marked Site";
            await database.SaveChangesAsync();
            return (staff.Id, await database.Set<Card>().Select(c => c.Id).SingleAsync());
        });
        await WriteAsync();
        await _host.InAsync(database => database.Set<Journey>() // what is younger is not erased
            .ExecuteUpdateAsync(set => set.SetProperty(j => j.EndedAt, _host.Time.GetUtcNow() - ErasureRules.CountedFor)));
        _browser = await _host.SignInAsync(await _host.UserAsync("nia", BackOfficeRoles.RaAdmin));
        await _browser.OpenAsync(Page);
    }

    public async ValueTask DisposeAsync()
    {
        _browser.Dispose();
        await _host.DisposeAsync();
    }

    private string Page => $"/backoffice/people/{_staff.Value}";

    private string[] Marked =>
        [Number, "Marked Site", "Amal Hughes", HostNurse.Email, Seen, HostNurse.TypedInChat, "argon2", _nurse.Card.State.CardId];

    [Fact]
    [OnPostgres]
    public async Task Of_somebody_who_has_left_nothing_is_left_but_what_has_a_reason()
    {
        var found = (await TablesAsync()).Where(t => Marked.Any(m => Has(t.Value, m))).Select(t => t.Key).ToList();
        Assert.Superset(
            new HashSet<string>(["staff", "registrations", "outgoing_mail", "in_person_resets"]),
            found.ToHashSet());
        await LeaveAsync();

        await EraseAsync(Number);

        Assert.Equal(Page, _browser.Path);
        Assert.StartsWith("Erased person ", await NameAsync(), StringComparison.Ordinal);
        Assert.Empty(await _host.InAsync(database => database.Set<OutgoingMail>().ToListAsync()));
        AssertSays("Erased on", "The data of a person who has left was erased");
        foreach (var (table, rows) in await TablesAsync())
        {
            foreach (var mark in Marked.Where(m => Has(rows, m)))
            {
                Assert.True(Kept.ContainsKey(table), $"'{mark}' is still in {table}.");
            }
        }

        Assert.Null(await _host.DoAsync(services => services.GetRequiredService<AuditLog>().FindBreakAsync(CancellationToken.None)));
        await _browser.OpenAsync("/backoffice/audit");
        Assert.DoesNotContain("Amal", _browser.Text, StringComparison.Ordinal);
        await _browser.OpenAsync(Page + "/erase");
        Assert.Equal(Page, _browser.Path);
        Assert.DoesNotContain("/back\"", _browser.Html, StringComparison.Ordinal);
    }

    [Fact]
    [OnPostgres]
    public async Task The_staff_number_is_free_for_a_new_person_and_the_erased_one_does_not_come_back()
    {
        await LeaveAsync();
        await EraseAsync(Number);

        await _browser.OpenAsync("/backoffice/people/add");
        await _browser.SubmitAsync(
            "/backoffice/people/add", ("name", "Amal Hughes"), ("otherOrganisation", "Trust"), ("number", Number));

        Assert.NotEqual(Page, _browser.Path);
        AssertSays("Amal Hughes", Number);
        await _browser.OpenAsync("/backoffice/account");
        await _browser.PostAsync(
            Page + "/back", ("__RequestVerificationToken", BackOfficeBrowser.FormTokenOf(_browser.Html)));
        Assert.Equal(HttpStatusCode.NotFound, _browser.Status);
        Assert.Equal(2, await _host.InAsync(database => database.Set<Staff>().CountAsync()));
    }

    [Fact]
    [OnPostgres]
    public async Task Of_somebody_who_works_here_the_record_stays_and_their_card_is_not_registered()
    {
        await _host.InAsync(async database =>
        {
            var lockout = new CardLockout { CardId = _card };
            lockout.Freeze(_host.Time.GetUtcNow());
            database.Add(lockout);
            return await database.SaveChangesAsync();
        });
        await _browser.OpenAsync(Page + "/erase");
        AssertSays("What is erased", "What stays", "they must register each of their cards again", "An email that tells them about it");
        await _browser.SubmitAsync(Page + "/erase", ("confirmation", Number));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, _browser.Status);
        AssertSays("Tick the box");

        await EraseAsync(Number);

        Assert.Equal(Page, _browser.Path);
        Assert.Equal("Amal Hughes", await NameAsync());
        AssertSays("Not registered");
        foreach (var mark in new[] { HostNurse.Email, Seen, HostNurse.TypedInChat, "argon2" })
        {
            Assert.All(await TablesAsync(), t => Assert.False(
                Has(t.Value, mark) && !(t.Key == "outgoing_mail" && mark == HostNurse.Email), $"'{mark}' is still in {t.Key}."));
        }

        Assert.True(await _host.IsStoppedAsync(_card));
        Assert.Contains(await _host.AuditAsync(), e => e.StartsWith("person-data-erased:", StringComparison.Ordinal));
        await _host.InAsync(async database =>
        {
            Assert.Empty(await database.Set<Journey>().ToListAsync());
            Assert.Empty(await database.Set<Conversation>().ToListAsync());
            Assert.Single(await database.Set<BoothCase>().Where(c => c.ClosedAt == null).ToListAsync());
            Assert.Empty(await database.Set<BoothNote>().ToListAsync());
            var told = await database.Set<OutgoingMail>().SingleAsync();
            Assert.Equal((MailKind.DataErased, HostNurse.Email, _card), (told.Kind, told.To, told.CardId));
            Assert.Null(told.JourneyId);
            return true;
        });
    }

    [Fact]
    [OnPostgres]
    public async Task The_mail_about_it_says_whom_to_tell_and_is_removed_as_any_other()
    {
        await EraseAsync(Number);
        await MailsAreOutAsync();

        var mail = _host.Services.GetRequiredService<DevelopmentMailbox>().List()
            .Single(m => m.Subject.EndsWith("data was erased", StringComparison.Ordinal));
        Assert.Equal(HostNurse.Email, mail.To);
        Assert.Contains("If you did not expect this, tell", mail.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("/not-me/", mail.Text, StringComparison.Ordinal);
        await _host.InAsync(database => database.Set<OutgoingMail>()
            .ExecuteUpdateAsync(set => set.SetProperty(m => m.EndedAt, _host.Time.GetUtcNow().AddDays(-31))));
        Assert.Equal(1, await _host.DoAsync(services => services.GetRequiredService<MailPurge>().RunAsync(CancellationToken.None)));
    }

    [Fact]
    public async Task An_address_that_the_desk_replaced_is_told_too()
    {
        await _host.InAsync(database =>
        {
            var now = _host.Time.GetUtcNow();
            var mail = new OutgoingMail
            {
                Id = MailId.New(),
                Kind = MailKind.AddressChanged,
                To = "replaced@nhs.net",
                Language = "en",
                CardId = _card,
                CreatedAt = now,
                NotAfter = now.AddDays(2),
            };
            mail.End(MailState.Sent, now);
            database.Add(mail);
            return database.SaveChangesAsync();
        });

        await EraseAsync(Number);

        Assert.Equal(
            [HostNurse.Email, "replaced@nhs.net"],
            (await _host.InAsync(database => database.Set<OutgoingMail>().Select(m => m.To).ToListAsync())).Order(StringComparer.Ordinal));
    }

    [Fact]
    [OnPostgres]
    public async Task On_hold_or_with_a_journey_under_way_nothing_is_erased()
    {
        await _host.InAsync(database =>
        {
            database.Add(new LegalHold
            {
                Id = LegalHoldId.New(),
                StaffId = _staff,
                Reference = "A-1",
                PlacedBy = UserId.New(),
                PlacedAt = _host.Time.GetUtcNow(),
            });
            return database.SaveChangesAsync();
        });
        await RefusedAsync("This person is on legal hold.");
        await _host.InAsync(database => database.Set<LegalHold>().ExecuteDeleteAsync());
        await _host.JourneyAsync(_card);

        await RefusedAsync("A journey of this person is under way.");
    }

    [Fact]
    [OnPostgres]
    public async Task A_mail_that_was_not_sent_yet_is_not_taken_back()
    {
        var mail = await WaitingMailAsync();

        await RefusedAsync("An email to this person has not been sent yet.");

        Assert.Equal(
            MailState.Waiting,
            await _host.InAsync(database => database.Set<OutgoingMail>().Where(m => m.Id == mail).Select(m => m.State).SingleAsync()));
    }

    [Fact]
    public async Task What_limits_of_a_day_count_is_not_erased_within_it()
    {
        await _host.JourneyAsync(_card, JourneyEnd.Completed);

        await RefusedAsync("in the last 24 hours");
    }

    [Fact]
    public async Task Somebody_who_has_left_keeps_their_name_until_each_card_is_revoked()
    {
        await _host.InAsync(database => database.Set<Staff>()
            .ExecuteUpdateAsync(set => set.SetProperty(s => s.LeftAt, _host.Time.GetUtcNow())));

        await RefusedAsync("Revoke each of their cards first.");
    }

    [Fact]
    public async Task Nobody_erases_their_own_data()
    {
        await _host.InAsync(database => database.Users.ExecuteUpdateAsync(set => set.SetProperty(u => u.StaffId, _staff)));

        await RefusedAsync("This is your own record.");
    }

    [Fact]
    public async Task What_confirms_it_is_the_staff_number_and_nothing_else()
    {
        await _browser.OpenAsync(Page + "/erase");
        await _browser.SubmitAsync(Page + "/erase", ("confirmation", "Amal Hughes"), ("again", "yes"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, _browser.Status);
        AssertSays("That does not match.");
        Assert.Equal(1, await _host.InAsync(database => database.Set<Registration>().CountAsync()));
    }

    [Fact]
    public async Task Whoever_signs_in_with_the_address_does_not_help_themselves_afterwards()
    {
        var user = await _host.UserAsync("amal", BackOfficeRoles.Booth);
        await _host.ChangeAsync(user.Id, u => u.Email = HostNurse.Email);

        await EraseAsync(Number);

        Assert.Equal(
            _staff, await _host.InAsync(database => database.Users.Where(u => u.Id == user.Id).Select(u => u.StaffId).SingleAsync()));
    }

    [Fact]
    public async Task An_account_is_not_linked_by_an_address_that_nobody_confirmed()
    {
        var user = await _host.UserAsync("bethan", BackOfficeRoles.Booth);
        await _host.ChangeAsync(user.Id, u => u.Email = "bethan@nhs.net");
        await _host.RegisteredAsync(_staff, _card, "bethan@nhs.net", isComplete: false);

        await EraseAsync(Number);

        Assert.Empty(await _host.InAsync(database => database.Set<Registration>().ToListAsync()));
        Assert.Null(await _host.InAsync(database => database.Users.Where(u => u.Id == user.Id).Select(u => u.StaffId).SingleAsync()));
    }

    /// <summary>They go out by a job.</summary>
    private async Task MailsAreOutAsync()
    {
        for (var patience = new Patience("all mails are sent");;)
        {
            var waiting = await _host.InAsync(database => database.Set<OutgoingMail>().CountAsync(m => m.State == MailState.Waiting));
            if (waiting == 0)
            {
                return;
            }

            patience.Look($"{waiting} wait");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>One that warns them, and that no job takes for a long time.</summary>
    private Task<MailId> WaitingMailAsync() => _host.InAsync(async database =>
    {
        var now = _host.Time.GetUtcNow();
        var mail = new OutgoingMail
        {
            Id = MailId.New(),
            Kind = MailKind.CardSuspended,
            To = HostNurse.Email,
            Language = "en",
            CardId = _card,
            CreatedAt = now,
            NotAfter = now.AddDays(2),
        };
        mail.Retry(now.AddDays(1));
        database.Add(mail);
        await database.SaveChangesAsync();
        return mail.Id;
    });

    private async Task RefusedAsync(string why)
    {
        await _browser.OpenAsync(Page + "/erase");
        Assert.Contains(why, _browser.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("name=\"confirmation\"", _browser.Html, StringComparison.Ordinal);
        await _browser.OpenAsync("/backoffice/account");
        var token = BackOfficeBrowser.FormTokenOf(_browser.Html);
        await _browser.PostAsync(
            Page + "/erase", ("__RequestVerificationToken", token), ("confirmation", Number), ("again", "yes"));
        Assert.Equal(HttpStatusCode.Conflict, _browser.Status);
        Assert.Contains(why, _browser.Text, StringComparison.Ordinal);
        Assert.Equal(1, await _host.InAsync(database => database.Set<Registration>().CountAsync()));
        Assert.Contains(await _host.AuditAsync(), e => e.StartsWith("erasure-refused:", StringComparison.Ordinal));
    }

    private async Task EraseAsync(string confirmation)
    {
        await _browser.OpenAsync(Page + "/erase");
        await _browser.SubmitAsync(Page + "/erase", ("confirmation", confirmation), ("again", "yes"));
    }

    private Task<int> LeaveAsync() => _host.InAsync(async database =>
    {
        (await database.Set<Staff>().SingleAsync()).LeftAt = _host.Time.GetUtcNow();
        (await database.Set<Card>().SingleAsync()).Revoke(CardStateReason.HolderLeft, _host.Time.GetUtcNow());
        return await database.SaveChangesAsync();
    });

    private Task<string> NameAsync() =>
        _host.InAsync(database => database.Set<Staff>().Where(s => s.Id == _staff).Select(s => s.DisplayName).SingleAsync());

    private void AssertSays(params string[] words) =>
        Assert.All(words, said => Assert.Contains(said, _browser.Text, StringComparison.Ordinal));

    private static bool Has(string rows, string mark) => rows.Contains(mark, StringComparison.OrdinalIgnoreCase);

    /// <summary>All that is in each table, as text.</summary>
    private Task<Dictionary<string, string>> TablesAsync() => _host.InAsync(async database =>
    {
        var tables = new Dictionary<string, string>(StringComparer.Ordinal);
        await database.Database.OpenConnectionAsync();
        foreach (var name in database.Model.GetRelationalModel().Tables.Select(t => t.Name))
        {
            await using var command = database.Database.GetDbConnection().CreateCommand();
            command.CommandText = $"SELECT * FROM \"{name}\"";
            await using var reader = await command.ExecuteReaderAsync();
            var text = new StringBuilder();
            while (await reader.ReadAsync())
            {
                for (var column = 0; column < reader.FieldCount; column++)
                {
                    text.Append(reader.GetValue(column) is byte[] bytes ? Encoding.Latin1.GetString(bytes) : reader.GetValue(column))
                        .Append('\n');
                }
            }

            tables.Add(name, text.ToString());
        }

        return tables;
    });

    /// <summary>An open case with a note, and a reset in person that has ended.</summary>
    private async Task WriteAsync()
    {
        var user = await _host.UserAsync("booth", BackOfficeRoles.Booth);
        await using var scope = _host.Services.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<SmartcardDbContext>();
        var (now, helper) = (_host.Time.GetUtcNow(), new UserId(user.Id));
        var journey = new Journey
        {
            Id = JourneyId.New(),
            Kind = JourneyKind.InPerson,
            Workflow = "",
            Channel = "booth",
            Language = "en",
            StartedAt = now,
            LastHeardAt = now,
            CardId = _card,
            StaffId = _staff,
        };
        journey.Finish(JourneyEnd.Completed, now);
        database.AddRange(
            journey,
            new InPersonReset { Id = journey.Id, CardId = _card, HelpedBy = helper, IdentityCheck = "Passport", Seen = Seen },
            new BoothCase
            {
                Id = BoothCaseId.New(),
                CardId = _card,
                JourneyId = null,
                Reason = BoothReason.QuestionsLockedOut,
                OpenedAt = now,
            });
        await database.SaveChangesAsync();
        await scope.ServiceProvider.GetRequiredService<BoothNotes>()
            .AddAsync(helper, MatterId.Of(_card), "came to the desk in person", TestContext.Current.CancellationToken);
    }
}
