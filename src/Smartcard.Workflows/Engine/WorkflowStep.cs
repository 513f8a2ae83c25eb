using Smartcard.Workflows.Expressions;
using Smartcard.Workflows.Primitives;

namespace Smartcard.Workflows;

/// <summary>
/// One step of an instance: from a state and a stimulus to the next state and what came of it. It reads and writes
/// nothing else.
/// </summary>
internal sealed partial class WorkflowStep(
    WorkflowDefinition definition,
    Turn turn,
    IActivityMaker maker,
    DateTimeOffset now,
    CancellationToken cancellationToken)
{
    /// <summary>Activities in one step; more is a loop that never waits.</summary>
    private const int MaxExecutions = 5_000;

    private readonly RunningActivities _running = new(definition, turn, now);
    private int _executions;

    private WorkflowState State => turn.State;

    /// <summary>
    /// What is about to run, first come first served, with the container's execution. An explorer goes from one to the
    /// next by itself.
    /// </summary>
    internal Queue<(ActivityNode Node, int ParentId)> Scheduled => _running.Scheduled;

    public async Task StartAsync()
    {
        foreach (var variable in definition.Variables)
        {
            State.Variables[variable.Name] = variable.Value;
        }

        _running.Scheduled.Enqueue((definition.Root, 0));
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
            _running.Scheduled.Enqueue((definition.Node(activityId), faulted.ParentId));
        }

        await RunAsync();
    }

    public void Cancel()
    {
        State.Status = WorkflowStatus.Cancelled;
        _running.CancelAll(State.Executions);
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
        _running.Journal(execution, "Resumed");
        await CallAsync(execution, (activity, context) => activity.ResumeAsync(context, stimulus));
    }

    /// <summary>Runs the activity that is next; false when there is none.</summary>
    internal async Task<bool> RunNextAsync()
    {
        if (!_running.Scheduled.TryDequeue(out var next))
        {
            return false;
        }

        cancellationToken.ThrowIfCancellationRequested();
        var execution = _running.Begin(next.Node, next.ParentId);
        if (++_executions > MaxExecutions)
        {
            Fail(
                execution,
                $"More than {MaxExecutions} activities ran without waiting: the workflow goes round in circles.",
                stopsAll: true);
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
            result = await WorkflowTracing.CallAsync(turn, context.Node, () => call(activity, context));
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
                    _running.Scheduled.Enqueue((child, execution.Id));
                }

                if (children.Count == 0)
                {
                    await CompleteAsync(execution, ["Done"]);
                }

                break;
            case ActivityResult.Finished { ContinuesAs: var next }:
                turn.ContinuesAs = next;
                Finish(execution);
                break;
            case ActivityResult.Left(var outcomes):
                await LeaveAsync(execution, node => node.Descriptor.IsUsedWorkflow, outcomes);
                break;
            case ActivityResult.Broken:
                await LeaveAsync(execution, node => node.Descriptor.Type.IsSubclassOf(typeof(Loop)), ["Done"]);
                break;
            case ActivityResult.Ended when execution.ParentId == 0:
                await CompleteAsync(execution, ["Done"]);
                break;
            case ActivityResult.Ended:
                await LeaveAsync(execution, _ => true, ["Done"]);
                break;
            default:
                throw new InvalidOperationException($"An activity returned {result}.");
        }
    }

    /// <summary>Ends the nearest container around that is meant, with all that runs in it; the instance where there is none.</summary>
    private async Task LeaveAsync(ActivityExecution execution, Func<ActivityNode, bool> isMeant, IReadOnlyList<string> outcomes)
    {
        for (var id = execution.ParentId; id != 0;)
        {
            var around = State.Executions.Single(e => e.Id == id);
            if (isMeant(definition.Node(around.ActivityId)))
            {
                _running.Remove(execution, "Completed", null);
                _running.CancelWithin(around);
                await CompleteAsync(around, outcomes);
                return;
            }

            id = around.ParentId;
        }

        Finish(execution);
    }

    private void Finish(ActivityExecution last)
    {
        _running.Remove(last, "Completed", null);
        State.Status = WorkflowStatus.Finished;
        _running.CancelAll(State.Executions);
    }

    private async Task CompleteAsync(ActivityExecution execution, IReadOnlyList<string> outcomes)
    {
        if (definition.Node(execution.ActivityId).Descriptor.IsUsedWorkflow)
        {
            try
            {
                UsedWorkflow.HandOut(ContextOf(execution));
            }
            catch (ExpressionException wrong)
            {
                Fail(execution, wrong);
                return;
            }
        }

        _running.Remove(execution, "Completed", string.Join(',', outcomes));
        if (execution.ParentId == 0)
        {
            State.Status = WorkflowStatus.Finished;
            return;
        }

        var parent = State.Executions.Single(e => e.Id == execution.ParentId);
        var context = ContextOf(parent);
        var flow = new ContainerContext(context, definition.Node(execution.ActivityId), outcomes, _running.LiveChildren(parent), Cancel);
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
            _running.Scheduled.Enqueue((child, parent.Id));
        }

        if (result is ContainerResult.Completed)
        {
            await CompleteAsync(parent, ["Done"]);
        }

        void Cancel(IReadOnlySet<string> activityIds)
        {
            _running.CancelAll(State.Executions.Where(e => e.ParentId == parent.Id && activityIds.Contains(e.ActivityId)));
            _running.Unschedule(s => s.ParentId == parent.Id && activityIds.Contains(s.Node.Id));
        }
    }

    private void WriteOutputs(Activity activity, ActivityContext context)
    {
        // A used workflow's are handed out when it ends.
        foreach (var output in context.Node.Descriptor.IsUsedWorkflow ? [] : context.Node.Descriptor.Outputs)
        {
            if (context.Node.Outputs.TryGetValue(output.Key, out var variable))
            {
                context.SetVariable(variable, maker.OutputOf(activity, output));
            }
        }
    }

    private void Suspend(ActivityExecution execution, IReadOnlyList<Bookmark> wanted)
    {
        if (wanted.Count == 0)
        {
            Fail(execution, "It does not wait for anything, so it would never carry on.");
            return;
        }

        if (definition.Node(execution.ActivityId).Descriptor is { MayWait: false } descriptor)
        {
            throw new InvalidOperationException($"{descriptor.TypeName} waits and does not say what happens when it is resumed.");
        }

        _running.Hold(execution, wanted);
        _running.Journal(execution, "Suspended");
    }

    private ActivityContext ContextOf(ActivityExecution execution) =>
        new(definition, State, definition.Node(execution.ActivityId), execution, turn.Outputs, now, cancellationToken);
}
