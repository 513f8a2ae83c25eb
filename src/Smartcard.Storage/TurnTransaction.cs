
namespace Smartcard.Storage;

/// <summary>One turn, one transaction: everything a turn changes is saved and committed together, and only then delivered.</summary>
/// <remarks>
/// Scoped, with the context. One turn at a time writes, of all hosts: SQLite's transactions take its write lock as they begin, and on PostgreSQL
/// they take one of ours. So nothing that a turn has read changes before its commit, and turns queue instead of deadlocking.
/// </remarks>
public sealed class TurnTransaction(SmartcardDbContext database, CommitNews news)
{
    private readonly List<Action> _afterCommit = [];
    private readonly HashSet<CommitNote> _notes = [];

    /// <summary>Runs <paramref name="action"/> after the commit, in order; not at all when the turn fails. It must not throw.</summary>
    public void AfterCommit(Action action) => _afterCommit.Add(action);

    /// <summary>Tells whoever waits for it, on all hosts, once the turn is committed; nobody when it fails.</summary>
    public void Tell(CommitNote note) => _notes.Add(note);

    public async Task<TResult> RunAsync<TResult>(Func<CancellationToken, Task<TResult>> turn, CancellationToken cancellationToken)
    {
        if (database.Database.CurrentTransaction is not null)
        {
            return await turn(cancellationToken);
        }

        // What was read before the transaction may have changed since.
        database.ChangeTracker.Clear();
        _afterCommit.Clear();
        _notes.Clear();
        TResult result;
        await using (var transaction = await database.Database.BeginTransactionAsync(cancellationToken))
        {
            if (database is PostgresDbContext)
            {
                await database.TakeWriteLockAsync(cancellationToken);
            }

            result = await turn(cancellationToken);
            await database.SaveChangesAsync(cancellationToken);
            if (database is PostgresDbContext && _notes.Count > 0)
            {
                await database.NotifyAsync([.. _notes.Select(n => n.ToPayload(news.HostId))], cancellationToken);
            }

            await transaction.CommitAsync(cancellationToken);
        }

        foreach (var note in _notes)
        {
            news.Tell(note);
        }

        foreach (var action in _afterCommit)
        {
            action();
        }

        _afterCommit.Clear();
        _notes.Clear();
        return result;
    }
}
