using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Smartcard.Domain;
using Smartcard.Domain.Audit;
using Smartcard.Storage;

namespace Smartcard.SelfService.Audit;

/// <summary>Copies of the audit to take along: which entries, and on record who took them.</summary>
public sealed class AuditDownloads(SmartcardDbContext database, AuditDays days, TurnTransaction turn, AuditLog audit)
{
    private const int Batch = 2_000;

    /// <summary>
    /// Puts on record who takes which entries, with the hash of the last: whoever has the copy later can see that its end is there.
    /// </summary>
    /// <returns>Null where no entry was written on these days.</returns>
    public async Task<AuditRange?> BeginAsync(UserId actor, DateOnly? from, DateOnly? until, CancellationToken cancellationToken)
    {
        if (await days.RangeAsync(from, until, cancellationToken) is not { } range)
        {
            return null;
        }

        var hash = await database.Set<AuditEntry>()
            .Where(a => a.Sequence == range.Last)
            .Select(a => a.Hash)
            .SingleAsync(cancellationToken);
        await turn.RunAsync(
            _ =>
            {
                audit.AddForUser($"audit-downloaded:{range.First}-{range.Last}:{hash}", actor, subjectId: null);
                return Task.FromResult(true);
            },
            cancellationToken);
        return range;
    }

    /// <summary>In their order, some at a time, so that a copy of everything takes no more memory than one of a day.</summary>
    public async IAsyncEnumerable<IReadOnlyList<AuditEntry>> ReadAsync(
        AuditRange range, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var after = range.First - 1; after < range.Last;)
        {
            var entries = await database.Set<AuditEntry>().AsNoTracking()
                .Where(a => a.Sequence > after && a.Sequence <= range.Last)
                .OrderBy(a => a.Sequence)
                .Take(Batch)
                .ToListAsync(cancellationToken);
            if (entries.Count == 0)
            {
                yield break;
            }

            yield return entries;
            after = entries[^1].Sequence;
        }
    }
}
