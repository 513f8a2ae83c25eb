namespace Smartcard.Workflows.Exploration;

/// <summary>Finds the situations from which some way leads to an end.</summary>
/// <remarks>
/// Where three stand for three or more, a move of one of them comes to one of several situations, and which one the
/// proof cannot choose: such a move leads out only when each of them does. Moves of the same activity may repeat, since
/// they use it up, as long as nothing starts it anew.
/// </remarks>
internal sealed class WaysOut<TFacts>
    where TFacts : struct, IEquatable<TFacts>
{
    private readonly List<(Situation<TFacts> From, IReadOnlyList<Situation<TFacts>> To, string Activity)> _movesOfMany = [];

    /// <param name="to">Where it may lead: with fewer of that kind left, or with as many as before.</param>
    /// <param name="activity">The one that was resumed.</param>
    public void AddMoveOfMany(Situation<TFacts> from, IReadOnlyList<Situation<TFacts>> to, string activity) =>
        _movesOfMany.Add((from, to, activity));

    /// <param name="isSpent">Asked now and then: whether to give up.</param>
    /// <returns>Null when it gave up.</returns>
    public HashSet<Situation<TFacts>>? LeadingOut(IReadOnlyCollection<Situation<TFacts>> all, Func<bool> isSpent)
    {
        var leadsOut = new HashSet<Situation<TFacts>>(all.Count);
        Extend(leadsOut, all.Where(s => s.IsEnd), _ => true);
        bool grew;
        do
        {
            grew = false;
            foreach (var activity in _movesOfMany.Where(m => !leadsOut.Contains(m.From)).Select(m => m.Activity).Distinct().ToArray())
            {
                var before = leadsOut.Count;
                if (UsingUp(activity, leadsOut, all, isSpent) is not { } more)
                {
                    return null;
                }

                Extend(leadsOut, more.Except(leadsOut).ToArray(), _ => true);
                grew |= leadsOut.Count > before;
            }
        }
        while (grew);

        return leadsOut;
    }

    /// <summary>
    /// Those that reach <paramref name="leadsOut"/>, or can move this activity again and again without starting it: its
    /// number is finite, so that ends. It starts with all and strikes out what cannot.
    /// </summary>
    private HashSet<Situation<TFacts>>? UsingUp(
        string activity,
        HashSet<Situation<TFacts>> leadsOut,
        IReadOnlyCollection<Situation<TFacts>> all,
        Func<bool> isSpent)
    {
        var supposed = all.ToHashSet();
        while (!isSpent())
        {
            var still = leadsOut.ToHashSet();
            Extend(
                still,
                _movesOfMany.Where(m => m.Activity == activity && m.To.All(supposed.Contains)).Select(m => m.From),
                s => s.Next != activity);
            if (still.Count == supposed.Count)
            {
                return still;
            }

            supposed = still;
        }

        return null;
    }

    /// <summary>Adds these, and all from which a move leads to one that is in it.</summary>
    private static void Extend(HashSet<Situation<TFacts>> found, IEnumerable<Situation<TFacts>> more, Func<Situation<TFacts>, bool> mayMove)
    {
        var open = new Stack<Situation<TFacts>>(more);
        while (open.TryPop(out var situation))
        {
            if (found.Add(situation))
            {
                foreach (var before in situation.Before.Where(mayMove))
                {
                    open.Push(before);
                }
            }
        }
    }
}
