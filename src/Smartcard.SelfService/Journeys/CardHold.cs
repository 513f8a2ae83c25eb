using Smartcard.Domain;
using Smartcard.Storage;

namespace Smartcard.SelfService.Journeys;

/// <summary>What belongs to a card whatever chat it is used in: its lockout, its registrations and their questions, the count of its codes.</summary>
internal static class CardHold
{
    /// <summary>To be called before any of that is read in a turn: nobody else reads or changes it until the turn is over.</summary>
    public static void Hold(this SmartcardDbContext database, CardId cardId) => database.Locks.Hold("card", cardId.Value.ToString("N"));
}
