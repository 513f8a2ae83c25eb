using Smartcard.Cards.Recognition;
using Smartcard.CardTasks;

namespace Smartcard.Helper.Tasks;

/// <summary>A card in a reader that this product cannot use, as far as it could be seen.</summary>
/// <param name="Kind">What it is.</param>
internal sealed record UnsupportedCard(CardKind Kind)
{
    /// <summary>What a card of a supported kind does not have.</summary>
    public CardTrouble? Trouble { get; init; }

    /// <summary>32 hexadecimal digits; null where it is not known.</summary>
    public string? Identifier { get; init; }

    public CardTaskResult Result => new(CardTaskOutcome.CardNotSupported)
    {
        CardIdentifier = Identifier,
        CardType = Kind == CardKind.Unknown ? null : Kind.ToString(),
        Trouble = Trouble,
    };
}

/// <summary>The card in the reader is not one this product can speak to.</summary>
internal sealed class CardNotSupportedException(UnsupportedCard card) : Exception($"The card in the reader cannot be used: {card.Kind}.")
{
    public UnsupportedCard Card => card;
}
