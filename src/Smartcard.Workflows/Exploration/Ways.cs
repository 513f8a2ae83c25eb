namespace Smartcard.Workflows.Exploration;

/// <summary>The moves between all situations, by their numbers: what leads to a goal, how long that takes, and what goes round.</summary>
internal sealed class Ways
{
    private readonly List<Move> _moves = [];

    public void Add(Move move) => _moves.Add(move);

    /// <summary>The situations from which these can be reached by moves that go right.</summary>
    /// <param name="targets">By number.</param>
    public bool[] LeadingRightTo(bool[] targets) => LeadingTo(targets, m => m.IsRight);

    /// <summary>The situations from which these can be reached at all.</summary>
    /// <param name="targets">By number.</param>
    public bool[] LeadingTo(bool[] targets) => LeadingTo(targets, _ => true);

    private bool[] LeadingTo(bool[] targets, Func<Move, bool> isMeant)
    {
        var into = MovesBy(m => m.To, targets.Length, isMeant);
        var found = new bool[targets.Length];
        var open = new Stack<int>(targets.Index().Where(t => t.Item).Select(t => t.Index));
        while (open.TryPop(out var at))
        {
            if (!found[at])
            {
                found[at] = true;
                foreach (var move in into[at])
                {
                    open.Push(move.From);
                }
            }
        }

        return found;
    }

    /// <summary>Moves that show something which has faded on every right way from there to a goal, unless it is shown again.</summary>
    public IEnumerable<(Move Move, TimeSpan Wait)> Faded(bool[] goals, TimeSpan freshness)
    {
        var shown = _moves.Aggregate(0, (bits, move) => bits | move.Shows);
        for (var bit = 1; bit <= shown; bit <<= 1)
        {
            var waits = ShortestWaits(goals, bit);
            foreach (var move in _moves)
            {
                if ((move.Shows & bit) != 0 && waits[move.To] is { } wait && wait > freshness)
                {
                    yield return (move, wait);
                }
            }
        }
    }

    /// <summary>Whether every right way from the start to a goal spends more than this.</summary>
    /// <returns>
    /// Of a way that spends least: the first move that spends too much, and what is spent in all. Null = some way spends no more.
    /// </returns>
    public (Move Move, int Least)? Overspending(bool[] goals, int most)
    {
        var ways = new CheapestWays(MovesBy(m => m.From, goals.Length, m => m.IsRight), m => m.To, m => m.Toll.Spent).From([(0, 0)]);
        var reached = goals.Index().Where(goal => goal.Item && ways.Costs[goal.Index] is not null).ToArray();
        if (reached.Length == 0 || reached.MinBy(goal => ways.Costs[goal.Index]).Index is var nearest && ways.Costs[nearest] <= most)
        {
            return null;
        }

        return (ways.BackFrom(nearest).Last(m => ways.Costs[m.To] > most), (int)ways.Costs[nearest]!);
    }

    /// <summary>Moves that do harm, to which some way leads with fewer slips than this.</summary>
    /// <param name="count">Of all situations.</param>
    public IEnumerable<Move> Harming(int count, int slips)
    {
        if (!_moves.Exists(m => m.Toll.IsHarm))
        {
            return [];
        }

        var least = new CheapestWays(MovesBy(m => m.From, count, _ => true), m => m.To, m => m.Toll.Slips).From([(0, 0)]).Costs;
        return _moves.Where(m => m.Toll.IsHarm && least[m.From] + m.Toll.Slips < slips);
    }

    /// <summary>What goes round without anything that a person does.</summary>
    /// <param name="count">Of all situations.</param>
    /// <returns>For each circle its situations.</returns>
    public IReadOnlyList<int[]> Circles(int count)
    {
        var own = _moves.Where(m => m.From == m.To && !m.IsAct).Select(m => m.From).ToHashSet();
        return [.. Components(count).Where(c => c.Length > 1 || own.Contains(c[0]))];
    }

    /// <summary>Activities that run more often than this in a row, without anything that a person does in between.</summary>
    /// <remarks>To be asked where nothing goes round.</remarks>
    public IEnumerable<(string Activity, int Times, int At)> MoreOftenThan(int rounds, int count)
    {
        var often = _moves.Where(m => m.Runs is not null && !m.IsAct)
            .GroupBy(m => m.Runs!, StringComparer.Ordinal).Where(runs => runs.Count() > rounds).Select(runs => runs.Key).ToArray();
        if (often.Length == 0)
        {
            yield break;
        }

        var next = MovesBy(m => m.From, count, m => !m.IsAct);
        var lastFirst = Components(count);
        foreach (var activity in often)
        {
            var times = new int[count];
            foreach (var at in lastFirst.Select(component => component[0]))
            {
                foreach (var move in next[at])
                {
                    times[at] = Math.Max(times[at], times[move.To] + (move.Runs == activity ? 1 : 0));
                }
            }

            if (times.Max() is var most && most > rounds)
            {
                yield return (activity, most, Array.IndexOf(times, most));
            }
        }
    }

    /// <summary>By situation: how long one waits at least to a goal, or until this is shown again, when all goes right.</summary>
    /// <returns>Null where there is no such way.</returns>
    private TimeSpan?[] ShortestWaits(bool[] goals, int bit)
    {
        var into = MovesBy(m => m.To, goals.Length, m => m.IsRight && (m.Shows & bit) == 0);
        var again = _moves.Where(m => (m.Shows & bit) != 0 && m.IsRight).Select(m => (m.From, m.Waits.Ticks));
        var waits = new CheapestWays(into, m => m.From, m => m.Waits.Ticks)
            .From([.. goals.Index().Where(goal => goal.Item).Select(goal => (goal.Index, 0L)), .. again]).Costs;
        return Array.ConvertAll(waits, wait => wait is { } ticks ? TimeSpan.FromTicks(ticks) : (TimeSpan?)null);
    }

    /// <summary>Situations that lead to each other without a person, those that nothing leads on from first (Tarjan 1972).</summary>
    private List<int[]> Components(int count)
    {
        var next = MovesBy(m => m.From, count, m => !m.IsAct);
        var components = new List<int[]>();
        var (order, lowest) = (new int[count], new int[count]);
        var pending = new Stack<int>();
        var isPending = new bool[count];
        var path = new Stack<(int At, int Move)>();
        var entered = 0;
        for (var start = 0; start < count; start++)
        {
            if (order[start] == 0)
            {
                Enter(start);
            }

            while (path.TryPop(out var top))
            {
                var (at, taken) = top;
                if (taken > 0)
                {
                    lowest[at] = Math.Min(lowest[at], lowest[next[at][taken - 1].To]);
                }

                while (taken < next[at].Count && order[next[at][taken].To] != 0)
                {
                    var to = next[at][taken++].To;
                    lowest[at] = isPending[to] ? Math.Min(lowest[at], order[to]) : lowest[at];
                }

                if (taken < next[at].Count)
                {
                    path.Push((at, taken + 1));
                    Enter(next[at][taken].To);
                }
                else if (lowest[at] == order[at])
                {
                    components.Add(Leave(at));
                }
            }
        }

        return components;

        void Enter(int at)
        {
            order[at] = lowest[at] = ++entered;
            pending.Push(at);
            isPending[at] = true;
            path.Push((at, 0));
        }

        int[] Leave(int first)
        {
            var component = new List<int>();
            int at;
            do
            {
                at = pending.Pop();
                isPending[at] = false;
                component.Add(at);
            }
            while (at != first);

            return [.. component];
        }
    }

    private List<Move>[] MovesBy(Func<Move, int> end, int count, Func<Move, bool> isMeant)
    {
        var moves = new List<Move>[count];
        foreach (ref var list in moves.AsSpan())
        {
            list = [];
        }

        foreach (var move in _moves.Where(isMeant))
        {
            moves[end(move)].Add(move);
        }

        return moves;
    }
}

/// <param name="Shows">What it shows that fades: one bit for each.</param>
/// <param name="Waits">How long the timer ran that ends with it.</param>
/// <param name="Toll">What it costs.</param>
/// <param name="Runs">The activity that it runs; null where one that waited goes on.</param>
/// <param name="Leaves">The activity from outside the engine that it leaves, if it does.</param>
internal readonly record struct Move(
    int From, int To, MoveKind Kind, int Shows, TimeSpan Waits, Toll Toll, string? Runs, ActivityNode? Leaves)
{
    /// <summary>What one takes in memory.</summary>
    public const int Bytes = 64;

    public bool IsRight => Kind.HasFlag(MoveKind.Right);

    public bool IsAct => Kind.HasFlag(MoveKind.Act);
}
