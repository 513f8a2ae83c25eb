using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Smartcard.Domain;
using Smartcard.Domain.CardTasks;
using Smartcard.Domain.Codes;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Prompts;
using Smartcard.SelfService.Audit;
using Smartcard.SelfService.CardTasks;
using Smartcard.SelfService.Telemetry;
using Smartcard.Storage;
using Smartcard.Workflows;

namespace Smartcard.SelfService.Journeys;

/// <summary>Keeps the domain's journey in step with its workflow instance: made with it, heard of with it, ended with it.</summary>
public sealed class JourneyObserver(
    SmartcardDbContext database,
    TurnTransaction transaction,
    JourneyDesk desk,
    AuditLog audit,
    SelfServiceMetrics metrics,
    TimeProvider time,
    ILogger<JourneyObserver> logger) : ITurnObserver
{
    public const string LanguageInput = "language";
    public const string ChannelInput = "channel";

    public ValueTask OnStartingAsync(Turn turn, CancellationToken cancellationToken)
    {
        if (JourneyKinds.Of(turn.State.DefinitionId) is not { } kind)
        {
            return ValueTask.CompletedTask;
        }

        var now = time.GetUtcNow();
        var journey = new Journey
        {
            Id = new JourneyId(turn.InstanceId),
            Kind = kind,
            Workflow = turn.State.DefinitionId,
            Channel = turn.State.Input.GetValueOrDefault(ChannelInput) ?? "",
            Language = turn.State.Input.GetValueOrDefault(LanguageInput) == "cy" ? "cy" : "en",
            StartedAt = now,
            LastHeardAt = now,
        };
        database.Add(journey);
        audit.Add("journey-started", journey.Id, null);
        return ValueTask.CompletedTask;
    }

    public async ValueTask OnTurnAsync(Turn turn, CancellationToken cancellationToken)
    {
        if (await database.FindAsync<Journey>([new JourneyId(turn.InstanceId)], cancellationToken) is not { } journey)
        {
            return;
        }

        if (turn.Failure is { } failure)
        {
            // The type and the place, never the message: it could hold what a person typed.
            logger.ActivityFailed(turn.InstanceId, turn.Incidents[^1].ActivityId, failure.GetType().FullName!, failure.StackTrace);
        }

        if (turn.IsSetAside)
        {
            logger.JourneySetAside(turn.InstanceId, turn.Incidents[^1].ActivityId);
            await desk.SetAsideAsync(journey, cancellationToken);
        }

        if (turn.IsRetry)
        {
            journey.Reopen();
        }

        var now = time.GetUtcNow();
        if (!turn.IsTimer)
        {
            journey.LastHeardAt = now;
        }

        journey.Stage = turn.Emitted.OfType<StageReached>().LastOrDefault()?.Stage ?? journey.Stage;
        if (turn.State.Status == WorkflowStatus.Suspended)
        {
            return;
        }

        if (turn.Next is { } next)
        {
            journey.Achieve(JourneyEnd.Moved);
            await MoveHelperAsync(journey, new JourneyId(next.InstanceId), cancellationToken);
        }

        journey.Finish(
            turn.State.Status switch
            {
                WorkflowStatus.Finished => journey.End ?? JourneyEnd.Stopped,
                WorkflowStatus.Cancelled => journey.End ?? JourneyEnd.Cancelled,
                _ => JourneyEnd.Faulted,
            },
            now);
        await CloseAsync(journey, cancellationToken);
    }

    /// <summary>What a journey leaves behind is of no more use to anybody: its helper, its card tasks, its codes.</summary>
    private async Task CloseAsync(Journey journey, CancellationToken cancellationToken)
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

        if (journey.End != JourneyEnd.Completed && tasks.Exists(t => t.IsUncertain))
        {
            await desk.ResetLeftUncertainAsync(journey, cancellationToken);
        }

        foreach (var code in await database.Set<EmailCode>().Where(c => c.JourneyId == journey.Id && c.State == CodeState.Live).ToListAsync(cancellationToken))
        {
            code.Replace();
        }

        audit.Add("journey-ended:" + journey.End, journey.Id, journey.CardId);
    }

    /// <summary>The person need not connect the same helper twice. What was proved stays behind: evidence is of one journey.</summary>
    private async Task MoveHelperAsync(Journey journey, JourneyId next, CancellationToken cancellationToken)
    {
        foreach (var session in await database.Set<PairedSession>().Where(s => s.JourneyId == journey.Id && s.EndedAt == null).ToListAsync(cancellationToken))
        {
            session.JourneyId = next;
        }
    }
}

internal static partial class Log
{
    [LoggerMessage(2001, LogLevel.Error, "Journey {InstanceId} faulted at activity {ActivityId}: {ExceptionType}{StackTrace}")]
    public static partial void ActivityFailed(this ILogger logger, Guid instanceId, string activityId, string exceptionType, string? stackTrace);

    [LoggerMessage(2002, LogLevel.Critical, "Journey {InstanceId} was set aside at activity {ActivityId}: hosts ended twice while it went on from there. Look for what the system logged when they ended, and at what follows that activity in the workflow")]
    public static partial void JourneySetAside(this ILogger logger, Guid instanceId, string activityId);
}
