using Smartcard.Workflows.Primitives;

namespace Smartcard.Workflows.Exploration;

/// <summary>
/// Goes through every situation that a workflow can get into, by playing it on the engine itself with every outcome,
/// and asks the rules about each.
/// </summary>
/// <remarks>
/// It is the engine's own step that leads from one situation to the next, so that what is found here is what would
/// happen. Activities from outside the engine may leave by any of their outcomes, at once or after a wait; a condition
/// that depends on what only a run knows is taken both ways. A counter that goes on for ever counts as not known after
/// a few values. So more may be found than can happen, and never less.
/// </remarks>
/// <typeparam name="TFacts">What the rules keep of the way so far.</typeparam>
public sealed class WorkflowExplorer<TFacts>
    where TFacts : struct, IEquatable<TFacts>
{
    /// <summary>
    /// What a situation holds for good, besides its form: where it came from, what comes to it, its place among those
    /// that are known.
    /// </summary>
    private const int SituationBytes = 400;

    private readonly WorkflowDefinition _definition;
    private readonly IExplorationRules<TFacts> _rules;
    private readonly ExploredVariables _variables;
    private readonly SituationForms _forms;
    private readonly Dictionary<(string Form, TFacts Facts), Situation<TFacts>> _known = [];
    private readonly Queue<Situation<TFacts>> _open = [];
    private readonly WaysOut<TFacts> _waysOut = new();
    private readonly WayJudge<TFacts>? _ways;
    private ExplorationLimits _limits = new();
    private bool _isAskedForCircles;
    private readonly Findings<TFacts> _findings = new();

    /// <summary>Prepares to play a definition. An explorer plays it once.</summary>
    /// <param name="definition">As the engine would run it.</param>
    /// <param name="rules">What must hold.</param>
    public WorkflowExplorer(WorkflowDefinition definition, IExplorationRules<TFacts> rules)
    {
        _definition = definition;
        _rules = rules;
        _variables = new ExploredVariables(definition);
        _forms = new SituationForms(definition);
        _ways = rules.Ways is { } ways ? new WayJudge<TFacts>(definition, ways) : null;
    }

    /// <summary>How many situations were reached.</summary>
    internal int SituationCount => _known.Count;

    /// <returns>What was found, the shortest way to it first; empty = every situation keeps the rules and leads to an end.</returns>
    public async Task<IReadOnlyList<ExplorationFinding>> ExploreAsync(CancellationToken cancellationToken)
    {
        _limits = new ExplorationLimits();
        var state = new WorkflowState { InstanceId = Guid.Empty, DefinitionId = _definition.DefinitionId, Version = _definition.Version };
        foreach (var variable in _definition.Variables)
        {
            state.Variables[variable.Name] = variable.Value;
        }

        Add(state, [(_definition.Root, 0)], _rules.AtStart, _definition.Root, null, []);
        while (_open.TryDequeue(out var situation))
        {
            cancellationToken.ThrowIfCancellationRequested();
            await LeaveAsync(situation, cancellationToken);
            if (Spent() is { } limit)
            {
                return [.. _findings.InOrder, TooLarge(limit)];
            }

            if (ExplorationLimits.IsEnoughToTellOf(_known.Count) && (!_findings.IsEmpty || GoesRound()))
            {
                return [.. _findings.InOrder];
            }
        }

        return FindTraps() && JudgeWays() ? [.. _findings.InOrder] : [.. _findings.InOrder, TooLarge(Spent()!)];
    }

    /// <summary>Which of the proof's own limits is reached; null = none.</summary>
    private string? Spent() => _limits.ReachedBy(_known.Count);

    private ExplorationFinding TooLarge(string limit) => Findings<TFacts>.TooLarge(
        limit, _definition.Root, _definition.Node(_known.Values.CountBy(s => s.At).MaxBy(at => at.Value).Key));

    private async Task LeaveAsync(Situation<TFacts> situation, CancellationToken cancellationToken)
    {
        var state = situation.State!;
        if (state.Status != WorkflowStatus.Suspended)
        {
            situation.IsEnd = true;
        }
        else if (situation.Scheduled.Count > 0)
        {
            await GoAsync(situation, step => step.RunNextAsync(), [], cancellationToken);
        }
        else
        {
            foreach (var (waiting, twins) in _forms.KindsOfWaiting(state))
            {
                foreach (var bookmark in waiting.Bookmarks)
                {
                    await GoAsync(
                        situation,
                        step => step.ResumeAloneAsync(bookmark, new Stimulus(bookmark.Name, bookmark.Key, null)),
                        twins,
                        cancellationToken);
                }
            }
        }

        _limits.Release(situation.HeldBytes);
        situation.Forget();
    }

    /// <summary>Makes one move in each of the ways it can end.</summary>
    /// <param name="twins">Executions like the one that moves, or like what holds it: of each there may be more than are seen.</param>
    private async Task GoAsync(
        Situation<TFacts> situation,
        Func<WorkflowStep, Task> move,
        IReadOnlyList<int> twins,
        CancellationToken cancellationToken)
    {
        var scripts = new Stack<int[]>([[]]);
        while (Spent() is null && scripts.TryPop(out var script))
        {
            var choices = new Choices(script);
            var turn = new Turn { State = situation.State!.Copy(), IsNew = false };
            var step = new WorkflowStep(
                _definition,
                turn,
                new ExploringActivityMaker(choices),
                DateTimeOffset.UnixEpoch,
                cancellationToken);
            foreach (var scheduled in situation.Scheduled)
            {
                step.Scheduled.Enqueue(scheduled);
            }

            await move(step);
            if (step.Scheduled.Count == 0)
            {
                step.Settle();
            }

            Arrive(situation, turn, [.. step.Scheduled], twins);
            foreach (var other in choices.Others())
            {
                scripts.Push(other);
            }
        }
    }

    private void Arrive(
        Situation<TFacts> from,
        Turn turn,
        IReadOnlyList<(ActivityNode Node, int ParentId)> scheduled,
        IReadOnlyList<int> twins)
    {
        var facts = from.Facts;
        var steps = new List<PathStep>();
        var last = _definition.Root;
        var move = WayJudge<TFacts>.Beginning(from.Number);
        foreach (var entry in turn.Journal)
        {
            var node = _definition.Node(entry.ActivityId);
            if (entry.Event == "Started")
            {
                _findings.Add(_rules.OnReached(facts, node), from, steps);
                facts = _rules.Starting(facts, node);
                move = WayJudge<TFacts>.Starting(move, node);
            }
            else if (entry is { Event: "Completed", Outcomes: { } outcomes })
            {
                foreach (var outcome in outcomes.Split(','))
                {
                    move = _ways?.Leaving(move, facts, node, outcome) ?? move;
                    facts = _rules.After(facts, node, outcome);
                    if (IsTold(node))
                    {
                        steps.Add(new PathStep(node, outcome));
                    }
                }
            }
            else if (entry.Event == "Canceled")
            {
                _findings.Add(_rules.OnCancelled(facts, node), from, steps);
                facts = _rules.Cancelling(facts, node);
            }

            if (entry.Event is "Completed" && WayJudge<TFacts>.IsLeaf(node))
            {
                last = node;
            }
        }

        foreach (var incident in turn.Incidents.Where(i => _definition.Node(i.ActivityId).Descriptor.Type != typeof(FaultActivity)))
        {
            var broken = _definition.Node(incident.ActivityId);
            _findings.Add(new RuleBreach("Broken", broken, $"fails: {FaultWords.ReasonIn(broken, incident.Message)}"), from, steps);
        }

        if (turn.State.Status == WorkflowStatus.Finished)
        {
            _findings.Add(_rules.OnEnd(facts, last), from, steps);
        }
        else if (turn.State.Status == WorkflowStatus.Faulted)
        {
            var faulted = turn.Incidents is [.., var fault] ? _definition.Node(fault.ActivityId) : last;
            _findings.Add(_rules.OnFault(facts, faulted), from, steps);
        }

        var isOver = turn.State.Status != WorkflowStatus.Suspended;
        var next = new List<WorkflowState> { turn.State };
        foreach (var twin in twins.Where(twin => !isOver && turn.State.Executions.Exists(e => e.Id == twin)))
        {
            next.AddRange(next.ConvertAll(state => SituationForms.WithOneMore(state, twin)));
        }

        var reached = next.ConvertAll(state => Add(state, isOver ? [] : scheduled, facts, last, from, steps));
        if (reached.Count == 1)
        {
            reached[0].Before.Add(from);
        }
        else
        {
            _waysOut.AddMoveOfMany(from, reached, turn.Journal[0].ActivityId);
        }

        // Of many alike, a move leaves one fewer. That there might be as many as before is no way on, and no circle: each was started once.
        _ways?.Add(move with { To = reached[0].Number });
        _limits.Hold(_ways is null ? 0 : Move.Bytes);
    }

    /// <summary>
    /// The situation that this comes to, which may be known already: the rules are asked all the same, since they name
    /// those who wait in the order in which they came.
    /// </summary>
    private Situation<TFacts> Add(
        WorkflowState state,
        IReadOnlyList<(ActivityNode Node, int ParentId)> scheduled,
        TFacts facts,
        ActivityNode last,
        Situation<TFacts>? from,
        IReadOnlyList<PathStep> steps)
    {
        if (from is not null && scheduled.Count == 0 && state.Status == WorkflowStatus.Suspended)
        {
            var waiting = state.Executions.Where(e => e.Bookmarks.Count > 0).Select(e => _definition.Node(e.ActivityId));
            _findings.Add(_rules.OnWaiting(facts, [.. waiting]), from, steps);
        }

        _variables.Blur(state, scheduled);
        var form = _forms.Reduce(state, scheduled);
        if (!_known.TryGetValue((form, facts), out var situation))
        {
            situation = new Situation<TFacts>(state, scheduled, facts, last) { From = from, Steps = steps, Number = _known.Count };
            _limits.Hold(situation.HeldBytes + SituationBytes + (sizeof(char) * form.Length));
            _known.Add((form, facts), situation);
            _open.Enqueue(situation);
        }

        return situation;
    }

    /// <summary>Situations from which no way leads to an end, told by the first of them on a way.</summary>
    /// <returns>Whether the time was enough for it.</returns>
    private bool FindTraps()
    {
        if (_waysOut.LeadingOut(_known.Values, () => _limits.IsTimeSpent) is not { } leadsOut)
        {
            return false;
        }

        var traps = _known.Values.Where(s => !leadsOut.Contains(s)).ToArray();
        var entries = traps.Where(s => s.From is not null && leadsOut.Contains(s.From)).ToArray();
        foreach (var trap in entries.Length > 0 ? entries : [.. traps.Where(s => s.IsWaiting).Concat(traps).Take(1)])
        {
            _findings.Add(
                new RuleBreach(
                    "Trap",
                    _definition.Node(trap.At),
                    "leads round and round, and no way from there reaches an end"),
                trap,
                []);
        }

        return true;
    }

    /// <returns>Whether the time was enough for it.</returns>
    private bool JudgeWays()
    {
        var (all, places) = Places();
        foreach (var (breach, at) in _ways?.Judge(places, areEndsReached: !_findings.Has("Trap")) ?? [])
        {
            _findings.Add(breach, all[at], []);
        }

        return Spent() is null;
    }

    /// <summary>Asks once, of the moves so far: a circle among them stays one, whatever else may be found.</summary>
    private bool GoesRound()
    {
        if (!_isAskedForCircles && _ways is not null)
        {
            _isAskedForCircles = true;
            var (all, places) = Places();
            foreach (var (breach, at) in _ways.Circles(places, areAll: false))
            {
                _findings.Add(breach, all[at], []);
            }
        }

        return !_findings.IsEmpty;
    }

    private (Situation<TFacts>[] All, Place<TFacts>[] Places) Places()
    {
        Situation<TFacts>[] all = [.. _known.Values.OrderBy(situation => situation.Number)];
        return (all, Array.ConvertAll(all, s => new Place<TFacts>(s.Facts, s.From?.Number, s.LastStep, s.At, s.IsEnd)));
    }

    /// <summary>The engine's own activities only lead on, except where they part ways.</summary>
    private static bool IsTold(ActivityNode node) =>
        ExploringActivityMaker.IsOutside(node)
        || node.Descriptor is { IsUsedWorkflow: true, Outcomes.Count: > 1 }
        || node.Descriptor.Type == typeof(FlowDecision)
        || node.Descriptor.Type == typeof(FlowSwitch);
}
