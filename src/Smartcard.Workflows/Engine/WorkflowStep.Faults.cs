using Smartcard.Workflows.Expressions;

namespace Smartcard.Workflows;

/// <summary>Faults: what is put on record of them, and what they hold up.</summary>
internal sealed partial class WorkflowStep
{
    /// <summary>Faults the instance where it waits, instead of resuming it.</summary>
    public void SetAside(BookmarkRecord bookmark) => Fail(
        State.Executions.Single(e => e.Bookmarks.Any(b => b.Id == bookmark.Id)),
        $"{BegunStep.MaxEndedHosts} hosts ended while the workflow carried on from here, so this was set aside and not tried again.",
        stopsAll: true);

    private void Fail(ActivityExecution execution, Exception failure)
    {
        if (failure is ExpressionException)
        {
            Fail(execution, FaultWords.Of(definition.Node(execution.ActivityId), failure.Message));
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
        _running.Journal(execution, "Faulted");
        execution.IsFaulted = true;
        _running.Hold(execution, []);
        _running.CancelWithin(execution);
        if (stopsAll || definition.IncidentStrategy == IncidentStrategy.Fault)
        {
            State.Status = WorkflowStatus.Faulted;
            _running.Scheduled.Clear();
            var kept = new HashSet<int>();
            for (var id = execution.Id; id != 0; id = State.Executions.Single(e => e.Id == id).ParentId)
            {
                kept.Add(id);
            }

            _running.CancelAll(State.Executions.Where(e => !kept.Contains(e.Id)));
        }
    }

    /// <summary>A failing database is not a fault of the workflow: the turn is rolled back and may be repeated.</summary>
    private static bool IsOurs(Exception failure) =>
        failure is not System.Data.Common.DbException
        && failure.InnerException is not System.Data.Common.DbException
        && failure.GetType().Name != "DbUpdateConcurrencyException";
}
