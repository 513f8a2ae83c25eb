namespace Smartcard.Workflows.Exploration;

/// <summary>What was found wrong: each rule once for an activity, with the way that first reached it.</summary>
internal sealed class Findings<TFacts>
    where TFacts : struct, IEquatable<TFacts>
{
    private readonly Dictionary<(string Rule, string ActivityId), ExplorationFinding> _all = [];

    public bool IsEmpty => _all.Count == 0;

    /// <summary>The shortest way first.</summary>
    public IEnumerable<ExplorationFinding> InOrder => _all.Values.OrderBy(f => f.Path.Count);

    /// <param name="crowded">What was left last in most situations.</param>
    public static ExplorationFinding TooLarge(string limit, ActivityNode root, ActivityNode crowded) => new(
        "Size",
        root,
        $"is more than can be checked in {limit}, and most of it is what may happen after '{crowded.DisplayText}' ({crowded.Id}): "
        + "use fewer branches at the same time, and fewer rounds in loops that count",
        []);

    public bool Has(string rule) => _all.Keys.Any(key => key.Rule == rule);

    public void Add(IEnumerable<RuleBreach> breaches, Situation<TFacts> at, IReadOnlyList<PathStep> since)
    {
        foreach (var breach in breaches)
        {
            Add(breach, at, since);
        }
    }

    /// <summary>Only a breach that was not told yet has its way put together: most situations break nothing.</summary>
    /// <param name="since">What was left on the way from that situation.</param>
    public void Add(RuleBreach breach, Situation<TFacts> at, IReadOnlyList<PathStep> since)
    {
        if (!_all.ContainsKey((breach.Rule, breach.Activity.Id)))
        {
            _all.Add(
                (breach.Rule, breach.Activity.Id),
                new ExplorationFinding(breach.Rule, breach.Activity, breach.Reason, [.. at.Path(), .. since]));
        }
    }
}
