using Smartcard.Cards.Recognition;
using Smartcard.CardTasks;
using Smartcard.Domain.Prompts;

namespace Smartcard.SelfService.CardTasks;

/// <summary>What the chat says of a card task. Like <see cref="ChatWords"/>, checked at a start.</summary>
public static class CardTaskWords
{
    /// <summary>Those that have other words while nobody knows which passcode the card has.</summary>
    public static IReadOnlyList<CardTaskOutcome> OutcomesInDoubt { get; } =
    [
        CardTaskOutcome.NoCard, CardTaskOutcome.CardRemoved, CardTaskOutcome.WrongCard, CardTaskOutcome.Refused, CardTaskOutcome.Cancelled,
    ];

    /// <param name="outcome">Any but <see cref="CardTaskOutcome.Done"/>: what is done is said by the activity.</param>
    public static Words Outcome(CardTaskOutcome outcome) => Words.Named($"card.outcome.{outcome}");

    /// <summary>A card that cannot be used here: what it is or lacks, as far as the helper could see.</summary>
    public static Words NotSupported(CardTaskResult result) => result.Trouble is { } trouble ? Trouble(trouble) : result.CardType switch
    {
        nameof(CardKind.Payment) => ChatWords.CardIsPayment,
        nameof(CardKind.Passport) or nameof(CardKind.EstonianId) => ChatWords.CardIsPassport,
        nameof(CardKind.IdPrime) => ChatWords.CardIsOther("Thales IDPrime"),
        nameof(CardKind.Pkcs15) => ChatWords.CardIsOther("PKCS#15"),
        nameof(CardKind.AuthentIc) => ChatWords.CardIsOther("Oberthur AuthentIC"),
        nameof(CardKind.OpenPgp) => ChatWords.CardIsOther("OpenPGP"),
        nameof(CardKind.GermanHealthCard) => ChatWords.CardIsOther("eGK"),
        _ => Outcome(CardTaskOutcome.CardNotSupported),
    };

    /// <summary>Whether it may be a staff card all the same, so that its words send the person to the booth.</summary>
    public static bool IsForBooth(CardTaskResult result) => result.Trouble is not null
        || result.CardType is nameof(CardKind.IdPrime) or nameof(CardKind.Pkcs15) or nameof(CardKind.AuthentIc)
            or nameof(CardKind.OpenPgp) or nameof(CardKind.GermanHealthCard);

    public static Words Trouble(CardTrouble trouble) => Words.Named($"card.trouble.{trouble}");

    /// <summary>The same after an earlier reset that may have changed the card: it does not say that nothing was changed.</summary>
    public static Words OutcomeInDoubt(CardTaskOutcome outcome) =>
        OutcomesInDoubt.Contains(outcome) ? Words.Named($"card.doubt.{outcome}") : Outcome(outcome);

    /// <summary>A journey ends, and nobody knows which passcode the card has.</summary>
    public static Words Doubt => Words.Named("card.doubt");

    internal static Words Trouble(CardTaskTrouble trouble) => trouble switch
    {
        CardTaskTrouble.VaultAway => ChatWords.CardVaultAway,
        CardTaskTrouble.KeyLimit => ChatWords.CardKeyLimit,
        _ => throw new ArgumentOutOfRangeException(nameof(trouble), trouble, null),
    };

    public static Words Progress(CardTaskState state) => Words.Named($"card.progress.{state}");
}
