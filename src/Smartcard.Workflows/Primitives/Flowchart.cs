using System.Text.Json;

namespace Smartcard.Workflows.Primitives;

/// <summary>
/// Runs activities along their connections: each outcome's connections are all followed, and an activity runs once for
/// each arrival, unless it is a join.
/// </summary>
[ActivityType("Elsa.Flowchart", DisplayName = "Flowchart", Category = "Flow")]
public sealed class Flowchart : Container
{
    /// <inheritdoc/>
    protected internal override ValueTask<ActivityResult> ExecuteAsync(ActivityContext context) =>
        ValueTask.FromResult(context.Node.Start is { } start ? Schedule(start) : Done());

    internal override ContainerResult OnChildCompleted(ContainerContext flow)
    {
        var flowchart = flow.Context.Node;
        var followed = flowchart.Connections
            .Where(c => c.Source == flow.Child.Id && flow.Outcomes.Contains(c.Port, StringComparer.Ordinal))
            .Select(c => (Connection: c, Target: flowchart.Children.Single(t => t.Id == c.Target)));

        // Joins come last, so that an arrival finds the other branches of the same step started, in whatever order the
        // connections were drawn.
        foreach (var (connection, target) in followed.OrderBy(f => IsJoin(f.Target)))
        {
            if (IsJoin(target))
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
                // The first one through: what else is on its way here is cancelled, its bookmarks and timers with it,
                // and what joins on the way hold.
                var upstream = Upstream(flowchart, join);
                flow.Cancel(upstream);
                foreach (var other in flowchart.Children.Where(c => IsJoin(c) && upstream.Contains(c.Id) && Arrived(flow, c).Count > 0))
                {
                    Remember(flow, other, []);
                }

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

    /// <summary>
    /// A WaitAllActive join goes on when somebody has arrived and nobody who still runs, or is held up at another such
    /// join, could.
    /// </summary>
    private static void FireActiveJoins(ContainerContext flow, ActivityNode flowchart)
    {
        var holding = flowchart.Children
            .Where(c => IsJoin(c) && FlowJoin.ModeOf(c) == FlowJoinMode.WaitAllActive && Arrived(flow, c).Count > 0)
            .Select(c => (Join: c, Upstream: Upstream(flowchart, c)))
            .ToArray();
        foreach (var (join, upstream) in holding)
        {
            var isHeldUp = holding.Any(other =>
                other.Join != join && upstream.Contains(other.Join.Id) && !other.Upstream.Contains(join.Id));
            if (!isHeldUp
                && !flow.LiveChildren.Any(upstream.Contains)
                && !flow.Scheduled.Any(s => upstream.Contains(s.Id)))
            {
                Remember(flow, join, []);
                flow.Scheduled.Add(join);
            }
        }
    }

    private static bool IsJoin(ActivityNode node) => node.Descriptor.Type == typeof(FlowJoin);

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

    /// <summary>In the same order whoever came first, so that the same arrivals are the same state.</summary>
    private static void Remember(ContainerContext flow, ActivityNode join, HashSet<string> arrived)
    {
        if (arrived.Count == 0)
        {
            flow.Context.RemoveState("join:" + join.Id);
        }
        else
        {
            flow.Context.SetState("join:" + join.Id, JsonSerializer.Serialize(arrived.Order(StringComparer.Ordinal)));
        }
    }
}
