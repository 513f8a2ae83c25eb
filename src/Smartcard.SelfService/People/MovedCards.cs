using Smartcard.Domain;
using Smartcard.Domain.Cards;

namespace Smartcard.SelfService.People;

/// <summary>A card may have been somebody else's: what was with it before is not its holder's to read.</summary>
internal static class MovedCards
{
    /// <summary>Those that somebody else held before.</summary>
    /// <returns>With the latest moment at which one of them changed hands: what is older is left out. Null = none did.</returns>
    public static (CardId[] Cards, DateTimeOffset? Since) Moved(this IReadOnlyCollection<Card> held) =>
        ([.. held.Where(c => c.HeldSince is not null).Select(c => c.Id)], held.Max(c => c.HeldSince));
}
