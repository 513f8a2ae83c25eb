namespace Smartcard.Storage;

/// <summary>One turn, one transaction: everything a turn changes is saved and committed together, and only then delivered.</summary>
/// <remarks>
/// Scoped, with the context. What a turn has read does not change before its commit: SQLite's transactions take its
/// write lock as they start, and on PostgreSQL a turn takes locks of ours, see <see cref="TurnLocks"/>. One without a
/// scope is alone, of all hosts.
/// </remarks>
public sealed class TurnTransaction(SmartcardDbContext database, CommitNews news, TimeProvider time)
{
    private static readonly Statement Commit = new("COMMIT");

    private readonly List<Func<CancellationToken, Task>> _beforeCommit = [];
    private readonly List<Action> _afterCommit = [];
    private readonly HashSet<CommitNote> _notes = [];
    private readonly List<Statement> _last = [];
    private TurnScope? _scope;

    /// <summary>Whether a turn of this scope has begun and is not yet over. What is slow waits until it is.</summary>
    public bool IsUnderWay => database.Database.CurrentTransaction is not null;

    /// <summary>
    /// Runs <paramref name="action"/> at the end of the turn, in order: for what many turns share, so that none keeps
    /// it from the others for longer than it takes to commit.
    /// </summary>
    public void BeforeCommit(Func<CancellationToken, Task> action) => _beforeCommit.Add(action);

    /// <summary>Runs <paramref name="action"/> after the commit, in order; not at all when the turn fails. It must not throw.</summary>
    public void AfterCommit(Action action) => _afterCommit.Add(action);

    /// <summary>Tells whoever waits for it, on all hosts, once the turn is committed; nobody when it fails.</summary>
    public void Tell(CommitNote note) => _notes.Add(note);

    /// <summary>A turn that no other runs beside.</summary>
    public Task<TResult> RunAsync<TResult>(
        Func<CancellationToken, Task<TResult>> turn,
        CancellationToken cancellationToken) => RunAsync(null, turn, cancellationToken);

    /// <param name="scope">Null = alone.</param>
    /// <param name="turn">
    /// Run again, from its beginning, when the database goes away before the commit, or another turn was first: it has
    /// no effect but on the database.
    /// </param>
    /// <remarks>
    /// When the database goes away during the commit, nobody can tell whether it was made: that is thrown, and whoever
    /// repeats looks first.
    /// </remarks>
    public Task<TResult> RunAsync<TResult>(
        TurnScope? scope,
        Func<CancellationToken, Task<TResult>> turn,
        CancellationToken cancellationToken) => RunAsync(scope, before: null, turn, cancellationToken);

    /// <summary>A turn with work ahead of it that takes long, and that others need not wait for.</summary>
    /// <param name="before">
    /// In the same transaction, but ahead of the turn's locks, so on PostgreSQL other turns run beside it. It must not rest on anything
    /// that they may change: the turn itself looks again. Null = nothing.
    /// </param>
    /// <inheritdoc cref="RunAsync{TResult}(TurnScope?, Func{CancellationToken, Task{TResult}}, CancellationToken)" />
    public async Task<TResult> RunAsync<TResult>(
        TurnScope? scope,
        Func<CancellationToken, Task>? before,
        Func<CancellationToken, Task<TResult>> turn,
        CancellationToken cancellationToken)
    {
        if (IsUnderWay)
        {
            return _scope is { } around && scope != around
                ? throw new InvalidOperationException(
                    $"A turn about {scope?.Kind ?? "anything"} was begun within one about a {around.Kind}.")
                : await turn(cancellationToken);
        }

        var result = await CommitAsync(scope, before, turn, cancellationToken);
        TellNotes();

        foreach (var action in _afterCommit)
        {
            action();
        }

        _afterCommit.Clear();
        _notes.Clear();
        return result;
    }

    /// <summary>Writes at the end of the turn, on PostgreSQL in the very round trip that commits it.</summary>
    internal async Task WriteAsync(IEnumerable<Statement> statements, CancellationToken cancellationToken)
    {
        if (!IsUnderWay)
        {
            throw new InvalidOperationException("This is written in turns alone.");
        }

        if (database is PostgresDbContext)
        {
            _last.AddRange(statements);
            return;
        }

        foreach (var statement in statements)
        {
            await database.WriteOnSqliteAsync(statement, cancellationToken);
        }
    }

    /// <summary>Before what <see cref="WriteAsync"/> writes is read again in the same turn.</summary>
    internal async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (_last.Count > 0)
        {
            await database.WriteOnPostgresAsync(_last, cancellationToken);
            _last.Clear();
        }
    }

    private void TellNotes()
    {
        foreach (var note in _notes)
        {
            news.Tell(note);
        }
    }

    private async Task<TResult> CommitAsync<TResult>(
        TurnScope? scope,
        Func<CancellationToken, Task>? before,
        Func<CancellationToken, Task<TResult>> turn,
        CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            // What was read before the transaction may have changed since.
            database.ChangeTracker.Clear();
            database.Database.AutoSavepointsEnabled = false; // a turn that fails is rolled back whole
            _beforeCommit.Clear();
            _afterCommit.Clear();
            _notes.Clear();
            var isCommitting = false;
            _scope = scope;
            try
            {
                await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
                if (before is not null)
                {
                    await before(cancellationToken);
                }

                if (database is PostgresDbContext)
                {
                    database.Locks.Start(scope);
                }
                else
                {
                    database.Locks.StartAlone();
                }

                var result = await turn(cancellationToken);
                foreach (var action in _beforeCommit)
                {
                    await action(cancellationToken);
                }

                await database.SaveChangesAsync(cancellationToken);
                isCommitting = true;
                await (
                    database is PostgresDbContext && _last.Count + _notes.Count > 0
                        ? database.WriteOnPostgresAsync(
                            [.. _last, .. _notes.Select(n => PostgresSetup.Notify(n.ToPayload(news.HostId))), Commit],
                            cancellationToken)
                        : transaction.CommitAsync(cancellationToken));
                return result;
            }
            catch (Exception failure) when ((!isCommitting || DatabaseFaults.RolledBack(failure))
                && attempt < DatabaseFaults.Pauses.Count
                && (DatabaseFaults.ArePassing(failure) || DatabaseFaults.IsOvertaken(failure)))
            {
                Telemetry.StorageMeter.CountRetry();
                if (!DatabaseFaults.IsOvertaken(failure)) // then the other turn is over, and there is nothing to wait for
                {
                    await Task.Delay(DatabaseFaults.Pauses[attempt], time, cancellationToken);
                }
            }
            catch when (isCommitting)
            {
                TellNotes(); // it may be committed all the same, and whoever waits for it looks
                throw;
            }
            finally
            {
                _scope = null;
                _last.Clear(); // committed or lost with the turn, and in neither case to be written by whoever reads next
                database.Locks.End();
            }
        }
    }
}
