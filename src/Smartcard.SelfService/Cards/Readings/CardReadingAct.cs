using Smartcard.Domain;
using Smartcard.Domain.Cards.Readings;
using Smartcard.Domain.Import;

namespace Smartcard.SelfService.Cards.Readings;

/// <summary>What became of an act in a card reading.</summary>
public abstract record CardReadingAct
{
    private CardReadingAct()
    {
    }

    public sealed record Done(JourneyId Id) : CardReadingAct;

    /// <summary>There is no such reading of this user, or no such person.</summary>
    public sealed record Unknown : CardReadingAct;

    public sealed record Refused(CardReadingProblem Problem) : CardReadingAct;

    /// <summary>The card may not be given.</summary>
    public sealed record NotGiven(CardGivingRefusal Refusal) : CardReadingAct;

    /// <summary>The rules of an import say no.</summary>
    public sealed record NotTaken(ImportFault Fault) : CardReadingAct;

    /// <summary>The key may not be checked.</summary>
    public sealed record NotChecked(KeyCheckRefusal Refusal) : CardReadingAct;
}

public enum CardReadingProblem
{
    /// <summary>The reading has ended, or is too old.</summary>
    IsOver,

    /// <summary>The reader helper works with a card at this moment.</summary>
    IsWorking,

    /// <summary>The vault was let answer the card: nothing else is read in this reading.</summary>
    KeyWasChecked,

    /// <summary>No reader helper is connected now.</summary>
    NoHelper,

    /// <summary>What is on record of the card is not what the page showed.</summary>
    ChangedMeanwhile,

    /// <summary>It says no version that a key can have.</summary>
    VersionWrong,

    VaultAway,
}
