using Smartcard.Domain.CardTasks;
using Smartcard.Domain.Codes;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Mail;
using Smartcard.Storage;

namespace Smartcard.SelfService.Telemetry;

/// <summary>Counts what happens in a turn once that is committed: what was rolled back, or is made again, did not happen.</summary>
public sealed class SelfServiceMetrics(SelfServiceMeter meter, TurnTransaction turn, TimeProvider time)
{
    public void JourneyStarted(JourneyKind kind) => turn.AfterCommit(() => meter.Started(kind));

    /// <param name="journey">One that has ended.</param>
    public void JourneyEnded(Journey journey)
    {
        if (journey is { End: { } end, EndedAt: { } endedAt })
        {
            turn.AfterCommit(() => meter.Ended(journey.Kind, end, endedAt - journey.StartedAt));
        }
    }

    /// <summary>A timer has made this turn.</summary>
    public void TimerWentOff(DateTimeOffset dueAt)
    {
        var late = time.GetUtcNow() - dueAt;
        turn.AfterCommit(() => meter.TimerWentOff(late));
    }

    public void CodeTried(CodeCheck check)
    {
        var outcome = check switch
        {
            CodeCheck.Valid => CodeOutcome.Valid,
            CodeCheck.Wrong => CodeOutcome.Wrong,
            CodeCheck.Expired => CodeOutcome.Expired,
            CodeCheck.Dead => CodeOutcome.Dead,
            _ => throw new InvalidOperationException($"There is no outcome for {check.GetType().Name}."),
        };
        turn.AfterCommit(() => meter.CodeTried(outcome));
    }

    public void LockedOut() => turn.AfterCommit(() => meter.Stopped(StopReason.WrongAnswers));

    public void Frozen() => turn.AfterCommit(() => meter.Stopped(StopReason.NotMe));

    /// <param name="task">One that has ended.</param>
    public void CardTaskEnded(CardTaskItem task)
    {
        var (outcome, endedAt) = task is { Outcome: { } end, EndedAt: { } at }
            ? (end, at)
            : throw new InvalidOperationException($"Card task {task.Id.Value} has not ended.");
        turn.AfterCommit(() => meter.CardTaskEnded(task.Kind, outcome, endedAt - task.CreatedAt));
    }

    public void MailAccepted(OutgoingMail mail)
    {
        var latency = time.GetUtcNow() - mail.CreatedAt;
        turn.AfterCommit(() => meter.MailAccepted(mail.Kind, latency));
    }

    public void MailFailed(OutgoingMail mail) => turn.AfterCommit(() => meter.MailFailed(mail.Kind));
}
