using Microsoft.EntityFrameworkCore;
using Smartcard.Domain;
using Smartcard.Domain.Journeys;
using Smartcard.Storage;

namespace Smartcard.SelfService.Cards;

/// <summary>In which language a holder is written to who has no chat open.</summary>
internal static class HolderLanguage
{
    /// <summary>That of the last journey with the card; English where there was none.</summary>
    public static async Task<string> LanguageOfHolderAsync(
        this SmartcardDbContext database, CardId card, CancellationToken cancellationToken) =>
        await database.Set<Journey>()
            .Where(j => j.CardId == card && JourneyKinds.WithWorkflow.Contains(j.Kind))
            .OrderByDescending(j => j.StartedAt)
            .Select(j => j.Language)
            .FirstOrDefaultAsync(cancellationToken)
        ?? "en";
}
