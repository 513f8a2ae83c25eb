using Smartcard.Workflows.Expressions;
using Smartcard.Workflows.Primitives;

namespace Smartcard.Workflows;

/// <summary>One step of an instance: from a state and a stimulus to the next state and what came of it. It reads and writes nothing else.</summary>
internal sealed class WorkflowStep(WorkflowDefinition definition, Turn turn, IActivityMaker maker, DateTimeOffset now, CancellationToken cancellationToken)
{
    /// <summary>Activities in one step; more is a loop that never waits.</summary>
    private const int MaxExecutions = 5_000;

    private readonly Queue<(ActivityNode Node, int ParentId)> _scheduled = [];
    private int _executions;

    private WorkflowState State => turn.State;

    private bool IsOver => State.Status is not WorkflowStatus.Suspended || State.Executions.Count == 0;

    /// <summary>What is about to run, first come first served, with the container's execution. An explorer goes from one to the next by itself.</summary>
    internal Queue<(ActivityNode Node, int ParentId)> Scheduled => _scheduled;

    public async Task StartAsync()
    {
        foreach (var variable in definition.Variables)
        {
            State.Variables[variable.Name] = variable.Value;
        }

        _scheduled.Enqueue((definition.Root, 0));
        await RunAsync();
    }

    public async Task ResumeAsync(BookmarkRecord bookmark, Stimulus stimulus)
    {
        await ResumeAloneAsync(bookmark, stimulus);
        await RunAsync();
    }

    /// <summary>Runs the activities with this id that faulted again, from their beginning.</summary>
    public async Task RetryAsync(string activityId)
    {
        State.Status = WorkflowStatus.Suspended;
        foreach (var faulted in State.Executions.Where(e => e.IsFaulted && e.ActivityId == activityId).ToArray())
        {
            State.Executions.Remove(faulted);
            _scheduled.Enqueue((definition.Node(activityId), faulted.ParentId));
        }

        await RunAsync();
    }

    public void Cancel()
    {
        State.Status = WorkflowStatus.Cancelled;
        CancelAll(State.Executions);
    }

    public async Task<object?> PrepareAsync(BookmarkRecord bookmark, Stimulus stimulus)
    {
        var execution = State.Executions.Single(e => e.Bookmarks.Any(b => b.Id == bookmark.Id));
        var context = ContextOf(execution);
        return await maker.Make(context).PrepareAsync(context, stimulus);
    }

    /// <summary>Resumes one activity, and leaves what follows from it scheduled.</summary>
    internal async Task ResumeAloneAsync(BookmarkRecord bookmark, Stimulus stimulus)
    {
        var execution = State.Executions.Single(e => e.Bookmarks.Any(b => b.Id == bookmark.Id));
        Journal(execution, "Resumed");
        await CallAsync(execution, (activity, context) => activity.ResumeAsync(context, stimulus));
    }

    /// <summary>Runs the activity that is next; false when there is none.</summary>
    internal async Task<bool> RunNextAsync()
    {
        if (!_scheduled.TryDequeue(out var next))
        {
            return false;
        }

        cancellationToken.ThrowIfCancellationRequested();
        var execution = new ActivityExecution { Id = NextExecutionId(), ActivityId = next.Node.Id, ParentId = next.ParentId };
        State.Executions.Add(execution);
        Journal(execution, "Started");
        if (++_executions > MaxExecutions)
        {
            Fail(execution, $"More than {MaxExecutions} activities ran without waiting: the workflow goes round in circles.", stopsAll: true);
            return false;
        }

        await CallAsync(execution, (activity, context) => activity.ExecuteAsync(context));
        return true;
    }

    /// <summary>Nothing runs any more; when nothing waits either, it is a fault that holds the instance up until it is retried.</summary>
    internal void Settle()
    {
        if (State.Status == WorkflowStatus.Suspended && State.Executions.TrueForAll(e => e.Bookmarks.Count == 0))
        {
            State.Status = WorkflowStatus.Faulted;
        }
    }

    private async Task RunAsync()
    {
        while (await RunNextAsync())
        {
            // One after the other, until all wait or the workflow is over.
        }

        Settle();
    }

    private async Task CallAsync(ActivityExecution execution, Func<Activity, ActivityContext, ValueTask<ActivityResult>> call)
    {
        var context = ContextOf(execution);
        ActivityResult result;
        try
        {
            var activity = maker.Make(context);
            result = await call(activity, context);
            if (activity is Container ? result is ActivityResult.Scheduled : result is ActivityResult.Completed)
            {
                WriteOutputs(activity, context);
            }
        }
        catch (Exception failure) when (failure is not OperationCanceledException && IsOurs(failure))
        {
            Fail(execution, failure);
            return;
        }

        await ApplyAsync(execution, result);
    }

    private async Task ApplyAsync(ActivityExecution execution, ActivityResult result)
    {
        switch (result)
        {
            case ActivityResult.Completed(var outcomes):
                await CompleteAsync(execution, outcomes);
                break;
            case ActivityResult.Waiting(var bookmarks):
                Suspend(execution, bookmarks);
                break;
            case ActivityResult.Faulted(var message):
                Fail(execution, message);
                break;
            case ActivityResult.Scheduled(var children):
                foreach (var child in children)
                {
                    _scheduled.Enqueue((child, execution.Id));
                }

                if (children.Count == 0)
                {
                    await CompleteAsync(execution, ["Done"]);
                }

                break;
            case ActivityResult.Finished { ContinuesAs: var next }:
                turn.ContinuesAs = next;
                Remove(execution, "Completed", null);
                State.Status = WorkflowStatus.Finished;
                CancelAll(State.Executions);
                break;
            case ActivityResult.Broken:
                var loop = execution;
                do
                {
                    loop = State.Executions.Single(e => e.Id == loop.ParentId);
                }
                while (!definition.Node(loop.ActivityId).Descriptor.Type.IsSubclassOf(typeof(Loop)));

                Remove(execution, "Completed", null);
                CancelAll(DescendantsOf(loop));
                Unschedule(s => s.ParentId == loop.Id);
                await CompleteAsync(loop, ["Done"]);
                break;
            case ActivityResult.Ended when execution.ParentId == 0:
                await CompleteAsync(execution, ["Done"]);
                break;
            case ActivityResult.Ended:
                var container = State.Executions.Single(e => e.Id == execution.ParentId);
                Remove(execution, "Completed", null);
                CancelAll(DescendantsOf(container));
                Unschedule(s => s.ParentId == container.Id);
                await CompleteAsync(container, ["Done"]);
                break;
            default:
                throw new InvalidOperationException($"An activity returned {result}.");
        }
    }

    private async Task CompleteAsync(ActivityExecution execution, IReadOnlyList<string> outcomes)
    {
        Remove(execution, "Completed", string.Join(',', outcomes));
        if (execution.ParentId == 0)
        {
            State.Status = WorkflowStatus.Finished;
            return;
        }

        var parent = State.Executions.Single(e => e.Id == execution.ParentId);
        var context = ContextOf(parent);
        var flow = new ContainerContext(context, definition.Node(execution.ActivityId), outcomes, LiveChildren(parent), Cancel);
        ContainerResult result;
        try
        {
            var container = (Container)maker.Make(context, isAgain: true);
            result = container.OnChildCompleted(flow);
            if (result is ContainerResult.Running)
            {
                WriteOutputs(container, context);
            }
        }
        catch (Exception failure) when (failure is not OperationCanceledException && IsOurs(failure))
        {
            Fail(parent, failure);
            return;
        }

        foreach (var child in flow.Scheduled)
        {
            _scheduled.Enqueue((child, parent.Id));
        }

        if (result is ContainerResult.Completed)
        {
            await CompleteAsync(parent, ["Done"]);
        }

        void Cancel(IReadOnlySet<string> activityIds)
        {
            CancelAll(State.Executions.Where(e => e.ParentId == parent.Id && activityIds.Contains(e.ActivityId)));
            Unschedule(s => s.ParentId == parent.Id && activityIds.Contains(s.Node.Id));
        }
    }

    private void WriteOutputs(Activity activity, ActivityContext context)
    {
        foreach (var output in context.Node.Descriptor.Outputs)
        {
            if (context.Node.Outputs.TryGetValue(output.Key, out var variable))
            {
                context.SetVariable(variable.Name, variable.Type.ToStored(maker.OutputOf(activity, output)));
            }
        }
    }

    private void Unschedule(Func<(ActivityNode Node, int ParentId), bool> isGone)
    {
        var kept = _scheduled.Where(s => !isGone(s)).ToArray();
        _scheduled.Clear();
        foreach (var item in kept)
        {
            _scheduled.Enqueue(item);
        }
    }

    /// <summary>A bookmark of the same name and key stays the one it was, so that whoever holds its key notices nothing.</summary>
    private void Suspend(ActivityExecution execution, IReadOnlyList<Bookmark> wanted)
    {
        if (wanted.Count == 0)
        {
            Fail(execution, "It waits for nothing, and so would never go on.");
            return;
        }

        if (definition.Node(execution.ActivityId).Descriptor is { MayWait: false } descriptor)
        {
            throw new InvalidOperationException($"{descriptor.TypeName} waits and does not say what happens when it is resumed.");
        }

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
        Journal(execution, "Suspended");
    }

    private void Fail(ActivityExecution execution, Exception failure)
    {
        if (failure is ExpressionException)
        {
            Fail(execution, failure.Message);
        }
        else
        {
            Fail(execution, failure.GetType().Name);
            turn.Failure = failure;
        }
    }

    /// <summary>The faulted execution stays in the state, and the containers around it, so that it can be retried there.</summary>
    private void Fail(ActivityExecution execution, string message, bool stopsAll = false)
    {
        var node = definition.Node(execution.ActivityId);
        turn.Incidents.Add(new Incident(now, node.Id, node.NodeId, node.Descriptor.TypeName, message));
        Journal(execution, "Faulted");
        execution.IsFaulted = true;
        Burn(execution.Bookmarks);
        execution.Bookmarks = [];
        CancelAll(DescendantsOf(execution));
        Unschedule(s => s.ParentId == execution.Id);
        if (stopsAll || definition.IncidentStrategy == IncidentStrategy.Fault)
        {
            State.Status = WorkflowStatus.Faulted;
            _scheduled.Clear();
            var kept = new HashSet<int>();
            for (var id = execution.Id; id != 0; id = State.Executions.Single(e => e.Id == id).ParentId)
            {
                kept.Add(id);
            }

            CancelAll(State.Executions.Where(e => !kept.Contains(e.Id)));
        }
    }

    private void CancelAll(IEnumerable<ActivityExecution> executions)
    {
        foreach (var execution in executions.ToArray())
        {
            CancelAll(DescendantsOf(execution));
            if (State.Executions.Contains(execution))
            {
                Unschedule(s => s.ParentId == execution.Id);
                Remove(execution, "Canceled", null);
            }
        }

        if (IsOver)
        {
            _scheduled.Clear();
        }
    }

    private void Remove(ActivityExecution execution, string what, string? outcomes)
    {
        // One that faulted has had its end in the journal.
        if (!execution.IsFaulted)
        {
            Journal(execution, what, outcomes);
        }

        Burn(execution.Bookmarks);
        State.Executions.Remove(execution);
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

    private IEnumerable<ActivityExecution> DescendantsOf(ActivityExecution execution) => State.Executions.Where(e => e.ParentId == execution.Id);

    private IReadOnlyList<string> LiveChildren(ActivityExecution parent) =>
        [.. DescendantsOf(parent).Select(e => e.ActivityId), .. _scheduled.Where(s => s.ParentId == parent.Id).Select(s => s.Node.Id)];

    private ActivityContext ContextOf(ActivityExecution execution) =>
        new(definition, State, definition.Node(execution.ActivityId), execution, turn.Emitted, now, cancellationToken);

    /// <summary>A failing database is no fault of the workflow: the turn is rolled back and may be repeated.</summary>
    private static bool IsOurs(Exception failure) =>
        failure is not System.Data.Common.DbException && failure.InnerException is not System.Data.Common.DbException && failure.GetType().Name != "DbUpdateConcurrencyException";

    private int NextExecutionId() => ++State.Sequence;

    private void Journal(ActivityExecution execution, string what, string? outcomes = null)
    {
        var node = definition.Node(execution.ActivityId);
        turn.Journal.Add(new JournalEntry(++State.Sequence, now, node.Id, node.NodeId, node.Descriptor.TypeName, execution.Id, what, outcomes));
    }
}
