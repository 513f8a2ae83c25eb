using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Smartcard.CardTasks;
using Smartcard.Domain;
using Smartcard.Domain.Cards;
using Smartcard.Domain.CardTasks;
using Smartcard.Domain.Journeys;
using Smartcard.Storage;

namespace Smartcard.SelfService.CardTasks;

/// <summary>What there is to do for a helper. It only looks: a helper that waits holds nothing up.</summary>
public sealed class HelperWork(
    SmartcardDbContext database, HelperSessions helpers, HelperSignals signals, IOptions<HelperOptions> options, TimeProvider time)
{
    /// <summary>The task that waits for this helper, as soon as there is one.</summary>
    /// <param name="wait">How long to wait for one. It is woken by the commit of a task, on whichever host.</param>
    public async Task<WorkFound> NextAsync(ConnectedHelper helper, TimeSpan wait, CancellationToken cancellationToken)
    {
        await helpers.SeenAsync(helper, cancellationToken);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(wait);
        while (true)
        {
            var signal = signals.Next(helper.Id);
            if (await LookAsync(helper, cancellationToken) is { } found)
            {
                return found;
            }

            await signal.WaitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (limit.IsCancellationRequested)
            {
                return new WorkFound.Nothing();
            }
        }
    }

    /// <summary>Whether the task is still wanted; null when this helper has no such task.</summary>
    public async Task<bool?> IsWantedAsync(ConnectedHelper helper, Guid taskId, CancellationToken cancellationToken)
    {
        await helpers.SeenAsync(helper, cancellationToken);
        var id = new CardTaskId(taskId);
        var tasks = database.Set<CardTaskItem>().AsNoTracking();
        return await tasks.SingleOrDefaultAsync(t => t.Id == id && t.HelperSessionId == helper.Id, cancellationToken) is { } task
            ? !task.IsOver && task.ExpiresAt > time.GetUtcNow() && await EndAsync(helper, cancellationToken) is null
            : null;
    }

    private async Task<WorkFound?> LookAsync(ConnectedHelper helper, CancellationToken cancellationToken)
    {
        if (await EndAsync(helper, cancellationToken) is { } end)
        {
            return end;
        }

        var now = time.GetUtcNow();
        var task = await database.Set<CardTaskItem>().AsNoTracking()
            .Where(t => t.HelperSessionId == helper.Id && t.Step == CardTaskStep.Waiting && t.ExpiresAt > now)
            .OrderByDescending(t => t.CreatedAt)
            .FirstOrDefaultAsync(cancellationToken);
        return task is null ? null : new WorkFound.Task(ToWire(task, await TypeOfAsync(task, cancellationToken), now));
    }

    /// <summary>
    /// Why there will be no more work. Null = there may be more. The journey is the one that the helper works for now:
    /// it may have gone on as another.
    /// </summary>
    private async Task<WorkFound?> EndAsync(ConnectedHelper helper, CancellationToken cancellationToken)
    {
        var now = await database.Set<PairedSession>()
            .Where(s => s.Id == helper.Id)
            .Join(
                database.Set<Journey>(),
                s => s.JourneyId,
                j => j.Id,
                (session, journey) => new { IsReplaced = session.EndedAt != null, IsOver = journey.EndedAt != null })
            .SingleOrDefaultAsync(cancellationToken);
        return now switch
        {
            { IsReplaced: true } => new WorkFound.Replaced(),
            { IsOver: true } => new WorkFound.JourneyOver(),
            _ => null,
        };
    }

    /// <summary>Null where any card will do.</summary>
    private async Task<CardType?> TypeOfAsync(CardTaskItem task, CancellationToken cancellationToken) => task.CardId is { } card
        ? await database.Set<Card>().Where(c => c.Id == card).Select(c => (CardType?)c.Type).SingleOrDefaultAsync(cancellationToken)
        : null;

    private CardTask ToWire(CardTaskItem task, CardType? type, DateTimeOffset now) => new(
        task.Id.Value,
        WireNames.KindOf(task.Kind),
        task.CardIdentifier,
        task.Challenge,
        task.Kind == CardWork.Reset ? options.Value.RuleFor(type ?? CardType.Gids) : null,
        task.ExpiresAt)
    {
        CardType = type?.ToString(),
        SecondsLeft = (int)Math.Ceiling((task.ExpiresAt - now).TotalSeconds),
    };
}

/// <summary>What a helper that looks for work finds.</summary>
public abstract record WorkFound
{
    public sealed record Task(CardTask Work) : WorkFound;

    public sealed record Nothing : WorkFound;

    public sealed record JourneyOver : WorkFound;

    /// <summary>Another helper has taken this one's place.</summary>
    public sealed record Replaced : WorkFound;
}
