using Microsoft.EntityFrameworkCore;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Mail;
using Smartcard.Domain.Registrations;
using Smartcard.SelfService.Mail;
using Smartcard.Storage;

namespace Smartcard.SelfService.Unlock;

/// <summary>
/// Tells the holder of a card that its reset was released. What the reader helper reports of it does not count: a helper
/// that is in the wrong hands would report that nothing happened. S6.
/// </summary>
/// <remarks>
/// The mail is in the outbox from the release on. Only the card's proof takes it back, and its holder is told then that the
/// card is unlocked. It waits for <see cref="Patience"/>, since the reset may be repeated and succeed, and goes out at once
/// when the journey ends.
/// </remarks>
public sealed class ReleaseNotices(SmartcardDbContext database, Outbox mail, TimeProvider time)
{
    /// <summary>Whoever repeats a reset that failed has done so by then.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromMinutes(10);

    /// <summary>In the turn of the release. A mail that still waits is about this release too.</summary>
    internal async Task PromiseAsync(Journey journey, CancellationToken cancellationToken)
    {
        if ((await WaitingAsync(journey, cancellationToken)).Exists(m => m.CardId == journey.CardId))
        {
            return;
        }

        var registration = await database.FindAsync<Registration>([journey.RegistrationId], cancellationToken);
        if (registration?.Address is { } address) // a reset in person needs no registration
        {
            mail.TellLater(MailKind.PasscodeMayBeSet, address, journey, time.GetUtcNow() + Patience);
        }
    }

    /// <summary>The card proved its reset.</summary>
    internal async Task TakeBackAsync(Journey journey, CancellationToken cancellationToken) =>
        database.RemoveRange((await WaitingAsync(journey, cancellationToken)).Where(m => m.CardId == journey.CardId));

    /// <summary>The journey has ended: nobody repeats a reset in it any more.</summary>
    internal async Task TellNowAsync(Journey journey, CancellationToken cancellationToken)
    {
        foreach (var waiting in await WaitingAsync(journey, cancellationToken))
        {
            mail.SendNow(waiting);
        }
    }

    /// <summary>No host has begun to send them.</summary>
    private async Task<List<OutgoingMail>> WaitingAsync(Journey journey, CancellationToken cancellationToken)
    {
        var mails = database.Set<OutgoingMail>();
        var stored = await mails
            .Where(m => m.JourneyId == journey.Id && m.Kind == MailKind.PasscodeMayBeSet)
            .ToListAsync(cancellationToken);
        return
        [
            .. stored
                .Union(mails.Local.Where(m => m.JourneyId == journey.Id && m.Kind == MailKind.PasscodeMayBeSet))
                .Where(m => m is { State: MailState.Waiting, Attempts: 0 } && database.Entry(m).State != EntityState.Deleted),
        ];
    }
}
