using Microsoft.EntityFrameworkCore;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Cards.Readings;
using Smartcard.Storage;

namespace Smartcard.SelfService.Cards.Readings;

/// <summary>What checks have shown of a card’s key, in any reading: a card with another key is not given after the next one.</summary>
/// <remarks>A check that nobody saw the end of shows nothing.</remarks>
public sealed class PastKeyChecks(SmartcardDbContext database)
{
    /// <summary>Whether the last check of this version shows that the card has another key.</summary>
    public async Task<bool> IsOtherKeyAsync(CardIdentifier card, int version, CancellationToken cancellationToken) =>
        await SeenOf(card)
            .Where(r => r.KeyVersion == version)
            .Select(r => r.KeyFits)
            .FirstOrDefaultAsync(cancellationToken) == false;

    /// <returns>The version of the last check, if it shows that the card has another key; null = it does not, or there was none.</returns>
    public async Task<int?> OtherVersionAsync(CardIdentifier card, CancellationToken cancellationToken) =>
        await SeenOf(card)
            .Select(r => new { r.KeyFits, r.KeyVersion })
            .FirstOrDefaultAsync(cancellationToken) is { KeyFits: false } last
            ? last.KeyVersion
            : null;

    private IQueryable<CardReading> SeenOf(CardIdentifier card) => database.Set<CardReading>()
        .Where(r => r.Identifier == card && r.KeyCheckedAt != null && r.KeyFits != null)
        .OrderByDescending(r => r.KeyCheckedAt);
}
