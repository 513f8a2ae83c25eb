namespace Smartcard.Workflows;

/// <summary>
/// The activities of an instance that have started and not ended, and those about to start: how they start, wait and
/// end, with what the turn and its journal tell of it.
/// </summary>
internal sealed class RunningActivities(WorkflowDefinition definition, Turn turn, DateTimeOffset now)
{
    private WorkflowState State => turn.State;

    private bool IsOver => State.Status is not WorkflowStatus.Suspended || State.Executions.Count == 0;

    /// <summary>First come first served, with the container's execution.</summary>
    public Queue<(ActivityNode Node, int ParentId)> Scheduled { get; } = [];

    public ActivityExecution Begin(ActivityNode node, int parentId)
    {
        var execution = new ActivityExecution
        {
            Id = ++State.Sequence,
            ActivityId = node.Id,
            ParentId = parentId,
            Values = node.Declared is { } declared ? ContainerValues.Of(declared) : null,
        };
        State.Executions.Add(execution);
        Journal(execution, "Started");
        return execution;
    }

    /// <summary>
    /// Puts these bookmarks instead of the ones it holds. One of the same name and key stays the one it was, so that
    /// whoever holds its key notices nothing.
    /// </summary>
    public void Hold(ActivityExecution execution, IReadOnlyList<Bookmark> wanted)
    {
        var kept = new List<BookmarkRecord>();
        foreach (var bookmark in wanted)
        {
            var record = new BookmarkRecord(
                execution.Bookmarks.Find(b => b.Name == bookmark.Name && b.Key == bookmark.Key)?.Id ?? Guid.CreateVersion7(now),
                bookmark.Name,
                bookmark.Key,
                bookmark.DueAt);
            var before = execution.Bookmarks.Find(b => b.Id == record.Id);
            if (before is null)
            {
                turn.NewBookmarks.Add(record);
            }
            else if (before.DueAt != record.DueAt)
            {
                turn.MovedBookmarks.Add(record);
            }

            kept.Add(record);
        }

        Burn(execution.Bookmarks.Where(b => kept.TrueForAll(k => k.Id != b.Id)));
        execution.Bookmarks = kept;
    }

    /// <summary>With all that they hold.</summary>
    public void CancelAll(IEnumerable<ActivityExecution> executions)
    {
        foreach (var execution in executions.ToArray())
        {
            CancelAll(State.Executions.Where(e => e.ParentId == execution.Id));
            if (State.Executions.Contains(execution))
            {
                Unschedule(s => s.ParentId == execution.Id);
                Remove(execution, "Canceled", null);
            }
        }

        if (IsOver)
        {
            Scheduled.Clear();
        }
    }

    /// <summary>What a container holds, running and about to run, and not the container itself.</summary>
    public void CancelWithin(ActivityExecution container)
    {
        CancelAll(State.Executions.Where(e => e.ParentId == container.Id));
        Unschedule(s => s.ParentId == container.Id);
    }

    /// <param name="what">How it ended, as the journal has it.</param>
    public void Remove(ActivityExecution execution, string what, string? outcomes)
    {
        // One that faulted has had its end in the journal.
        if (!execution.IsFaulted)
        {
            Journal(execution, what, outcomes);
        }

        Burn(execution.Bookmarks);
        State.Executions.Remove(execution);
    }

    /// <summary>Ids of the activities that a container holds, running or about to run.</summary>
    public IReadOnlyList<string> LiveChildren(ActivityExecution parent) =>
        [
            .. State.Executions.Where(e => e.ParentId == parent.Id).Select(e => e.ActivityId),
            .. Scheduled.Where(s => s.ParentId == parent.Id).Select(s => s.Node.Id),
        ];

    public void Unschedule(Func<(ActivityNode Node, int ParentId), bool> isGone)
    {
        var kept = Scheduled.Where(s => !isGone(s)).ToArray();
        Scheduled.Clear();
        foreach (var item in kept)
        {
            Scheduled.Enqueue(item);
        }
    }

    public void Journal(ActivityExecution execution, string what, string? outcomes = null)
    {
        var node = definition.Node(execution.ActivityId);
        turn.Journal.Add(
            new JournalEntry(
                ++State.Sequence,
                now,
                node.Id,
                node.NodeId,
                node.Descriptor.TypeName,
                execution.Id,
                what,
                outcomes));
    }

    private void Burn(IEnumerable<BookmarkRecord> bookmarks)
    {
        foreach (var bookmark in bookmarks)
        {
            // One that this very step made never reached the store.
            if (!turn.NewBookmarks.Remove(bookmark))
            {
                turn.BurntBookmarks.Add(bookmark);
            }
        }
    }
}
