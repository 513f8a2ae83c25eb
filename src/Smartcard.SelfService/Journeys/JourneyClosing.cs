using Microsoft.EntityFrameworkCore;
using Smartcard.Domain.CardTasks;
using Smartcard.Domain.Codes;
using Smartcard.Domain.Journeys;
using Smartcard.SelfService.Audit;
using Smartcard.SelfService.CardTasks;
using Smartcard.SelfService.Telemetry;
using Smartcard.SelfService.Unlock;
using Smartcard.Storage;

namespace Smartcard.SelfService.Journeys;

/// <summary>Ends what an ended journey leaves open.</summary>
public sealed class JourneyClosing(
    SmartcardDbContext database, TurnTransaction transaction, ReleaseNotices notices, AuditLog audit, SelfServiceMetrics metrics)
{
    /// <summary>
    /// Ends its card tasks and codes. A helper that waits for its work is woken, to hear that it is over. The holder of a card
    /// whose reset was released is told of it.
    /// </summary>
    /// <param name="journey">One that has ended.</param>
    public async Task CloseAsync(Journey journey, CancellationToken cancellationToken)
    {
        var tasks = await database.Set<CardTaskItem>().Where(t => t.JourneyId == journey.Id).ToListAsync(cancellationToken);
        foreach (var task in tasks.Where(t => t.End(CardTaskEnd.Cancelled, journey.EndedAt!.Value)))
        {
            metrics.CardTaskEnded(task);
        }

        var helpers = database.Set<PairedSession>().Where(s => s.JourneyId == journey.Id && s.EndedAt == null).Select(s => s.Id);
        foreach (var helper in await helpers.ToListAsync(cancellationToken))
        {
            transaction.Tell(HelperSignals.NoteOf(helper)); // it may be waiting for work of this journey
        }

        if (tasks.Exists(t => t.CardChallenge is not null))
        {
            await notices.TellNowAsync(journey, cancellationToken);
        }

        foreach (
            var code in await database
                .Set<EmailCode>()
                .Where(c => c.JourneyId == journey.Id && c.State == CodeState.Live)
                .ToListAsync(cancellationToken))
        {
            code.Replace();
        }

        audit.Add("journey-ended:" + journey.End, journey.Id, journey.CardId);
    }
}
