namespace Smartcard.Storage;

/// <summary>One turn, one transaction: everything a turn changes is saved and committed together, and only then delivered.</summary>
/// <remarks>
/// Scoped, with the context. One turn at a time writes, of all hosts: SQLite's transactions take its write lock as they begin, and on PostgreSQL
/// they take one of ours. So nothing that a turn has read changes before its commit, and turns queue instead of deadlocking.
/// </remarks>
public sealed class TurnTransaction(SmartcardDbContext database, CommitNews news, TimeProvider time)
{
    /// <summary>Before each further try, when the database went away before the commit: as long as a server takes to restart.</summary>
    private static readonly TimeSpan[] Pauses =
        [TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)];

    private readonly List<Action> _afterCommit = [];
    private readonly HashSet<CommitNote> _notes = [];

    /// <summary>Runs <paramref name="action"/> after the commit, in order; not at all when the turn fails. It must not throw.</summary>
    public void AfterCommit(Action action) => _afterCommit.Add(action);

    /// <summary>Tells whoever waits for it, on all hosts, once the turn is committed; nobody when it fails.</summary>
    public void Tell(CommitNote note) => _notes.Add(note);

    /// <param name="turn">Run again, from its beginning, when the database goes away before the commit: it has no effect but on the database.</param>
    /// <remarks>When the database goes away during the commit, nobody can tell whether it was made: that is thrown, and whoever repeats looks first.</remarks>
    public async Task<TResult> RunAsync<TResult>(Func<CancellationToken, Task<TResult>> turn, CancellationToken cancellationToken)
    {
        if (database.Database.CurrentTransaction is not null)
        {
            return await turn(cancellationToken);
        }

        var result = await CommitAsync(turn, cancellationToken);
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

    private async Task<TResult> CommitAsync<TResult>(Func<CancellationToken, Task<TResult>> turn, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            // What was read before the transaction may have changed since.
            database.ChangeTracker.Clear();
            _afterCommit.Clear();
            _notes.Clear();
            var isCommitting = false;
            try
            {
                await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
                if (database is PostgresDbContext)
                {
                    await database.TakeWriteLockAsync(cancellationToken);
                }

                var result = await turn(cancellationToken);
                await database.SaveChangesAsync(cancellationToken);
                if (database is PostgresDbContext && _notes.Count > 0)
                {
                    await database.NotifyAsync([.. _notes.Select(n => n.ToPayload(news.HostId))], cancellationToken);
                }

                isCommitting = true;
                await transaction.CommitAsync(cancellationToken);
                return result;
            }
            catch (Exception failure) when (!isCommitting && attempt < Pauses.Length && DatabaseFaults.ArePassing(failure))
            {
                Telemetry.StorageMeter.CountRetry();
                await Task.Delay(Pauses[attempt], time, cancellationToken);
            }
        }
    }
}
