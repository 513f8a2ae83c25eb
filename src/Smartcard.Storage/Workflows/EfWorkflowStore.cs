using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Smartcard.Workflows;

namespace Smartcard.Storage.Workflows;

/// <summary>Keeps instances in the database, inside the turn's transaction.</summary>
public sealed class EfWorkflowStore(SmartcardDbContext database, DefinitionCache definitions, OfferedWorkflows offered, TimeProvider time) : IWorkflowStore
{
    public async Task<WorkflowDefinition> GetDefinitionAsync(string definitionId, int? version, CancellationToken cancellationToken)
    {
        if (version is { } exact && definitions.Find(definitionId, exact) is { } known)
        {
            return known;
        }

        var row = await database.Set<WorkflowDefinitionRow>().AsNoTracking()
            .Where(d => d.DefinitionId == definitionId && (version == null ? d.IsPublished : d.Version == version))
            .OrderByDescending(d => d.Version)
            .FirstOrDefaultAsync(cancellationToken)
            ?? throw new KeyNotFoundException($"There is no workflow '{definitionId}'{(version is null ? " that is published" : $" version {version}")}.");
        return definitions.Find(row.DefinitionId, row.Version) ?? definitions.Keep(row, await offered.ReadAsync(row.Json, cancellationToken));
    }

    public async Task<(WorkflowState State, BookmarkRecord Bookmark)?> FindWaitingAsync(string name, string key, CancellationToken cancellationToken) =>
        await WithInstanceAsync(await database.Set<WorkflowBookmarkRow>().SingleOrDefaultAsync(b => b.Name == name && b.Key == key, cancellationToken), cancellationToken);

    public async Task<(WorkflowState State, BookmarkRecord Bookmark)?> FindWaitingAsync(Guid bookmarkId, CancellationToken cancellationToken) =>
        await WithInstanceAsync(await database.Set<WorkflowBookmarkRow>().SingleOrDefaultAsync(b => b.Id == bookmarkId, cancellationToken), cancellationToken);

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

        await SaveBookmarksAsync(turn, cancellationToken);
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

    private async Task SaveBookmarksAsync(Turn turn, CancellationToken cancellationToken)
    {
        foreach (var burnt in turn.BurntBookmarks)
        {
            if (await database.FindAsync<WorkflowBookmarkRow>([burnt.Id], cancellationToken) is { } row)
            {
                database.Remove(row);
            }
        }

        foreach (var moved in turn.MovedBookmarks)
        {
            if (await database.FindAsync<WorkflowBookmarkRow>([moved.Id], cancellationToken) is { } row)
            {
                row.DueAt = moved.DueAt;
            }
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

    private async Task<(WorkflowState, BookmarkRecord)?> WithInstanceAsync(WorkflowBookmarkRow? bookmark, CancellationToken cancellationToken)
    {
        if (bookmark is null || database.Entry(bookmark).State == EntityState.Deleted)
        {
            return null;
        }

        var row = await database.FindAsync<WorkflowInstanceRow>([bookmark.InstanceId], cancellationToken)
            ?? throw new InvalidOperationException($"Bookmark {bookmark.Id} belongs to no instance.");
        return (row.Load(), new BookmarkRecord(bookmark.Id, bookmark.Name, bookmark.Key, bookmark.DueAt));
    }
}

/// <summary>Definitions as read, by version; a version never changes, so nothing here grows stale.</summary>
public sealed class DefinitionCache
{
    private readonly ConcurrentDictionary<(string, int), WorkflowDefinition> _read = new();

    public WorkflowDefinition? Find(string definitionId, int version) => _read.GetValueOrDefault((definitionId, version));

    public WorkflowDefinition Keep(WorkflowDefinitionRow row, WorkflowDefinition read) => _read.GetOrAdd((row.DefinitionId, row.Version), read);
}

/// <summary>The timers that have come due.</summary>
public sealed class DueTimers(SmartcardDbContext database)
{
    /// <returns>Ids of bookmarks, those due longest first.</returns>
    public async Task<IReadOnlyList<Guid>> FindAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        await database.Set<WorkflowBookmarkRow>().AsNoTracking()
            .Where(b => b.DueAt != null && b.DueAt <= now)
            .OrderBy(b => b.DueAt)
            .Select(b => b.Id)
            .Take(limit)
            .ToListAsync(cancellationToken);
}
