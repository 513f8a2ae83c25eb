using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Smartcard.BackOffice.People;
using Smartcard.Domain;
using Smartcard.Domain.Audit;
using Smartcard.Look;
using Smartcard.SelfService.Audit;
using Smartcard.Storage;
using Smartcard.Storage.Records;

namespace Smartcard.BackOffice.Audit;

/// <summary>
/// Finds entries of the audit: what was done by or to somebody, to a card, or in a journey; and events by their words or
/// codes.
/// </summary>
/// <remarks>One query for each of these, which an index answers: a condition over all of them would read the whole audit.</remarks>
internal sealed class AuditSearch(SmartcardDbContext database, PersonSearch people)
{
    /// <summary>So many of the newest entries are looked through for the reference of a journey that is kept no more.</summary>
    private const int Searched = 20_000;

    /// <summary>So many codes of events are looked for one by one, and all others at once.</summary>
    private const int MostCodes = 100;

    /// <param name="range">No others are looked for; null = all are.</param>
    /// <param name="most">At most so many are found.</param>
    /// <param name="users">The back office's, with their names.</param>
    /// <returns>Newest first.</returns>
    public async Task<List<AuditEntry>> FindAsync(
        string find, AuditRange? range, int most, IReadOnlyDictionary<UserId, string> users, CancellationToken cancellationToken)
    {
        var found = new Dictionary<long, AuditEntry>();
        if (await people.FindCardsAsync(find, cancellationToken) is { Length: > 0 } cards)
        {
            await AddAsync(a => cards.Contains(a.CardId!.Value));
        }

        if (await JourneysAsync(find, cancellationToken) is { Length: > 0 } journeys)
        {
            await AddAsync(a => journeys.Contains(a.JourneyId!.Value));
        }

        foreach (var user in users
            .Where(u => References.IsMeant(find, u.Key.Value) || u.Value.Contains(find, StringComparison.OrdinalIgnoreCase))
            .Select(u => u.Key))
        {
            await AddNewestAsync(All().Where(a => a.ActorId == user).OrderByDescending(a => a.At)); // as its index has them
            await AddAsync(a => a.SubjectId == user);
        }

        var names = AuditWords.Find(find);
        string[] codes =
        [
            .. (await database.AuditEventsAsync(cancellationToken))
                .Where(code => code == find || names.Contains(AuditWords.NameOf(code), StringComparer.Ordinal)),
        ];
        foreach (var code in codes.Take(MostCodes))
        {
            await AddAsync(a => a.Event == code);
        }

        if (codes.Length > MostCodes)
        {
            var rest = codes[MostCodes..];
            await AddAsync(a => rest.Contains(a.Event));
        }

        return [.. found.Values.OrderByDescending(a => a.Sequence).Take(most)];

        Task AddAsync(Expression<Func<AuditEntry, bool>> which) => AddNewestAsync(All().Where(which).OrderByDescending(a => a.Sequence));

        async Task AddNewestAsync(IQueryable<AuditEntry> newest)
        {
            var within = range is { } these ? newest.Where(a => a.Sequence >= these.First && a.Sequence <= these.Last) : newest;
            foreach (var entry in await within.Take(most).ToListAsync(cancellationToken))
            {
                found[entry.Sequence] = entry;
            }
        }
    }

    private IQueryable<AuditEntry> All() => database.Set<AuditEntry>().AsNoTracking();

    /// <summary>The one whose whole id was typed, and those that the reference means.</summary>
    private async Task<JourneyId[]> JourneysAsync(string find, CancellationToken cancellationToken)
    {
        if (Guid.TryParse(find, out var id))
        {
            return [new JourneyId(id)];
        }

        if (References.Find(find) is null)
        {
            return [];
        }

        var kept = await people.JourneysAsync(find, cancellationToken);
        return kept.Count > 0 ? [.. kept.Select(j => j.Id)] : await RemovedJourneysAsync(find, cancellationToken);
    }

    /// <summary>The audit outlives the journeys that it tells of.</summary>
    private async Task<JourneyId[]> RemovedJourneysAsync(string find, CancellationToken cancellationToken)
    {
        var newest = await database.Set<AuditEntry>().AsNoTracking()
            .Where(a => a.JourneyId != null)
            .OrderByDescending(a => a.Sequence)
            .Select(a => a.JourneyId!.Value)
            .Take(Searched)
            .ToListAsync(cancellationToken);
        return [.. newest.Distinct().Where(journey => References.IsMeant(find, journey.Value))];
    }
}
