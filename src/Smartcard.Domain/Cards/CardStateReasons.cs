namespace Smartcard.Domain.Cards;

/// <summary>What may be said of why a card is not in use, when somebody says it at the RA desk.</summary>
public static class CardStateReasons
{
    /// <remarks>Whose holder left is said of the holder, and of all their cards at once.</remarks>
    public static IReadOnlyList<CardStateReason> OfSuspension { get; } =
        [CardStateReason.Lost, CardStateReason.Stolen, CardStateReason.Damaged, CardStateReason.Other];

    public static IReadOnlyList<CardStateReason> OfRevocation { get; } =
    [
        CardStateReason.Replaced, CardStateReason.Lost, CardStateReason.Stolen, CardStateReason.Damaged, CardStateReason.HolderLeft,
        CardStateReason.Other,
    ];
}
