using Smartcard.CardTasks;
using Smartcard.Domain.CardTasks;

namespace Smartcard.SelfService.CardTasks;

/// <summary>Kinds and ends of card tasks, as they travel and as the domain has them.</summary>
internal static class WireNames
{
    public static CardTaskKind KindOf(CardWork work) => work switch
    {
        CardWork.Identify => CardTaskKind.Identify,
        CardWork.Prove => CardTaskKind.Prove,
        CardWork.Reset => CardTaskKind.Reset,
        CardWork.Read => CardTaskKind.Read,
        CardWork.CheckKey => CardTaskKind.CheckKey,
        _ => throw new ArgumentOutOfRangeException(nameof(work), work, null),
    };

    public static CardTaskPlace PlaceOf(CardTaskState state) => state switch
    {
        CardTaskState.WaitingForReader => CardTaskPlace.WaitingForReader,
        CardTaskState.WaitingForCard => CardTaskPlace.WaitingForCard,
        CardTaskState.WrongCard => CardTaskPlace.WrongCard,
        CardTaskState.CardRemoved => CardTaskPlace.CardRemoved,
        CardTaskState.WaitingForPasscode => CardTaskPlace.WaitingForPasscode,
        CardTaskState.WrongPasscode => CardTaskPlace.WrongPasscode,
        CardTaskState.Working => CardTaskPlace.Working,
        CardTaskState.CardInUse => CardTaskPlace.CardInUse,
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, null),
    };

    public static CardTaskEnd EndOf(CardTaskOutcome outcome) => outcome switch
    {
        CardTaskOutcome.Done => CardTaskEnd.Done,
        CardTaskOutcome.NoCard => CardTaskEnd.NoCard,
        CardTaskOutcome.CardRemoved => CardTaskEnd.CardRemoved,
        CardTaskOutcome.WrongCard => CardTaskEnd.WrongCard,
        CardTaskOutcome.PasscodeLocked => CardTaskEnd.PasscodeLocked,
        CardTaskOutcome.CardNotSupported => CardTaskEnd.CardNotSupported,
        CardTaskOutcome.Refused => CardTaskEnd.Refused,
        CardTaskOutcome.Cancelled => CardTaskEnd.Cancelled,
        CardTaskOutcome.Unknown => CardTaskEnd.Unknown,
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, null),
    };
}
