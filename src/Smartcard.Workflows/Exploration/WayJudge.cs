namespace Smartcard.Workflows.Exploration;

/// <summary>Collects the moves between situations, and asks of them what holds of no single situation.</summary>
/// <remarks>That the goal can be reached, in time, and that nothing goes round by itself.</remarks>
internal sealed class WayJudge<TFacts>(WorkflowDefinition definition, IWayRules<TFacts> rules)
    where TFacts : struct, IEquatable<TFacts>
{
    /// <summary>Longer than anything that is shown counts for: a timer whose length only a run knows, or that waits for a moment.</summary>
    private static readonly TimeSpan UnknownWait = TimeSpan.FromDays(366);

    private readonly Ways _ways = new();

    /// <summary>A move in which nothing has happened yet.</summary>
    public static Move Beginning(int from) => new(from, 0, MoveKind.Right, 0, TimeSpan.Zero, default, null, null);

    /// <summary>The same move, in which an activity has started as well.</summary>
    public static Move Starting(Move move, ActivityNode activity) => IsLeaf(activity) ? move with { Runs = activity.Id } : move;

    public static bool IsLeaf(ActivityNode activity) => activity.Children.Count + activity.Ports.Count == 0;

    /// <summary>The same move, in which an activity has left by this outcome as well.</summary>
    public Move Leaving(Move move, TFacts facts, ActivityNode activity, string outcome)
    {
        if (!ExploringActivityMaker.IsOutside(activity))
        {
            return move;
        }

        var kind = rules.KindOf(facts, activity, outcome);
        var toll = rules.TollOf(facts, activity, outcome);
        return move with
        {
            Kind = (move.Kind & kind & MoveKind.Right) | ((move.Kind | kind) & MoveKind.Act),
            Shows = move.Shows | rules.FadingAfter(activity, outcome),
            Waits = move.Waits + (activity.Descriptor.IsTimed ? activity.WrittenOutLength() ?? UnknownWait : TimeSpan.Zero),
            Toll = new Toll(move.Toll.Spent + toll.Spent, move.Toll.Slips + toll.Slips, move.Toll.IsHarm || toll.IsHarm),
            Leaves = activity,
        };
    }

    public void Add(Move move) => _ways.Add(move);

    /// <param name="places">All situations, by number.</param>
    /// <param name="areEndsReached">Whether an end can be reached from all of them.</param>
    /// <returns>What is wrong, and where.</returns>
    public IEnumerable<(RuleBreach Breach, int At)> Judge(IReadOnlyList<Place<TFacts>> places, bool areEndsReached) =>
        [.. Circles(places, areAll: true), .. rules.HasGoal && areEndsReached ? Lost(places) : []];

    /// <summary>What goes round, or too often, without anything that a person does.</summary>
    /// <param name="areAll">Whether all situations are known: how often something runs in all can only be told then.</param>
    public IEnumerable<(RuleBreach Breach, int At)> Circles(IReadOnlyList<Place<TFacts>> places, bool areAll)
    {
        var circles = _ways.Circles(places.Count);
        foreach (var circle in circles)
        {
            var on = circle.Order().Select(number => definition.Node(places[number].ActivityId)).ToArray();
            yield return (rules.Circle(Array.Find(on, ExploringActivityMaker.IsOutside) ?? on[0]), circle.Min());
        }

        if (circles.Count == 0)
        {
            foreach (var (activity, times, at) in _ways.MoreOftenThan(rules.MostRounds, places.Count))
            {
                yield return (rules.TooOften(definition.Node(activity), areAll ? times : null), at);
            }
        }
    }

    private IEnumerable<(RuleBreach Breach, int At)> Lost(IReadOnlyList<Place<TFacts>> places)
    {
        Standing[] standings = [.. places.Select(place => rules.StandingOf(place.Facts))];
        var goals = Array.ConvertAll(standings, standing => standing == Standing.AtGoal);
        if (!_ways.LeadingRightTo(goals)[0])
        {
            yield return (rules.NoGoal(definition.Root), 0);
            yield break;
        }

        var good = _ways.LeadingRightTo(Array.ConvertAll(standings, standing => standing is Standing.AtGoal or Standing.Served));
        foreach (var (number, place) in places.Index())
        {
            // What goes wrong while something is owed is told of the outcome since which it is.
            if (!good[number] && place is { From: { } from, Last: { } last } && good[from] && standings[from] != Standing.Owed)
            {
                yield return (rules.Lost(last.Activity, last.Outcome), number);
            }
        }

        foreach (var owed in Owed(places, standings))
        {
            yield return owed;
        }

        foreach (var (move, wait) in _ways.Faded(goals, rules.Freshness))
        {
            yield return (rules.Faded(move.Leaves!, wait < UnknownWait ? wait : null), move.To);
        }

        if (_ways.Overspending(goals, rules.MostSpent) is { } overspent)
        {
            yield return (rules.Overspent(overspent.Move.Leaves!, overspent.Least), overspent.Move.To);
        }

        foreach (var move in _ways.Harming(places.Count, rules.LeastSlips))
        {
            yield return (rules.Harmed(move.Leaves!), move.To);
        }
    }

    /// <summary>Outcomes after which something is owed, and is still owed at some end.</summary>
    private IEnumerable<(RuleBreach Breach, int At)> Owed(IReadOnlyList<Place<TFacts>> places, Standing[] standings)
    {
        bool[] ends = [.. places.Zip(standings, (place, standing) => place.IsEnd && standing == Standing.Owed)];
        if (Array.IndexOf(ends, true) < 0)
        {
            yield break;
        }

        var leading = _ways.LeadingTo(ends);
        foreach (var (number, place) in places.Index())
        {
            if (leading[number] && standings[number] == Standing.Owed
                && place is { From: { } from, Last: { } last } && standings[from] != Standing.Owed)
            {
                yield return (rules.Lost(last.Activity, last.Outcome), number);
            }
        }
    }
}

/// <summary>What is asked of a situation to judge the ways through it.</summary>
/// <param name="From">The number of the situation that first led here. Null = the start.</param>
/// <param name="Last">What was left last on the way to it.</param>
/// <param name="ActivityId">Where a person would say that they are.</param>
/// <param name="IsEnd">The run is over there.</param>
internal readonly record struct Place<TFacts>(TFacts Facts, int? From, PathStep? Last, string ActivityId, bool IsEnd);
