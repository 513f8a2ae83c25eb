using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Smartcard.Workflows;

namespace Smartcard.Storage.Workflows;

/// <summary>Keeps instances in the database, inside the turn's transaction.</summary>
/// <remarks>
/// What a step saves is written as the turn is committed, or before this store reads again: a query of another's sees
/// it only after the turn.
/// </remarks>
internal sealed class WorkflowStore(
    SmartcardDbContext database,
    DefinitionCache definitions,
    OfferedWorkflows offered,
    TurnTransaction transaction,
    TimeProvider time
) : IWorkflowStore
{
    public async Task<WorkflowDefinition> GetDefinitionAsync(string definitionId, int? version, CancellationToken cancellationToken)
    {
        var wanted =
            version
            ?? await database.ReadOneAsync(
                InstanceStatements.PublishedVersion(definitionId),
                row => (int?)row.GetInt32(0),
                cancellationToken)
            ?? throw new KeyNotFoundException($"There is no published workflow '{definitionId}'.");
        if (definitions.Find(definitionId, wanted) is { } known)
        {
            return known;
        }

        var row =
            await database
                .Set<WorkflowDefinitionRow>()
                .AsNoTracking()
                .SingleOrDefaultAsync(d => d.DefinitionId == definitionId && d.Version == wanted, cancellationToken)
            ?? throw new KeyNotFoundException($"There is no workflow '{definitionId}' version {wanted}.");
        return definitions.Keep(row, await offered.ReadAsync(row.Json, cancellationToken));
    }

    public Task<(WorkflowState State, BookmarkRecord Bookmark)?> FindWaitingAsync(
        string name,
        string key,
        CancellationToken cancellationToken) =>
        ReadAsync(InstanceStatements.Waiting(name, key), InstanceStatements.ReadWaiting, cancellationToken);

    public Task<(WorkflowState State, BookmarkRecord Bookmark)?> FindWaitingAsync(Guid bookmarkId, CancellationToken cancellationToken) =>
        ReadAsync(InstanceStatements.Waiting(bookmarkId), InstanceStatements.ReadWaiting, cancellationToken);

    public Task<WorkflowState?> FindAsync(Guid instanceId, CancellationToken cancellationToken) =>
        ReadAsync(InstanceStatements.Instance(instanceId), row => (WorkflowState?)InstanceStatements.ReadInstance(row), cancellationToken);

    public Task SaveAsync(Turn turn, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (turn.NewBookmarks.Concat(turn.MovedBookmarks).Any(b => b.DueAt is { } due && due - now <= DueTimers.Poll))
        {
            transaction.Tell(new CommitNote(DueTimers.Topic, DueTimers.AnyKey)); // another one is found in time by looking
        }

        return transaction.WriteAsync(InstanceStatements.Save(turn, now), cancellationToken);
    }

    private async Task<TResult?> ReadAsync<TResult>(
        Statement statement,
        Func<DbDataReader, TResult> read,
        CancellationToken cancellationToken)
    {
        await transaction.FlushAsync(cancellationToken); // what an earlier step of this turn has saved
        return await database.ReadOneAsync(statement, read, cancellationToken);
    }
}

/// <summary>Definitions as read, by version; a version never changes, so nothing here grows stale.</summary>
internal sealed class DefinitionCache
{
    private readonly ConcurrentDictionary<(string, int), WorkflowDefinition> _read = new();

    public WorkflowDefinition? Find(string definitionId, int version) => _read.GetValueOrDefault((definitionId, version));

    public WorkflowDefinition Keep(WorkflowDefinitionRow row, WorkflowDefinition read) =>
        _read.GetOrAdd((row.DefinitionId, row.Version), read);
}
