using System.Text.Json;

namespace Smartcard.Workflows.Primitives;

/// <summary>Runs activities along their connections: each outcome's connections are all followed, and an activity runs once for each arrival, unless it is a join.</summary>
[ActivityType("Elsa.Flowchart", DisplayName = "Flowchart", Category = "Flow")]
public sealed class Flowchart : Container
{
    protected internal override ValueTask<ActivityResult> ExecuteAsync(ActivityContext context) =>
        ValueTask.FromResult(context.Node.Start is { } start ? Schedule(start) : Done());

    internal override ContainerResult OnChildCompleted(ContainerContext flow)
    {
        var flowchart = flow.Context.Node;
        foreach (var connection in flowchart.Connections.Where(c => c.Source == flow.Child.Id && flow.Outcomes.Contains(c.Port, StringComparer.Ordinal)))
        {
            var target = flowchart.Children.Single(c => c.Id == connection.Target);
            if (target.Descriptor.Type == typeof(FlowJoin))
            {
                Arrive(flow, flowchart, target, connection);
            }
            else
            {
                flow.Scheduled.Add(target);
            }
        }

        FireActiveJoins(flow, flowchart);
        return flow.IsQuiet ? new ContainerResult.Completed() : new ContainerResult.Running();
    }

    private static void Arrive(ContainerContext flow, ActivityNode flowchart, ActivityNode join, Connection connection)
    {
        switch (FlowJoin.ModeOf(join))
        {
            case FlowJoinMode.WaitAny:
                // The first one through: what else is on its way here is cancelled, its bookmarks and timers with it.
                flow.Cancel(Upstream(flowchart, join));
                flow.Scheduled.Add(join);
                break;
            case FlowJoinMode.WaitAll:
                var arrived = Arrived(flow, join);
                arrived.Add($"{connection.Source}/{connection.Port}");
                if (flowchart.Connections.Where(c => c.Target == join.Id).All(c => arrived.Contains($"{c.Source}/{c.Port}")))
                {
                    arrived.Clear();
                    flow.Scheduled.Add(join);
                }

                Remember(flow, join, arrived);
                break;
            default:
                Remember(flow, join, [.. Arrived(flow, join), $"{connection.Source}/{connection.Port}"]);
                break;
        }
    }

    /// <summary>A WaitAllActive join goes on when somebody has arrived and nobody who still runs could.</summary>
    private static void FireActiveJoins(ContainerContext flow, ActivityNode flowchart)
    {
        foreach (var join in flowchart.Children.Where(c => c.Descriptor.Type == typeof(FlowJoin) && FlowJoin.ModeOf(c) == FlowJoinMode.WaitAllActive))
        {
            var upstream = Upstream(flowchart, join);
            if (Arrived(flow, join).Count > 0 && !flow.LiveChildren.Any(upstream.Contains) && !flow.Scheduled.Any(s => upstream.Contains(s.Id)))
            {
                Remember(flow, join, []);
                flow.Scheduled.Add(join);
            }
        }
    }

    /// <summary>All activities with a way to the join that does not lead through it, and the join itself.</summary>
    private static HashSet<string> Upstream(ActivityNode flowchart, ActivityNode join)
    {
        var found = new HashSet<string>(StringComparer.Ordinal) { join.Id };
        var open = new Stack<string>([join.Id]);
        while (open.TryPop(out var id))
        {
            foreach (var source in flowchart.Connections.Where(c => c.Target == id && c.Source != join.Id).Select(c => c.Source))
            {
                if (found.Add(source))
                {
                    open.Push(source);
                }
            }
        }

        return found;
    }

    private static HashSet<string> Arrived(ContainerContext flow, ActivityNode join) =>
        flow.Context.GetState("join:" + join.Id) is { } json ? JsonSerializer.Deserialize<HashSet<string>>(json)! : [];

    private static void Remember(ContainerContext flow, ActivityNode join, HashSet<string> arrived) =>
        flow.Context.SetState("join:" + join.Id, JsonSerializer.Serialize(arrived));
}
