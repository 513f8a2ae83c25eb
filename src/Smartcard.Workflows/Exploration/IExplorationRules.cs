namespace Smartcard.Workflows.Exploration;

/// <summary>
/// What is known of a run so far, and what must be known at each point of it. Questions are asked of every situation
/// that the workflow can get into.
/// </summary>
/// <typeparam name="TFacts">What is known: a small value; situations with equal facts are looked at once.</typeparam>
public interface IExplorationRules<TFacts>
    where TFacts : struct, IEquatable<TFacts>
{
    /// <summary>What is known before anything has run.</summary>
    TFacts AtStart { get; }

    /// <summary>What must hold of the ways as a whole; null = nothing.</summary>
    IWayRules<TFacts>? Ways { get; }

    /// <summary>What is known once this activity has started.</summary>
    TFacts Starting(TFacts facts, ActivityNode activity);

    /// <summary>What is known once this activity was taken away before it has left by an outcome.</summary>
    TFacts Cancelling(TFacts facts, ActivityNode activity);

    /// <summary>What is known after this activity has left by this outcome.</summary>
    TFacts After(TFacts facts, ActivityNode activity, string outcome);

    /// <summary>What is wrong with running this activity when no more than this is known.</summary>
    IEnumerable<RuleBreach> OnReached(TFacts facts, ActivityNode activity);

    /// <summary>What is wrong with this activity being taken away so.</summary>
    IEnumerable<RuleBreach> OnCancelled(TFacts facts, ActivityNode activity);

    /// <summary>What is wrong with these activities waiting at the same time, for a person or for time.</summary>
    IEnumerable<RuleBreach> OnWaiting(TFacts facts, IReadOnlyList<ActivityNode> activities);

    /// <summary>What is wrong with the workflow being held up by a fault here.</summary>
    IEnumerable<RuleBreach> OnFault(TFacts facts, ActivityNode last);

    /// <summary>What is wrong with the workflow ending here.</summary>
    /// <param name="last">The activity that ended it, or was the last to end.</param>
    IEnumerable<RuleBreach> OnEnd(TFacts facts, ActivityNode last);
}

/// <param name="Rule">Its short name; the same breach is told once for an activity, with the shortest way to it.</param>
/// <param name="Reason">In words that follow the activity's name, e.g. "can be reached without …".</param>
public sealed record RuleBreach(string Rule, ActivityNode Activity, string Reason);

/// <summary>A breach, and a way to it.</summary>
/// <param name="Path">The activities on the way and the outcomes they left by; the engine's own, which only lead on, are left out.</param>
public sealed record ExplorationFinding(string Rule, ActivityNode Activity, string Reason, IReadOnlyList<PathStep> Path);

/// <summary>A step on a way through a workflow.</summary>
/// <param name="Activity">The activity that was run.</param>
/// <param name="Outcome">What it left by.</param>
public sealed record PathStep(ActivityNode Activity, string Outcome);
