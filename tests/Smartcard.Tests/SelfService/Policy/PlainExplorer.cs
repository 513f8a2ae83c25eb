using System.Text.Json;
using Smartcard.SelfService.Policy;
using Smartcard.Workflows;
using Smartcard.Workflows.Exploration;

namespace Smartcard.Tests.SelfService.Policy;

/// <summary>
/// The proof without any of what keeps it small: situations are the same only when the whole state is, in the same
/// order. It merges nothing, so it hides nothing.
/// </summary>
internal static class PlainExplorer
{
    private const int Enough = 2_000;

    /// <summary>In the shipped workflows nothing reads it but what counts it up, and it counts without end.</summary>
    private static readonly string[] Unread = ["WrongCodes"];

    /// <returns>Null when there are too many situations.</returns>
    public static async Task<HashSet<string>?> RulesBrokenAsync(
        WorkflowDefinition definition,
        JourneyRules rules,
        CancellationToken cancellationToken)
    {
        var broken = new HashSet<string>(StringComparer.Ordinal);
        var first = new WorkflowState { InstanceId = Guid.Empty, DefinitionId = definition.DefinitionId, Version = definition.Version };
        foreach (var variable in definition.Variables)
        {
            first.Variables[variable.Name] = variable.Value;
        }

        var ways = new WayJudge<JourneyFacts>(definition, rules.Ways!);
        var known = new Dictionary<(string, JourneyFacts), Point>();
        var open = new Queue<Point>();
        Add(first, [(definition.Root, 0)], rules.AtStart, null);
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

            Func<WorkflowStep, Task>[] moves =
                scheduled.Length > 0
                    ? [step => step.RunNextAsync()]
                    :
                    [
                        .. waiting
                            .SelectMany(e => e.Bookmarks)
                            .Select(b =>
                                (Func<WorkflowStep, Task>)(
                                    step => step.ResumeAloneAsync(b, new Stimulus(b.Name, b.Key, null)))),
                    ];
            foreach (var move in moves)
            {
                await MoveAsync(point, move);
            }
        }

        var leadOut = LeadOut(known.Values);
        if (!leadOut)
        {
            broken.Add("Trap");
        }

        Place<JourneyFacts>[] places =
        [
            .. known.Values.OrderBy(p => p.Number).Select(p => new Place<JourneyFacts>(
                p.Facts, p.From, new PathStep(definition.Root, "Done"), definition.Root.Id, p.State.Status != WorkflowStatus.Suspended)),
        ];
        broken.UnionWith(ways.Judge(places, leadOut).Select(found => found.Breach.Rule));
        return broken;

        async Task MoveAsync(Point from, Func<WorkflowStep, Task> move)
        {
            var scripts = new Stack<int[]>([[]]);
            while (scripts.TryPop(out var script))
            {
                var choices = new Choices(script);
                var turn = new Turn { State = from.State.Copy(), IsNew = false };
                var step = new WorkflowStep(
                    definition,
                    turn,
                    new ExploringActivityMaker(choices),
                    DateTimeOffset.UnixEpoch,
                    cancellationToken);
                foreach (var item in from.Scheduled)
                {
                    step.Scheduled.Enqueue(item);
                }

                await move(step);
                if (step.Scheduled.Count == 0)
                {
                    step.Settle();
                }

                var (facts, gone) = Ask(turn, from);
                var reached = Add(turn.State, turn.State.Status == WorkflowStatus.Suspended ? [.. step.Scheduled] : [], facts, from.Number);
                reached.Before.Add(from);
                ways.Add(gone with { To = reached.Number });
                foreach (var other in choices.Others())
                {
                    scripts.Push(other);
                }
            }
        }

        (JourneyFacts Facts, Move Move) Ask(Turn turn, Point from)
        {
            var (facts, move) = (from.Facts, WayJudge<JourneyFacts>.Beginning(from.Number));
            foreach (var entry in turn.Journal)
            {
                var node = definition.Node(entry.ActivityId);
                switch (entry)
                {
                    case { Event: "Started" }:
                        broken.UnionWith(rules.OnReached(facts, node).Select(b => b.Rule));
                        facts = rules.Starting(facts, node);
                        move = WayJudge<JourneyFacts>.Starting(move, node);
                        break;
                    case { Event: "Canceled" }:
                        broken.UnionWith(rules.OnCancelled(facts, node).Select(b => b.Rule));
                        facts = rules.Cancelling(facts, node);
                        break;
                    case { Event: "Completed", Outcomes: { } outcomes }:
                        foreach (var outcome in outcomes.Split(','))
                        {
                            move = ways.Leaving(move, facts, node, outcome);
                            facts = rules.After(facts, node, outcome);
                        }

                        break;
                }
            }

            if (turn.State.Status == WorkflowStatus.Finished)
            {
                broken.UnionWith(rules.OnEnd(facts, definition.Root).Select(b => b.Rule));
            }
            else if (turn.State.Status == WorkflowStatus.Faulted)
            {
                broken.UnionWith(rules.OnFault(facts, definition.Root).Select(b => b.Rule));
            }

            return (facts, move);
        }

        Point Add(WorkflowState state, (ActivityNode Node, int ParentId)[] scheduled, JourneyFacts facts, int? from)
        {
            foreach (var name in Unread.Where(state.Variables.ContainsKey))
            {
                state.Variables[name] = Unknown.Value;
            }

            var place = state
                .Executions.Select((execution, index) => (execution.Id, index))
                .ToDictionary(e => e.Id, e => e.index);
            var key = JsonSerializer.Serialize(
                new
                {
                    state.Status,
                    state.Variables,
                    Running = state.Executions.Select(e => new
                    {
                        e.ActivityId,
                        Parent = PlaceOf(e.ParentId),
                        e.IsFaulted,
                        e.Bookmarks.Count,
                        e.State,
                        e.Values,
                    }),
                    Next = scheduled.Select(s => new { s.Node.Id, Parent = PlaceOf(s.ParentId) }),
                });
            if (!known.TryGetValue((key, facts), out var point))
            {
                known.Add((key, facts), point = new Point(state, scheduled, facts, known.Count, from));
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

    private sealed class Point(
        WorkflowState state,
        (ActivityNode Node, int ParentId)[] scheduled,
        JourneyFacts facts,
        int number,
        int? from)
    {
        public int Number => number;

        public int? From => from;

        public WorkflowState State => state;

        public (ActivityNode Node, int ParentId)[] Scheduled => scheduled;

        public JourneyFacts Facts => facts;

        public List<Point> Before { get; } = [];
    }
}
