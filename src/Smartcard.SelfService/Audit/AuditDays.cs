using Microsoft.EntityFrameworkCore;
using Smartcard.Domain.Audit;
using Smartcard.Domain.Figures;
using Smartcard.Storage;

namespace Smartcard.SelfService.Audit;

/// <summary>Which entries of the audit were written on some days, as people in the UK have them.</summary>
/// <remarks>Entries are in the order of time, but for the seconds that a turn takes.</remarks>
public sealed class AuditDays(SmartcardDbContext database)
{
    /// <param name="from">The first day; null = from the first entry.</param>
    /// <param name="until">The last day; null = up to the last entry.</param>
    /// <returns>Null where no entry was written on these days.</returns>
    public async Task<AuditRange?> RangeAsync(DateOnly? from, DateOnly? until, CancellationToken cancellationToken)
    {
        var newest = await database.Set<AuditEntry>().MaxAsync(a => (long?)a.Sequence, cancellationToken) ?? 0;
        var first = from is { } day ? await FirstSinceAsync(UkTime.BeginningOf(day), newest, cancellationToken) : 1;
        var last = until is { } end
            ? await FirstSinceAsync(UkTime.BeginningOf(end.AddDays(1)), newest, cancellationToken) - 1
            : newest;
        return first <= last ? new AuditRange(first, last) : null;
    }

    /// <summary>Halves what is left, some twenty times among a million entries: an index by time would cost each turn more.</summary>
    /// <returns>The one behind the newest where all entries are older.</returns>
    private async Task<long> FirstSinceAsync(DateTimeOffset at, long newest, CancellationToken cancellationToken)
    {
        var (low, high) = (1L, newest + 1);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            var next = await database.Set<AuditEntry>()
                .Where(a => a.Sequence >= middle)
                .OrderBy(a => a.Sequence)
                .Select(a => (DateTimeOffset?)a.At)
                .FirstOrDefaultAsync(cancellationToken);
            (low, high) = next >= at ? (low, middle) : (middle + 1, high);
        }

        return low;
    }
}

/// <summary>Entries of the audit from the first to the last, both among them.</summary>
public readonly record struct AuditRange(long First, long Last);
