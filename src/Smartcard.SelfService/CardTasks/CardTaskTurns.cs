using Microsoft.EntityFrameworkCore;
using Smartcard.CardTasks;
using Smartcard.Domain;
using Smartcard.Domain.CardTasks;
using Smartcard.Domain.Journeys;
using Smartcard.SelfService.Booth;
using Smartcard.SelfService.Cards.Readings;
using Smartcard.SelfService.Journeys;
using Smartcard.Storage;
using Smartcard.Workflows;

namespace Smartcard.SelfService.CardTasks;

/// <summary>The task that a helper calls about: reads it, and does one thing with it in one turn.</summary>
public sealed class CardTaskTurns(
    SmartcardDbContext database,
    TurnTransaction turn,
    WorkflowEngine engine,
    HelperSessions helpers,
    JourneyEvidence journeys,
    InPersonCardWork inPerson,
    CardReadingWork readings)
{
    /// <summary>As it stands before the turn. The challenges of a task never change once they are there.</summary>
    internal Task<CardTaskItem?> ReadAsync(ConnectedHelper helper, Guid taskId, CancellationToken cancellationToken) =>
        Find(helper, taskId).AsNoTracking().SingleOrDefaultAsync(cancellationToken);

    /// <param name="call">Null = refused.</param>
    internal Task<CardTaskAnswer<T>> OnAsync<T>(
        ConnectedHelper helper, Guid taskId, Func<CardTaskItem, CancellationToken, Task<T?>> call, CancellationToken cancellationToken) =>
        turn.RunAsync<CardTaskAnswer<T>>(
            helper.Scope,
            async ct =>
            {
                await helpers.SeenInTurnAsync(helper, ct);
                if (await Find(helper, taskId).SingleOrDefaultAsync(ct) is not { } task)
                {
                    return new CardTaskAnswer<T>.NoSuchTask();
                }

                return await call(task, ct) is { } value ? new CardTaskAnswer<T>.Given(value) : new CardTaskAnswer<T>.Refused();
            },
            cancellationToken);

    /// <summary>Whoever waits for the task hears of it.</summary>
    /// <param name="told"><see cref="CardTaskProgress"/>, <see cref="CardTaskResult"/> or <see cref="CardTaskTrouble"/>.</param>
    internal async Task ResumeAsync(CardTaskItem task, object told, CancellationToken cancellationToken)
    {
        switch ((await journeys.GetAsync(task.JourneyId, cancellationToken)).Kind)
        {
            case JourneyKind.InPerson:
                await inPerson.HearAsync(task, told, cancellationToken);
                break;
            case JourneyKind.CardReading:
                await readings.HearAsync(task, told, cancellationToken);
                break;
            default:
                await engine.ResumeAsync(new Stimulus(CardTaskInbox.TaskBookmark, task.Id.Value.ToString(), told), cancellationToken);
                break;
        }
    }

    private IQueryable<CardTaskItem> Find(ConnectedHelper helper, Guid taskId)
    {
        var id = new CardTaskId(taskId);
        return database.Set<CardTaskItem>().Where(t => t.Id == id && t.HelperSessionId == helper.Id);
    }
}
