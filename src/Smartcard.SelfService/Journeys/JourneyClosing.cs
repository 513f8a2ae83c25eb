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

/// <summary>The one place that ends journeys, and what they leave open.</summary>
public sealed class JourneyClosing(
    SmartcardDbContext database,
    TurnTransaction transaction,
    ReleaseNotices notices,
    AuditLog audit,
    SelfServiceMetrics metrics,
    TimeProvider time)
{
    /// <summary>
    /// Ends the journey, its card tasks and its codes. A helper that waits for its work is woken, to hear that it is over. The holder
    /// of a card whose reset was released is told of it.
    /// </summary>
    /// <param name="end">How it ends, where nothing was achieved before. One that has ended stays as it is.</param>
    public async Task EndAsync(Journey journey, JourneyEnd end, CancellationToken cancellationToken)
    {
        if (journey.EndedAt is not null)
        {
            return;
        }

        var now = time.GetUtcNow();
        journey.Finish(journey.End ?? end, now);
        await EndTasksAsync(journey, now, cancellationToken);
        await EndCodesAsync(journey, cancellationToken);
        audit.Add("journey-ended:" + journey.End, journey.Id, journey.CardId);
        metrics.JourneyEnded(journey);
    }

    private async Task EndTasksAsync(Journey journey, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var tasks = await database.Set<CardTaskItem>().Where(t => t.JourneyId == journey.Id).ToListAsync(cancellationToken);
        foreach (var task in tasks.Where(t => t.End(t.IsChangingCard ? CardTaskEnd.Unknown : CardTaskEnd.Cancelled, now)))
        {
            metrics.CardTaskEnded(task);
            audit.AddPukExposed(task);
        }

        var helpers = database.Set<PairedSession>().Where(s => s.JourneyId == journey.Id && s.EndedAt == null).Select(s => s.Id);
        foreach (var helper in await helpers.ToListAsync(cancellationToken))
        {
            transaction.Tell(HelperSignals.NoteOf(helper)); // it may be waiting for work of this journey
        }

        var released = tasks.FindAll(t => t is { Kind: CardWork.Reset, WasReleased: true });
        foreach (var last in released.GroupBy(t => t.CardId).Select(ofCard => ofCard.MaxBy(t => t.CreatedAt)!))
        {
            if (last.Outcome != CardTaskEnd.Done)
            {
                audit.Add("reset-left-uncertain", journey.Id, last.CardId);
            }
        }

        if (released.Count > 0)
        {
            await notices.TellNowAsync(journey, cancellationToken);
        }
    }

    private async Task EndCodesAsync(Journey journey, CancellationToken cancellationToken)
    {
        foreach (
            var code in await database
                .Set<EmailCode>()
                .Where(c => c.JourneyId == journey.Id && c.State == CodeState.Live)
                .ToListAsync(cancellationToken))
        {
            code.Replace();
        }
    }
}
