using System.Net;
using Microsoft.EntityFrameworkCore;
using Smartcard.Domain;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Mail;
using Smartcard.Domain.Registrations;
using Smartcard.Domain.Retention;
using Smartcard.Tests.Host;

namespace Smartcard.Tests.BackOffice.People.Erasure;

/// <summary>When nothing is erased, and what the RA desk is told then.</summary>
public sealed class ErasureRefusalTests : IAsyncLifetime
{
    private ErasureBench _bench = null!;

    public async ValueTask InitializeAsync() => _bench = await ErasureBench.StartAsync();

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    [OnPostgres]
    public async Task On_hold_or_with_a_journey_under_way_nothing_is_erased()
    {
        await _bench.Host.InAsync(database =>
        {
            database.Add(new LegalHold
            {
                Id = LegalHoldId.New(),
                StaffId = _bench.Staff,
                Reference = "A-1",
                PlacedBy = UserId.New(),
                PlacedAt = _bench.Host.Time.GetUtcNow(),
            });
            return database.SaveChangesAsync();
        });
        await RefusedAsync("This person is on legal hold.");
        await _bench.Host.InAsync(database => database.Set<LegalHold>().ExecuteDeleteAsync());
        await _bench.Host.JourneyAsync(_bench.Card);

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
            await _bench.Host.InAsync(
                database => database.Set<OutgoingMail>().Where(m => m.Id == mail).Select(m => m.State).SingleAsync()));
    }

    [Fact]
    public async Task What_limits_of_a_day_count_is_not_erased_within_it()
    {
        await _bench.Host.JourneyAsync(_bench.Card, JourneyEnd.Completed);

        await RefusedAsync("in the last 24 hours");
    }

    [Fact]
    public async Task Somebody_who_has_left_keeps_their_name_until_each_card_is_revoked()
    {
        await _bench.Host.InAsync(database => database.Set<Staff>()
            .ExecuteUpdateAsync(set => set.SetProperty(s => s.LeftAt, _bench.Host.Time.GetUtcNow())));

        await RefusedAsync("Revoke each of their cards first.");
    }

    [Fact]
    public async Task Nobody_erases_their_own_data()
    {
        await _bench.Host.InAsync(database => database.Users.ExecuteUpdateAsync(set => set.SetProperty(u => u.StaffId, _bench.Staff)));

        await RefusedAsync("This is your own record.");
    }

    [Fact]
    public async Task What_confirms_it_is_the_staff_number_and_nothing_else()
    {
        await _bench.Browser.OpenAsync(_bench.Page + "/erase");
        await _bench.Browser.SubmitAsync(_bench.Page + "/erase", ("confirmation", "Amal Hughes"), ("again", "yes"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, _bench.Browser.Status);
        _bench.AssertSays("That does not match.");
        Assert.Equal(1, await _bench.Host.InAsync(database => database.Set<Registration>().CountAsync()));
    }

    /// <summary>One that warns them, and that no job takes for a long time.</summary>
    private Task<MailId> WaitingMailAsync() => _bench.Host.InAsync(async database =>
    {
        var now = _bench.Host.Time.GetUtcNow();
        var mail = new OutgoingMail
        {
            Id = MailId.New(),
            Kind = MailKind.CardSuspended,
            To = HostNurse.Email,
            Language = "en",
            CardId = _bench.Card,
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
        await _bench.Browser.OpenAsync(_bench.Page + "/erase");
        Assert.Contains(why, _bench.Browser.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("name=\"confirmation\"", _bench.Browser.Html, StringComparison.Ordinal);
        await _bench.Browser.OpenAsync("/backoffice/account");
        var token = BackOfficeBrowser.FormTokenOf(_bench.Browser.Html);
        await _bench.Browser.PostAsync(
            _bench.Page + "/erase", ("__RequestVerificationToken", token), ("confirmation", ErasureBench.Number), ("again", "yes"));
        Assert.Equal(HttpStatusCode.Conflict, _bench.Browser.Status);
        Assert.Contains(why, _bench.Browser.Text, StringComparison.Ordinal);
        Assert.Equal(1, await _bench.Host.InAsync(database => database.Set<Registration>().CountAsync()));
        Assert.Contains(await _bench.Host.AuditAsync(), e => e.StartsWith("erasure-refused:", StringComparison.Ordinal));
    }
}
