using Smartcard.Domain.Cards;
using Smartcard.Look;
using Smartcard.SelfService.Booth;
using Smartcard.Wording;

namespace Smartcard.BackOffice.People;

/// <summary>The state of a card in words for those at the desk.</summary>
internal static class CardWords
{
    /// <returns>Null where it is in use.</returns>
    public static Telling? Of(Card card) =>
        Of(card.State, card.StateReason) is { } words ? new Telling(words + ",", card.StateSince) : null;

    /// <inheritdoc cref="Of(Card)" />
    public static string? Of(CardState state, CardStateReason? reason) => state switch
    {
        CardState.InUse => null,
        CardState.Suspended => Catalogue.People["state.suspended", ("why", Of(reason))],
        CardState.Revoked => Catalogue.People["state.revoked", ("why", Of(reason))],
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, null),
    };

    public static string Of(CardType type) => type switch
    {
        CardType.Gids => Catalogue.People["card.gids"],
        CardType.Piv => Catalogue.People["card.piv"],
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, null),
    };

    /// <param name="puk">Null where the card has none.</param>
    /// <returns>What is wrong with its PUK and what to do; null where nothing is.</returns>
    public static string? Of(PukCandidates? puk) => puk switch
    {
        null => null,
        { IsBlocked: true } => Catalogue.People["card.puk.blocked"],
        { Next: null } => Catalogue.People["card.puk.none"],
        { IsExposed: true } => Catalogue.People["card.puk.exposed"],
        _ => null,
    };

    /// <summary>Nothing where it is in use, or nobody's card is known.</summary>
    public static IEnumerable<string> StateOf(CardHolder? holder) =>
        holder is not null && Of(holder.State, holder.StateReason) is { } words ? [words] : [];

    public static string Of(CardStateReason? reason) => reason switch
    {
        CardStateReason.Lost => Catalogue.People["reason.lost"],
        CardStateReason.Stolen => Catalogue.People["reason.stolen"],
        CardStateReason.Damaged => Catalogue.People["reason.damaged"],
        CardStateReason.HolderLeft => Catalogue.People["reason.holderLeft"],
        CardStateReason.Replaced => Catalogue.People["reason.replaced"],
        _ => Catalogue.People["reason.other"],
    };
}
