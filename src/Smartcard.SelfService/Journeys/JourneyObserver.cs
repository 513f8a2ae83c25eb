using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Smartcard.Domain;
using Smartcard.Domain.CardTasks;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Prompts;
using Smartcard.SelfService.Audit;
using Smartcard.SelfService.Activities;
using Smartcard.SelfService.CardTasks;
using Smartcard.SelfService.Telemetry;
using Smartcard.Storage;
using Smartcard.Workflows;

namespace Smartcard.SelfService.Journeys;

/// <summary>Keeps the domain's journey in step with its workflow instance, and does what the step gave out.</summary>
/// <remarks>
/// In this order: faults are put on record; the journey has heard from its person; forms that wait no more are closed; what was
/// given out is done, in the order in which it was given; and, when the instance is over, the journey ends and its channel is told.
/// </remarks>
internal sealed class JourneyObserver(
    SmartcardDbContext database,
    JourneyEvidence journeys,
    JourneyClosing closing,
    CardTaskInbox inbox,
    IJourneyChannel channel,
    AuditLog audit,
    SelfServiceMetrics metrics,
    TimeProvider time,
    ILogger<JourneyObserver> logger) : ITurnObserver
{
    public const string LanguageInput = "language";
    public const string ChannelInput = "channel";

    public ValueTask OnStartingAsync(Turn turn, CancellationToken cancellationToken)
    {
        var id = new JourneyId(turn.InstanceId);
        if (!database.Set<Journey>().Local.Any(j => j.Id == id)) // it has begun already where another went on as this one
        {
            var input = turn.State.Input;
            Begin(
                id,
                turn.State.DefinitionId,
                input.GetValueOrDefault(ChannelInput) ?? "",
                input.GetValueOrDefault(LanguageInput) == "cy" ? "cy" : "en");
        }

        return ValueTask.CompletedTask;
    }

    public async ValueTask OnTurnAsync(Turn turn, CancellationToken cancellationToken)
    {
        // Null where the workflow is nobody's journey.
        var journey = await database.FindAsync<Journey>([new JourneyId(turn.InstanceId)], cancellationToken);
        var talk = turn.State.StartedFor is { } startedFor
            ? await channel.FindAsync(startedFor, new JourneyId(turn.InstanceId), cancellationToken)
            : null;
        if (journey is not null)
        {
            await RecordFaultsAsync(turn, journey, cancellationToken);
            Hear(turn, journey);
        }

        await CloseFormsAsync(turn, talk, cancellationToken);
        foreach (var output in turn.Outputs)
        {
            JourneyOutput.HandOut(output, journey, talk);
        }

        if (turn.State.Status == WorkflowStatus.Suspended)
        {
            return;
        }

        if (journey is not null)
        {
            await EndAsync(turn, journey, cancellationToken);
        }

        if (talk is not null
            && turn.Next is null
            && !HasLeftTheCard(turn, journey)
            && journey is { Kind: JourneyKind.Unlock, CardId: { } card, End: not JourneyEnd.Completed }
            && await inbox.IsInDoubtAsync(card, time.GetUtcNow(), cancellationToken))
        {
            talk.Say(new Message(CardTaskWords.Doubt, MessageTone.Warning));
        }

        if (BeginNext(turn.Next, journey) is { } next)
        {
            talk?.GoOnAs(next);
        }
        else if (talk is not null)
        {
            await talk.EndAsync(EndingOf(turn), cancellationToken);
        }
    }

    /// <summary>They were told of a doubt when they were asked: the card is not locked.</summary>
    private static bool HasLeftTheCard(Turn turn, Journey? journey) =>
        turn.State.Status == WorkflowStatus.Finished && journey is { End: JourneyEnd.Cancelled };

    /// <summary>The person may have changed the language since, so the next journey does not take it from the inputs.</summary>
    /// <returns>Null where none follows.</returns>
    private Journey? BeginNext(StartRequest? next, Journey? journey) => next is null || journey is null
        ? null
        : Begin(new JourneyId(next.InstanceId), next.DefinitionId, journey.Channel, journey.Language);

    /// <returns>Null where the workflow is nobody's journey.</returns>
    private Journey? Begin(JourneyId id, string workflow, string channel, string language)
    {
        if (JourneyKinds.Of(workflow) is not { } kind)
        {
            return null;
        }

        var now = time.GetUtcNow();
        var journey = new Journey
        {
            Id = id,
            Kind = kind,
            Workflow = workflow,
            Channel = channel,
            Language = language,
            StartedAt = now,
            LastHeardAt = now,
        };
        database.Add(journey);
        metrics.JourneyStarted(kind);
        audit.Add("journey-started", journey.Id, null);
        return journey;
    }

    private async Task RecordFaultsAsync(Turn turn, Journey journey, CancellationToken cancellationToken)
    {
        if (turn.Failure is { } failure)
        {
            // The type and the place, never the message: it could hold what a person typed.
            logger.ActivityFailed(turn.InstanceId, turn.Incidents[^1].ActivityId, failure.GetType().FullName!, failure.StackTrace);
        }

        if (turn.IsSetAside)
        {
            logger.JourneySetAside(turn.InstanceId, turn.Incidents[^1].ActivityId);
            await journeys.SetAsideAsync(journey, cancellationToken);
        }
    }

    private void Hear(Turn turn, Journey journey)
    {
        if (turn.IsRetry)
        {
            journey.Reopen();
        }

        if (!turn.IsTimer && turn.CancelReason is null)
        {
            journey.LastHeardAt = time.GetUtcNow();
        }
    }

    private static async Task CloseFormsAsync(Turn turn, IJourneyTalk? talk, CancellationToken cancellationToken)
    {
        foreach (var burnt in turn.BurntBookmarks.Where(b => talk is not null && b.Name == Prompt.BookmarkName))
        {
            await talk!.CloseFormAsync(burnt.Key, cancellationToken);
        }
    }

    private async Task EndAsync(Turn turn, Journey journey, CancellationToken cancellationToken)
    {
        if (turn.Next is { } next)
        {
            journey.Achieve(JourneyEnd.Moved);
            await MoveHelperAsync(journey, new JourneyId(next.InstanceId), cancellationToken);
        }

        await closing.EndAsync(
            journey,
            turn.State.Status switch
            {
                WorkflowStatus.Finished => JourneyEnd.Stopped,
                WorkflowStatus.Cancelled => JourneyEnd.Cancelled,
                _ => JourneyEnd.Faulted,
            },
            cancellationToken);
    }

    private static JourneyEnding EndingOf(Turn turn) => turn.State.Status switch
    {
        WorkflowStatus.Finished => new JourneyEnding.Finished(),
        WorkflowStatus.Cancelled => new JourneyEnding.Cancelled(turn.CancelReason),
        _ => new JourneyEnding.Faulted(turn.Incidents.LastOrDefault()?.Message, turn.Incidents.LastOrDefault()?.ActivityId),
    };

    /// <summary>The person need not connect the same helper twice. What was proved stays behind: evidence is of one journey.</summary>
    private async Task MoveHelperAsync(Journey journey, JourneyId next, CancellationToken cancellationToken)
    {
        foreach (
            var session in await database
                .Set<PairedSession>()
                .Where(s => s.JourneyId == journey.Id && s.EndedAt == null)
                .ToListAsync(cancellationToken))
        {
            session.JourneyId = next;
        }
    }
}

internal static partial class Log
{
    [LoggerMessage(
        2001,
        LogLevel.Error,
        "Journey {InstanceId} faulted at activity {ActivityId}: {ExceptionType}{StackTrace}")]
    public static partial void ActivityFailed(
        this ILogger logger,
        Guid instanceId,
        string activityId,
        string exceptionType,
        string? stackTrace);

    [LoggerMessage(
        2002,
        LogLevel.Critical,
        "Journey {InstanceId} was set aside at activity {ActivityId}: hosts ended twice while it carried on from "
        + "there. Find out what the system logged when they ended, and look at what follows that activity in the workflow")]
    public static partial void JourneySetAside(this ILogger logger, Guid instanceId, string activityId);
}
