using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Smartcard.Workflows;

namespace Smartcard.Storage.Workflows;

/// <summary>Keeps instances in the database, inside the turn's transaction.</summary>
public sealed class EfWorkflowStore(SmartcardDbContext database, DefinitionCache definitions, OfferedWorkflows offered, TurnTransaction transaction, TimeProvider time) : IWorkflowStore
{
    public async Task<WorkflowDefinition> GetDefinitionAsync(string definitionId, int? version, CancellationToken cancellationToken)
    {
        var wanted = version ?? await database.Set<WorkflowDefinitionRow>().Where(d => d.DefinitionId == definitionId && d.IsPublished).MaxAsync(d => (int?)d.Version, cancellationToken)
            ?? throw new KeyNotFoundException($"There is no workflow '{definitionId}' that is published.");
        if (definitions.Find(definitionId, wanted) is { } known)
        {
            return known;
        }

        var row = await database.Set<WorkflowDefinitionRow>().AsNoTracking().SingleOrDefaultAsync(d => d.DefinitionId == definitionId && d.Version == wanted, cancellationToken)
            ?? throw new KeyNotFoundException($"There is no workflow '{definitionId}' version {wanted}.");
        return definitions.Keep(row, await offered.ReadAsync(row.Json, cancellationToken));
    }

    public async Task<(WorkflowState State, BookmarkRecord Bookmark)?> FindWaitingAsync(string name, string key, CancellationToken cancellationToken) =>
        await LoadAsync(database.Set<WorkflowBookmarkRow>().Where(b => b.Name == name && b.Key == key), cancellationToken);

    public async Task<(WorkflowState State, BookmarkRecord Bookmark)?> FindWaitingAsync(Guid bookmarkId, CancellationToken cancellationToken) =>
        await LoadAsync(database.Set<WorkflowBookmarkRow>().Where(b => b.Id == bookmarkId), cancellationToken);

    public async Task<WorkflowState?> FindAsync(Guid instanceId, CancellationToken cancellationToken) =>
        await database.FindAsync<WorkflowInstanceRow>([instanceId], cancellationToken) is { } row ? row.Load() : null;

    public async Task SaveAsync(Turn turn, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var state = turn.State;
        if (turn.IsNew)
        {
            database.Add(new WorkflowInstanceRow
            {
                Id = state.InstanceId,
                DefinitionId = state.DefinitionId,
                Version = state.Version,
                CorrelationId = state.CorrelationId,
                Status = state.Status,
                State = state.ToJson(),
                CreatedAt = now,
                UpdatedAt = now,
            });
        }
        else
        {
            var row = await database.FindAsync<WorkflowInstanceRow>([state.InstanceId], cancellationToken)
                ?? throw new InvalidOperationException($"Instance {state.InstanceId} is gone.");
            row.CorrelationId = state.CorrelationId;
            row.Status = state.Status;
            row.State = state.ToJson();
            row.UpdatedAt = now;
            row.Turn++;
        }

        SaveBookmarks(turn);
        database.AddRange(turn.Journal.Select(j => new WorkflowJournalRow
        {
            InstanceId = state.InstanceId,
            Sequence = j.Sequence,
            At = j.At,
            ActivityId = j.ActivityId,
            NodeId = j.NodeId,
            ActivityType = j.ActivityType,
            ExecutionId = j.ExecutionId,
            Event = j.Event,
            Outcomes = j.Outcomes,
        }));
        database.AddRange(turn.Incidents.Select(i => new WorkflowIncidentRow
        {
            Id = Guid.CreateVersion7(now),
            InstanceId = state.InstanceId,
            At = i.At,
            ActivityId = i.ActivityId,
            NodeId = i.NodeId,
            ActivityType = i.ActivityType,
            Message = i.Message,
        }));
    }

    private void SaveBookmarks(Turn turn)
    {
        // The state names what waits, and is written with it, so the rows are there without looking.
        foreach (var burnt in turn.BurntBookmarks)
        {
            database.Remove(RowOf(turn, burnt));
        }

        foreach (var moved in turn.MovedBookmarks)
        {
            RowOf(turn, moved).DueAt = moved.DueAt;
        }

        if (turn.NewBookmarks.Concat(turn.MovedBookmarks).Any(b => b.DueAt is not null))
        {
            transaction.Tell(new CommitNote(DueTimers.Topic, DueTimers.AnyKey));
        }

        database.AddRange(turn.NewBookmarks.Select(b => new WorkflowBookmarkRow
        {
            Id = b.Id,
            InstanceId = turn.InstanceId,
            Name = b.Name,
            Key = b.Key,
            DueAt = b.DueAt,
        }));
    }

    private WorkflowBookmarkRow RowOf(Turn turn, BookmarkRecord bookmark) =>
        database.Set<WorkflowBookmarkRow>().Local.FindEntry(bookmark.Id)?.Entity
        ?? database.Attach(new WorkflowBookmarkRow { Id = bookmark.Id, InstanceId = turn.InstanceId, Name = bookmark.Name, Key = bookmark.Key }).Entity;

    /// <summary>Bookmark and instance in one round trip.</summary>
    private async Task<(WorkflowState, BookmarkRecord)?> LoadAsync(IQueryable<WorkflowBookmarkRow> one, CancellationToken cancellationToken)
    {
        var waiting = await one
            .Join(database.Set<WorkflowInstanceRow>(), b => b.InstanceId, i => i.Id, (bookmark, instance) => new { bookmark, instance })
            .SingleOrDefaultAsync(cancellationToken);
        return waiting is null || database.Entry(waiting.bookmark).State == EntityState.Deleted
            ? null
            : (waiting.instance.Load(), new BookmarkRecord(waiting.bookmark.Id, waiting.bookmark.Name, waiting.bookmark.Key, waiting.bookmark.DueAt));
    }
}

/// <summary>Definitions as read, by version; a version never changes, so nothing here grows stale.</summary>
public sealed class DefinitionCache
{
    private readonly ConcurrentDictionary<(string, int), WorkflowDefinition> _read = new();

    public WorkflowDefinition? Find(string definitionId, int version) => _read.GetValueOrDefault((definitionId, version));

    public WorkflowDefinition Keep(WorkflowDefinitionRow row, WorkflowDefinition read) => _read.GetOrAdd((row.DefinitionId, row.Version), read);
}
