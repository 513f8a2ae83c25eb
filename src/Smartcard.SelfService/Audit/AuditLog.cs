using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Smartcard.Domain;
using Smartcard.Domain.Audit;
using Smartcard.Storage;

namespace Smartcard.SelfService.Audit;

/// <summary>Adds to the chain of audit entries, at the end of the turn that it tells of.</summary>
public sealed class AuditLog(SmartcardDbContext database, TurnTransaction turn, TimeProvider time)
{
    private AuditEntry? _last;
    private IDbContextTransaction? _turn;

    public void Add(string what, JourneyId? journeyId, CardId? cardId) => Add(what, journeyId, cardId, actorId: null, subjectId: null);

    /// <summary>What somebody of the back office did, or what was done to an account.</summary>
    public void AddForUser(string what, UserId? actorId, UserId? subjectId) => Add(what, journeyId: null, cardId: null, actorId, subjectId);

    public void Add(string what, JourneyId? journeyId, CardId? cardId, UserId? actorId, UserId? subjectId)
    {
        if (database.Database.CurrentTransaction is null)
        {
            throw new InvalidOperationException($"'{what}' is told to the audit outside of a turn.");
        }

        var at = time.GetUtcNow();
        turn.BeforeCommit(ct => AppendAsync(last => AuditEntry.After(last, what, journeyId, cardId, at, actorId, subjectId), ct));
    }

    private async Task AppendAsync(Func<AuditEntry?, AuditEntry> next, CancellationToken cancellationToken)
    {
        if (_turn != database.Database.CurrentTransaction)
        {
            (_turn, _last) = (database.Database.CurrentTransaction, null); // others have written since the turn before
        }

        if (_last is null)
        {
            database.Locks.Hold("audit", "");
            _last = await database.Set<AuditEntry>().OrderByDescending(a => a.Sequence).FirstOrDefaultAsync(cancellationToken);
        }

        _last = next(_last);
        database.Add(_last);
    }

    /// <summary>The first entry that does not follow the one before it; null when the chain is whole.</summary>
    public async Task<long?> FindBreakAsync(CancellationToken cancellationToken)
    {
        AuditEntry? previous = null;
        await foreach (
            var entry in database
                .Set<AuditEntry>()
                .AsNoTracking()
                .OrderBy(a => a.Sequence)
                .AsAsyncEnumerable()
                .WithCancellation(cancellationToken))
        {
            if (!entry.Follows(previous))
            {
                return entry.Sequence;
            }

            previous = entry;
        }

        return null;
    }
}
