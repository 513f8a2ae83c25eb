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
using Smartcard.Domain.Users;
using Smartcard.SelfService.Audit;
using Smartcard.SelfService.Mail;
using Smartcard.SelfService.Retention;
using Smartcard.Storage.Conversations;
using Smartcard.Tests.Host;

namespace Smartcard.Tests.BackOffice.People.Erasure;

/// <summary>After an erasure nothing that is a person's is left, but what a list says, with a reason.</summary>
public sealed class ErasureTests : IAsyncLifetime
{
    /// <summary>Where a value of somebody who has left may still be, and why.</summary>
    private static readonly Dictionary<string, string> Kept = new(StringComparer.Ordinal)
    {
        ["cards"] = "the identifier of the card, so that nobody enrols it again",
    };

    private ErasureBench _bench = null!;

    public async ValueTask InitializeAsync() => _bench = await ErasureBench.StartAsync();

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    private string[] Marked =>
    [
        ErasureBench.Number, "Marked Site", "Amal Hughes", HostNurse.Email, ErasureBench.Seen, HostNurse.TypedInChat, "argon2",
        _bench.Nurse.Card.State.CardId,
    ];

    [Fact]
    [OnPostgres]
    public async Task Of_somebody_who_has_left_nothing_is_left_but_what_has_a_reason()
    {
        var found = (await TablesAsync()).Where(t => Marked.Any(m => Has(t.Value, m))).Select(t => t.Key).ToList();
        Assert.Superset(
            new HashSet<string>(["staff", "registrations", "outgoing_mail", "in_person_resets"]),
            found.ToHashSet());
        await LeaveAsync();

        await _bench.EraseAsync();

        Assert.Equal(_bench.Page, _bench.Browser.Path);
        Assert.StartsWith("Erased person ", await NameAsync(), StringComparison.Ordinal);
        Assert.Empty(await _bench.Host.InAsync(database => database.Set<OutgoingMail>().ToListAsync()));
        _bench.AssertSays("Erased on", "The data of a person who has left was erased");
        foreach (var (table, rows) in await TablesAsync())
        {
            foreach (var mark in Marked.Where(m => Has(rows, m)))
            {
                Assert.True(Kept.ContainsKey(table), $"'{mark}' is still in {table}.");
            }
        }

        Assert.Null(await _bench.Host.DoAsync(services => services.GetRequiredService<AuditLog>().FindBreakAsync(CancellationToken.None)));
        await _bench.Browser.OpenAsync("/backoffice/audit");
        Assert.DoesNotContain("Amal", _bench.Browser.Text, StringComparison.Ordinal);
        await _bench.Browser.OpenAsync(_bench.Page + "/erase");
        Assert.Equal(_bench.Page, _bench.Browser.Path);
        Assert.DoesNotContain("/back\"", _bench.Browser.Html, StringComparison.Ordinal);
    }

    [Fact]
    [OnPostgres]
    public async Task The_staff_number_is_free_for_a_new_person_and_the_erased_one_does_not_come_back()
    {
        await LeaveAsync();
        await _bench.EraseAsync();

        await _bench.Browser.OpenAsync("/backoffice/people/add");
        await _bench.Browser.SubmitAsync(
            "/backoffice/people/add", ("name", "Amal Hughes"), ("otherOrganisation", "Trust"), ("number", ErasureBench.Number));

        Assert.NotEqual(_bench.Page, _bench.Browser.Path);
        _bench.AssertSays("Amal Hughes", ErasureBench.Number);
        await _bench.Browser.OpenAsync("/backoffice/account");
        await _bench.Browser.PostAsync(
            _bench.Page + "/back", ("__RequestVerificationToken", BackOfficeBrowser.FormTokenOf(_bench.Browser.Html)));
        Assert.Equal(HttpStatusCode.NotFound, _bench.Browser.Status);
        Assert.Equal(2, await _bench.Host.InAsync(database => database.Set<Staff>().CountAsync()));
    }

    [Fact]
    [OnPostgres]
    public async Task Of_somebody_who_works_here_the_record_stays_and_their_card_is_not_registered()
    {
        await _bench.Host.InAsync(async database =>
        {
            var lockout = new CardLockout { CardId = _bench.Card };
            lockout.Freeze(_bench.Host.Time.GetUtcNow());
            database.Add(lockout);
            return await database.SaveChangesAsync();
        });
        await _bench.Browser.OpenAsync(_bench.Page + "/erase");
        _bench.AssertSays(
            "What is erased", "What stays", "they must register each of their cards again", "An email that tells them about it");
        await _bench.Browser.SubmitAsync(_bench.Page + "/erase", ("confirmation", ErasureBench.Number));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, _bench.Browser.Status);
        _bench.AssertSays("Tick the box");

        await _bench.EraseAsync();

        Assert.Equal(_bench.Page, _bench.Browser.Path);
        Assert.Equal("Amal Hughes", await NameAsync());
        _bench.AssertSays("Not registered");
        foreach (var mark in new[] { HostNurse.Email, ErasureBench.Seen, HostNurse.TypedInChat, "argon2" })
        {
            Assert.All(await TablesAsync(), t => Assert.False(
                Has(t.Value, mark) && !(t.Key == "outgoing_mail" && mark == HostNurse.Email), $"'{mark}' is still in {t.Key}."));
        }

        Assert.True(await _bench.Host.IsStoppedAsync(_bench.Card));
        Assert.Contains(await _bench.Host.AuditAsync(), e => e.StartsWith("person-data-erased:", StringComparison.Ordinal));
        await _bench.Host.InAsync(async database =>
        {
            Assert.Empty(await database.Set<Journey>().ToListAsync());
            Assert.Empty(await database.Set<Conversation>().ToListAsync());
            Assert.Single(await database.Set<BoothCase>().Where(c => c.ClosedAt == null).ToListAsync());
            Assert.Empty(await database.Set<BoothNote>().ToListAsync());
            var told = await database.Set<OutgoingMail>().SingleAsync();
            Assert.Equal((MailKind.DataErased, HostNurse.Email, _bench.Card), (told.Kind, told.To, told.CardId));
            Assert.Null(told.JourneyId);
            return true;
        });
    }

    [Fact]
    [OnPostgres]
    public async Task The_mail_about_it_says_whom_to_tell_and_is_removed_as_any_other()
    {
        await _bench.EraseAsync();
        await _bench.MailsAreOutAsync();

        var mail = _bench.Host.Services.GetRequiredService<DevelopmentMailbox>().List()
            .Single(m => m.Subject.EndsWith("data was erased", StringComparison.Ordinal));
        Assert.Equal(HostNurse.Email, mail.To);
        Assert.Contains("If you did not expect this, tell", mail.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("/not-me/", mail.Text, StringComparison.Ordinal);
        await _bench.Host.InAsync(database => database.Set<OutgoingMail>()
            .ExecuteUpdateAsync(set => set.SetProperty(m => m.EndedAt, _bench.Host.Time.GetUtcNow().AddDays(-31))));
        Assert.Equal(1, await _bench.Host.DoAsync(services => services.GetRequiredService<MailPurge>().RunAsync(CancellationToken.None)));
    }

    [Fact]
    public async Task An_address_that_the_desk_replaced_is_told_too()
    {
        await _bench.Host.InAsync(database =>
        {
            var now = _bench.Host.Time.GetUtcNow();
            var mail = new OutgoingMail
            {
                Id = MailId.New(),
                Kind = MailKind.AddressChanged,
                To = "replaced@nhs.net",
                Language = "en",
                CardId = _bench.Card,
                CreatedAt = now,
                NotAfter = now.AddDays(2),
            };
            mail.End(MailState.Sent, now);
            database.Add(mail);
            return database.SaveChangesAsync();
        });

        await _bench.EraseAsync();

        Assert.Equal(
            [HostNurse.Email, "replaced@nhs.net"],
            (await _bench.Host.InAsync(database => database.Set<OutgoingMail>().Select(m => m.To).ToListAsync()))
                .Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Whoever_signs_in_with_the_address_does_not_help_themselves_afterwards()
    {
        var user = await _bench.Host.UserAsync("amal", BackOfficeRoles.Booth);
        await _bench.Host.ChangeAsync(user.Id, u => u.Email = HostNurse.Email);

        await _bench.EraseAsync();

        Assert.Equal(
            _bench.Staff,
            await _bench.Host.InAsync(database => database.Users.Where(u => u.Id == user.Id).Select(u => u.StaffId).SingleAsync()));
    }

    [Fact]
    public async Task An_account_is_not_linked_by_an_address_that_nobody_confirmed()
    {
        var user = await _bench.Host.UserAsync("bethan", BackOfficeRoles.Booth);
        await _bench.Host.ChangeAsync(user.Id, u => u.Email = "bethan@nhs.net");
        await _bench.Host.RegisteredAsync(_bench.Staff, _bench.Card, "bethan@nhs.net", isComplete: false);

        await _bench.EraseAsync();

        Assert.Empty(await _bench.Host.InAsync(database => database.Set<Registration>().ToListAsync()));
        Assert.Null(await _bench.Host.InAsync(database => database.Users.Where(u => u.Id == user.Id).Select(u => u.StaffId).SingleAsync()));
    }

    private Task<int> LeaveAsync() => _bench.Host.InAsync(async database =>
    {
        (await database.Set<Staff>().SingleAsync()).LeftAt = _bench.Host.Time.GetUtcNow();
        (await database.Set<Card>().SingleAsync()).Revoke(CardStateReason.HolderLeft, _bench.Host.Time.GetUtcNow());
        return await database.SaveChangesAsync();
    });

    private Task<string> NameAsync() =>
        _bench.Host.InAsync(database => database.Set<Staff>().Where(s => s.Id == _bench.Staff).Select(s => s.DisplayName).SingleAsync());

    private static bool Has(string rows, string mark) => rows.Contains(mark, StringComparison.OrdinalIgnoreCase);

    /// <summary>All that is in each table, as text.</summary>
    private Task<Dictionary<string, string>> TablesAsync() => _bench.Host.InAsync(async database =>
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
}
