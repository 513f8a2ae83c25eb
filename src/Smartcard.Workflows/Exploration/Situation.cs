namespace Smartcard.Workflows.Exploration;

/// <summary>A point of a run: the instance's state, what is about to run, what is known, and how one gets there.</summary>
/// <param name="last">The activity that was left last.</param>
internal sealed class Situation<TFacts>(
    WorkflowState state, IReadOnlyList<(ActivityNode Node, int ParentId)> scheduled, TFacts facts, ActivityNode last)
    where TFacts : struct, IEquatable<TFacts>
{
    /// <summary>Null once all that comes of it is known: a proof holds thousands of situations, and most of them are behind it.</summary>
    public WorkflowState? State { get; private set; } = state;

    public IReadOnlyList<(ActivityNode Node, int ParentId)> Scheduled { get; private set; } = scheduled;

    public TFacts Facts { get; } = facts;

    /// <summary>In the order in which they were first reached, from 0.</summary>
    public int Number { get; init; }

    /// <summary>Where it was first come from; null = the start.</summary>
    public Situation<TFacts>? From { get; init; }

    /// <summary>What was left by which outcome on the way from there.</summary>
    public IReadOnlyList<PathStep> Steps { get; init; } = [];

    /// <summary>What was left last on the way from the start; null = nothing yet.</summary>
    public PathStep? LastStep
    {
        get
        {
            var at = this;
            while (at.Steps.Count == 0 && at.From is { } from)
            {
                at = from;
            }

            return at.Steps.Count > 0 ? at.Steps[^1] : null;
        }
    }

    /// <summary>All situations from which this one is the next.</summary>
    public List<Situation<TFacts>> Before { get; } = [];

    /// <summary>The activity that runs next; null where all wait.</summary>
    public string? Next { get; } = scheduled.Count > 0 ? scheduled[0].Node.Id : null;

    /// <summary>Where a person would say that they are: what runs next, or else what started last, or at an end what was last.</summary>
    public string At { get; } =
        scheduled.Count > 0 ? scheduled[0].Node.Id : state.Executions is [.., var begun] ? begun.ActivityId : last.Id;

    public bool IsWaiting { get; } = state.Executions.Exists(e => e.Bookmarks.Count > 0);

    public bool IsEnd { get; set; }

    /// <summary>What its state takes, by estimate: an execution is some 300 bytes with its lists, a value some 60.</summary>
    public long HeldBytes { get; } = 400 + (300L * state.Executions.Count) + (60L * state.Variables.Count) + (16L * scheduled.Count);

    public void Forget()
    {
        State = null;
        Scheduled = [];
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
