using System.Text;

namespace Smartcard.Workflows.Exploration;

/// <summary>A point of a run: the instance's state, what is about to run, what is known, and how one gets there.</summary>
internal sealed class Situation<TFacts>(WorkflowState state, IReadOnlyList<(ActivityNode Node, int ParentId)> scheduled, TFacts facts)
    where TFacts : struct, IEquatable<TFacts>
{
    public WorkflowState State { get; } = state;

    public IReadOnlyList<(ActivityNode Node, int ParentId)> Scheduled { get; } = scheduled;

    public TFacts Facts { get; } = facts;

    /// <summary>Where it was first come from; null = the start.</summary>
    public Situation<TFacts>? From { get; init; }

    /// <summary>What was left by which outcome on the way from there.</summary>
    public IReadOnlyList<PathStep> Steps { get; init; } = [];

    /// <summary>All situations from which this one is the next.</summary>
    public List<Situation<TFacts>> Before { get; } = [];

    public bool IsEnd { get; set; }

    /// <summary>Two situations with the same key go on in the same ways: ids and counters are left out.</summary>
    public string Key()
    {
        var key = new StringBuilder().Append((int)State.Status).Append('|');
        var rank = State.Executions.Select((execution, index) => (execution.Id, index)).ToDictionary(e => e.Id, e => e.index);
        foreach (var execution in State.Executions)
        {
            key.Append(execution.ActivityId).Append('<').Append(RankOf(execution.ParentId)).Append(execution.IsFaulted ? 'f' : execution.Bookmarks.Count > 0 ? 'w' : 'r');
            foreach (var (name, value) in execution.State.OrderBy(s => s.Key, StringComparer.Ordinal))
            {
                key.Append(';').Append(name).Append('=').Append(value);
            }

            if (execution.Values is { } kept)
            {
                Append(kept.Input, "|in:");
                Append(kept.Variables, "|var:");
                Append(kept.Outputs, "|out:");
            }

            key.Append('|');
        }

        foreach (var (node, parentId) in Scheduled)
        {
            key.Append(node.Id).Append('<').Append(RankOf(parentId)).Append('s');
        }

        Append(State.Variables, "|");
        return key.ToString();

        void Append(Dictionary<string, System.Text.Json.JsonElement> values, string before)
        {
            foreach (var (name, value) in values.OrderBy(v => v.Key, StringComparer.Ordinal))
            {
                key.Append(before).Append(name).Append('=').Append(value.GetRawText());
            }
        }

        int RankOf(int id) => rank.GetValueOrDefault(id, -1);
    }

    /// <summary>From the start to here.</summary>
    public IEnumerable<PathStep> Path()
    {
        var ways = new Stack<IReadOnlyList<PathStep>>();
        for (var at = this; at is not null; at = at.From)
        {
            ways.Push(at.Steps);
        }

        return ways.SelectMany(steps => steps);
    }
}
