using Smartcard.Domain.CardTasks;

namespace Smartcard.Domain.Journeys;

/// <summary>Something that happened in a journey, as those at the desk are told.</summary>
/// <param name="Took">Since what happened before it; null for the first.</param>
/// <param name="End">Of a task of the card that came to nothing; null for every other step.</param>
public sealed record JourneyStep(JourneyStepKind Kind, DateTimeOffset At, TimeSpan? Took = null, CardTaskEnd? End = null);

public enum JourneyStepKind
{
    Began,
    HelperConnected,
    CardIdentified,

    /// <summary>A PIV card showed that it was in the reader.</summary>
    CardPresent,
    PasscodeProved,
    QuestionsChosen,
    QuestionsAnswered,
    CodeMade,
    MailAccepted,
    MailArrived,
    MailDelayed,
    MailCameBack,
    MailFailed,
    CodeConfirmed,

    /// <summary>A task of the card came to nothing.</summary>
    TaskFailed,
    IdentityChecked,
    IdentityConfirmed,
    ResetReleased,
    ResetConfirmed,
    Registered,
}
