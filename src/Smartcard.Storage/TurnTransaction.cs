
namespace Smartcard.Storage;

/// <summary>One turn, one transaction: everything a turn changes is saved and committed together, and only then delivered.</summary>
/// <remarks>Scoped, with the context. On SQLite the transaction takes the write lock at once, so turns queue instead of deadlocking.</remarks>
public sealed class TurnTransaction(SmartcardDbContext database)
{
    private readonly List<Action> _afterCommit = [];

    /// <summary>Runs <paramref name="action"/> after the commit, in order; not at all when the turn fails. It must not throw.</summary>
    public void AfterCommit(Action action) => _afterCommit.Add(action);

    public async Task<TResult> RunAsync<TResult>(Func<CancellationToken, Task<TResult>> turn, CancellationToken cancellationToken)
    {
        if (database.Database.CurrentTransaction is not null)
        {
            return await turn(cancellationToken);
        }

        // What was read before the transaction may have changed since.
        database.ChangeTracker.Clear();
        _afterCommit.Clear();
        TResult result;
        await using (var transaction = await database.Database.BeginTransactionAsync(cancellationToken))
        {
            result = await turn(cancellationToken);
            await database.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        foreach (var action in _afterCommit)
        {
            action();
        }

        _afterCommit.Clear();
        return result;
    }
}
