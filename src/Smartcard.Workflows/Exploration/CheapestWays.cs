namespace Smartcard.Workflows.Exploration;

/// <summary>What it costs at least to come from some situations to each other one (Dijkstra 1959).</summary>
/// <param name="moves">By situation: those that lead on from it.</param>
/// <param name="next">Where a move leads.</param>
/// <param name="cost">Never less than zero.</param>
internal sealed class CheapestWays(List<Move>[] moves, Func<Move, int> next, Func<Move, long> cost)
{
    private readonly Move?[] _by = new Move?[moves.Length];

    /// <summary>By situation; null where no way leads to.</summary>
    public long?[] Costs { get; } = new long?[moves.Length];

    /// <param name="starts">Each with what it costs to be there.</param>
    public CheapestWays From(IEnumerable<(int At, long Cost)> starts)
    {
        var open = new PriorityQueue<(int At, Move? By), long>(starts.Select(start => ((start.At, (Move?)null), start.Cost)));
        while (open.TryDequeue(out var reached, out var spent))
        {
            if (Costs[reached.At] is null)
            {
                (Costs[reached.At], _by[reached.At]) = (spent, reached.By);
                foreach (var move in moves[reached.At].Where(move => Costs[next(move)] is null))
                {
                    open.Enqueue((next(move), move), spent + cost(move));
                }
            }
        }

        return this;
    }

    /// <summary>The moves of a cheapest way from a start to there, the last one first. Only where moves lead forwards.</summary>
    public IEnumerable<Move> BackFrom(int at)
    {
        for (var by = _by[at]; by is { } move; by = _by[move.From])
        {
            yield return move;
        }
    }
}
