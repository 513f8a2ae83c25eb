using Microsoft.EntityFrameworkCore;
using Smartcard.Domain.Audit;
using Smartcard.Storage;

namespace Smartcard.SelfService.Audit;

/// <summary>Verifies the chain of the audit in slices: what was added since the last time, and once a week all of it again.</summary>
public sealed class AuditVerifier(SmartcardDbContext database, TimeProvider time)
{
    private static readonly TimeSpan FullEvery = TimeSpan.FromDays(7);

    /// <param name="last">Where the last run ended.</param>
    /// <param name="most">Entries that this run looks at, in each of its two passes.</param>
    /// <returns>
    /// Where the next run starts. After a break it starts before it, so that a break is found again until it is put
    /// right.
    /// </returns>
    public async Task<AuditProgress> VerifyAsync(AuditProgress last, int most, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var progress = last with { At = now, BrokenAt = null, Reason = null };
        var anchor = await FindAsync(last.Sequence, cancellationToken);
        if (last.Sequence > 0 && anchor?.Hash != last.Hash)
        {
            return progress with
            {
                BrokenAt = last.Sequence,
                Reason = anchor is null
                    ? "it was there at the last check and is now gone"
                    : "it is different from the last check",
            };
        }

        var (added, isBroken) = await PassAsync(anchor, long.MaxValue, most, cancellationToken);
        progress = added is null ? progress : progress with { Sequence = added.Sequence, Hash = added.Hash };
        if (isBroken)
        {
            return progress with { BrokenAt = progress.Sequence + 1, Reason = "it does not follow the one before it" };
        }

        return await FullPassAsync(progress, now, most, cancellationToken);
    }

    private async Task<AuditProgress> FullPassAsync(
        AuditProgress progress,
        DateTimeOffset now,
        int most,
        CancellationToken cancellationToken)
    {
        if (progress.FullSince is null)
        {
            // The first pass over what is new was one over everything.
            return progress with { FullSince = now, FullAt = now, FullSequence = progress.Sequence };
        }

        if (now - progress.FullSince >= FullEvery && progress.FullAt >= progress.FullSince)
        {
            progress = progress with { FullSince = now, FullAt = null, FullSequence = 0 };
        }

        if (progress.FullAt is not null)
        {
            return progress;
        }

        var (last, isBroken) = await PassAsync(
            await FindAsync(progress.FullSequence, cancellationToken),
            progress.Sequence,
            most,
            cancellationToken);
        progress = last is null ? progress : progress with { FullSequence = last.Sequence };
        return isBroken
            ? progress with { BrokenAt = progress.FullSequence + 1, Reason = "it does not follow the one before it" }
            : progress.FullSequence >= progress.Sequence ? progress with { FullAt = now } : progress;
    }

    /// <returns>The last entry found good, and whether the one after it is not.</returns>
    private async Task<(AuditEntry? Last, bool IsBroken)> PassAsync(
        AuditEntry? previous,
        long upTo,
        int most,
        CancellationToken cancellationToken)
    {
        var after = previous?.Sequence ?? 0;
        await foreach (var entry in database.Set<AuditEntry>().AsNoTracking().Where(a => a.Sequence > after && a.Sequence <= upTo)
            .OrderBy(a => a.Sequence).Take(most).AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            if (!entry.Follows(previous))
            {
                return (previous, true);
            }

            previous = entry;
        }

        return (previous, false);
    }

    private async Task<AuditEntry?> FindAsync(long sequence, CancellationToken cancellationToken) =>
        sequence == 0
            ? null
            : await database
                .Set<AuditEntry>()
                .AsNoTracking()
                .SingleOrDefaultAsync(a => a.Sequence == sequence, cancellationToken);
}
