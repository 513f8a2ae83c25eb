using Microsoft.EntityFrameworkCore;
using Smartcard.Domain;
using Smartcard.Domain.Cards;
using Smartcard.SelfService.Audit;
using Smartcard.Storage;

namespace Smartcard.SelfService.People;

/// <summary>What was done to the records of staff, for the audit: it names the fields, and never what is in them.</summary>
/// <remarks>
/// An entry for each of a person's cards, so that a search for the card finds it; one without a card where there is none.
/// </remarks>
public sealed class StaffTrail(SmartcardDbContext database, AuditLog audit)
{
    public static string ReferenceOf(StaffId id) => id.Value.ToString("N")[^8..];

    /// <summary>Of a hold, not of its case: what was typed for that may be removed, and the audit never is.</summary>
    private static string ReferenceOf(LegalHoldId id) => id.Value.ToString("N")[^8..];

    public void Added(StaffId id, UserId? actor) =>
        audit.Add($"staff-added:{ReferenceOf(id)}", journeyId: null, cardId: null, actor, subjectId: null);

    public void Changed(StaffId id, IReadOnlyList<StaffField> fields, StaffCards cards, UserId? actor)
    {
        foreach (var card in cards.Of(id))
        {
            var what = string.Join('+', fields) + (card is null ? "+" + ReferenceOf(id) : ""); // a card says whose record it is
            audit.Add($"staff-changed:{what}", journeyId: null, card, actor, subjectId: null);
        }
    }

    public void Left(StaffId id, StaffCards cards, UserId? actor)
    {
        foreach (var card in cards.Of(id))
        {
            audit.Add($"staff-left:{ReferenceOf(id)}", journeyId: null, card, actor, subjectId: null);
        }
    }

    public void Returned(StaffId id, StaffCards cards, UserId? actor)
    {
        foreach (var card in cards.Of(id))
        {
            audit.Add($"staff-returned:{ReferenceOf(id)}", journeyId: null, card, actor, subjectId: null);
        }
    }

    public void HeldBack(StaffId id, LegalHoldId hold, StaffCards cards, UserId actor)
    {
        foreach (var card in cards.Of(id))
        {
            audit.Add($"legal-hold-placed:{ReferenceOf(id)}+{ReferenceOf(hold)}", journeyId: null, card, actor, subjectId: null);
        }
    }

    public void HeldBackNoMore(StaffId id, LegalHoldId hold, StaffCards cards, UserId actor)
    {
        foreach (var card in cards.Of(id))
        {
            audit.Add($"legal-hold-lifted:{ReferenceOf(id)}+{ReferenceOf(hold)}", journeyId: null, card, actor, subjectId: null);
        }
    }

    public void RefusedOwn(StaffId id, UserId actor) =>
        audit.Add($"staff-change-refused:OwnRecord+{ReferenceOf(id)}", journeyId: null, cardId: null, actor, subjectId: null);

    public async Task<StaffCards> CardsAsync(IReadOnlyCollection<StaffId> people, CancellationToken cancellationToken) => new(
        (await database.Set<Card>()
            .Where(c => people.Contains(c.StaffId))
            .Select(c => new { c.StaffId, c.Id })
            .ToListAsync(cancellationToken))
        .ToLookup(c => c.StaffId, c => (CardId?)c.Id));
}

/// <summary>Whose cards are whose.</summary>
public sealed class StaffCards(ILookup<StaffId, CardId?> cards)
{
    /// <returns>One null where the person has none.</returns>
    public IEnumerable<CardId?> Of(StaffId id) => cards[id].DefaultIfEmpty(null);
}
