namespace Smartcard.Workflows.Exploration;

/// <summary>
/// The choices of one move, taken from a script and, where that ends, always the first; what was taken gives the
/// scripts of the other ways.
/// </summary>
internal sealed class Choices(IReadOnlyList<int> script)
{
    private readonly List<(int Taken, int Of)> _taken = [];

    /// <returns>From 0 to <paramref name="count"/> - 1.</returns>
    public int Next(int count)
    {
        var choice = _taken.Count < script.Count ? script[_taken.Count] : 0;
        _taken.Add((choice, count));
        return choice;
    }

    /// <summary>The scripts that differ from this one after its end: each of them is a way not yet gone.</summary>
    public IEnumerable<int[]> Others()
    {
        for (var at = script.Count; at < _taken.Count; at++)
        {
            for (var other = 1; other < _taken[at].Of; other++)
            {
                yield return [.. _taken.Take(at).Select(t => t.Taken), other];
            }
        }
    }
}
