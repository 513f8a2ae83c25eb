using System.Text.Json;
using Smartcard.SelfService.Policy;
using Smartcard.Workflows;
using Smartcard.Workflows.Exploration;

namespace Smartcard.Tests.SelfService.Policy;

/// <summary>The proof without any of what keeps it small: situations are the same only when the whole state is, in the same order. It merges nothing, so it hides nothing.</summary>
internal static class PlainExplorer
{
    private const int Enough = 2_000;

    /// <summary>In the shipped workflows nothing reads it but what counts it up, and it counts without end.</summary>
    private static readonly string[] Unread = ["WrongCodes"];

    /// <returns>Null when there are too many situations.</returns>
    public static async Task<HashSet<string>?> RulesBrokenAsync(WorkflowDefinition definition, JourneyRules rules, CancellationToken cancellationToken)
    {
        var broken = new HashSet<string>(StringComparer.Ordinal);
        var first = new WorkflowState { InstanceId = Guid.Empty, DefinitionId = definition.DefinitionId, Version = definition.Version };
        foreach (var variable in definition.Variables)
        {
            first.Variables[variable.Name] = variable.Value;
        }

        var known = new Dictionary<(string, JourneyFacts), Point>();
        var open = new Queue<Point>();
        Add(first, [(definition.Root, 0)], rules.AtStart);
        while (open.TryDequeue(out var point))
        {
            if (known.Count > Enough)
            {
                return null;
            }

            var (state, scheduled, facts) = (point.State, point.Scheduled, point.Facts);
            if (state.Status != WorkflowStatus.Suspended)
            {
                continue;
            }

            var waiting = state.Executions.Where(e => e.Bookmarks.Count > 0).ToArray();
            if (scheduled.Length == 0)
            {
                broken.UnionWith(rules.OnWaiting(facts, [.. waiting.Select(e => definition.Node(e.ActivityId))]).Select(b => b.Rule));
            }

            Func<WorkflowStep, Task>[] moves = scheduled.Length > 0
                ? [step => step.RunNextAsync()]
                : [.. waiting.SelectMany(e => e.Bookmarks).Select(b => (Func<WorkflowStep, Task>)(step => step.ResumeAloneAsync(b, new Stimulus(b.Name, b.Key, null))))];
            foreach (var move in moves)
            {
                await MoveAsync(point, move);
            }
        }

        if (!LeadOut(known.Values))
        {
            broken.Add("Trap");
        }

        return broken;

        async Task MoveAsync(Point from, Func<WorkflowStep, Task> move)
        {
            var scripts = new Stack<int[]>([[]]);
            while (scripts.TryPop(out var script))
            {
                var choices = new Choices(script);
                var turn = new Turn { State = from.State.Copy(), IsNew = false };
                var step = new WorkflowStep(definition, turn, new ExploringActivityMaker(choices), DateTimeOffset.UnixEpoch, cancellationToken);
                foreach (var item in from.Scheduled)
                {
                    step.Scheduled.Enqueue(item);
                }

                await move(step);
                if (step.Scheduled.Count == 0)
                {
                    step.Settle();
                }

                var facts = Ask(turn, from.Facts);
                Add(turn.State, turn.State.Status == WorkflowStatus.Suspended ? [.. step.Scheduled] : [], facts).Before.Add(from);
                foreach (var other in choices.Others())
                {
                    scripts.Push(other);
                }
            }
        }

        JourneyFacts Ask(Turn turn, JourneyFacts facts)
        {
            foreach (var entry in turn.Journal)
            {
                var node = definition.Node(entry.ActivityId);
                if (entry.Event == "Started")
                {
                    broken.UnionWith(rules.OnReached(facts, node).Select(b => b.Rule));
                }

                facts = entry is { Event: "Completed", Outcomes: { } outcomes } ? outcomes.Split(',').Aggregate(facts, (known, outcome) => rules.After(known, node, outcome)) : facts;
            }

            if (turn.State.Status == WorkflowStatus.Finished)
            {
                broken.UnionWith(rules.OnEnd(facts, definition.Root).Select(b => b.Rule));
            }

            return facts;
        }

        Point Add(WorkflowState state, (ActivityNode Node, int ParentId)[] scheduled, JourneyFacts facts)
        {
            foreach (var name in Unread.Where(state.Variables.ContainsKey))
            {
                state.Variables[name] = Unknown.Value;
            }

            var place = state.Executions.Select((execution, index) => (execution.Id, index)).ToDictionary(e => e.Id, e => e.index);
            var key = JsonSerializer.Serialize(new
            {
                state.Status,
                state.Variables,
                Running = state.Executions.Select(e => new { e.ActivityId, Parent = PlaceOf(e.ParentId), e.IsFaulted, e.Bookmarks.Count, e.State, e.Values }),
                Next = scheduled.Select(s => new { s.Node.Id, Parent = PlaceOf(s.ParentId) }),
            });
            if (!known.TryGetValue((key, facts), out var point))
            {
                known.Add((key, facts), point = new Point(state, scheduled, facts));
                open.Enqueue(point);
            }

            return point;

            int PlaceOf(int id) => place.GetValueOrDefault(id, -1);
        }
    }

    private static bool LeadOut(IReadOnlyCollection<Point> all)
    {
        var found = new HashSet<Point>();
        var open = new Stack<Point>(all.Where(p => p.State.Status != WorkflowStatus.Suspended));
        while (open.TryPop(out var point))
        {
            if (found.Add(point))
            {
                point.Before.ForEach(open.Push);
            }
        }

        return found.Count == all.Count;
    }

    private sealed class Point(WorkflowState state, (ActivityNode Node, int ParentId)[] scheduled, JourneyFacts facts)
    {
        public WorkflowState State => state;

        public (ActivityNode Node, int ParentId)[] Scheduled => scheduled;

        public JourneyFacts Facts => facts;

        public List<Point> Before { get; } = [];
    }
}
