namespace Smartcard.Workflows.Exploration;

/// <summary>What must hold of the ways through a workflow as a whole, and not of one situation.</summary>
/// <typeparam name="TFacts">As in <see cref="IExplorationRules{TFacts}"/>.</typeparam>
public interface IWayRules<TFacts>
    where TFacts : struct, IEquatable<TFacts>
{
    /// <summary>Whether somebody who does everything right must be able to come to a goal.</summary>
    bool HasGoal { get; }

    /// <summary>How long what was shown counts.</summary>
    TimeSpan Freshness { get; }

    /// <summary>So often may an activity run in a row without anything that a person does in between.</summary>
    int MostRounds { get; }

    /// <summary>So much may a run spend in all.</summary>
    int MostSpent { get; }

    /// <summary>Harm may only follow after this many slips.</summary>
    int LeastSlips { get; }

    /// <param name="facts">Those before it.</param>
    MoveKind KindOf(TFacts facts, ActivityNode activity, string outcome);

    /// <summary>What this outcome shows that counts for <see cref="Freshness"/> and must still count at the goal.</summary>
    /// <returns>One bit for each; 0 = nothing.</returns>
    int FadingAfter(ActivityNode activity, string outcome);

    /// <param name="facts">Those before it.</param>
    Toll TollOf(TFacts facts, ActivityNode activity, string outcome);

    /// <summary>How far a run has come of which this is known.</summary>
    Standing StandingOf(TFacts facts);

    /// <summary>The goal cannot be reached at all.</summary>
    RuleBreach NoGoal(ActivityNode root);

    /// <summary>After this outcome, doing everything right leads nowhere, or some way leads to an end at which something is owed.</summary>
    RuleBreach Lost(ActivityNode activity, string outcome);

    /// <summary>What this activity shows has faded whenever the goal is reached.</summary>
    /// <param name="wait">The shortest; null = only a run knows it.</param>
    RuleBreach Faded(ActivityNode activity, TimeSpan? wait);

    /// <summary>Every right way to the goal spends more than <see cref="MostSpent"/>.</summary>
    /// <param name="activity">What spends too much first, on a way that spends least.</param>
    /// <param name="least">What that way spends in all.</param>
    RuleBreach Overspent(ActivityNode activity, int least);

    /// <summary>This activity does harm after fewer than <see cref="LeastSlips"/>.</summary>
    RuleBreach Harmed(ActivityNode activity);

    /// <summary>A circle that goes round without a person.</summary>
    RuleBreach Circle(ActivityNode at);

    /// <summary>It runs more often than <see cref="MostRounds"/> in a row.</summary>
    /// <param name="times">Null = how often is not known.</param>
    RuleBreach TooOften(ActivityNode activity, int? times);
}

/// <summary>What an outcome says of the person.</summary>
[Flags]
public enum MoveKind
{
    /// <summary>It is a slip, or says nothing.</summary>
    None = 0,

    /// <summary>Nothing went wrong: it is what happens to somebody who does everything right.</summary>
    Right = 1 << 0,

    /// <summary>It takes something that a person does.</summary>
    Act = 1 << 1,
}

/// <summary>What an outcome costs.</summary>
/// <param name="Spent">Of what a run has only so much of.</param>
/// <param name="Slips">How many mistakes of the person it takes at least.</param>
/// <param name="IsHarm">It takes something from the person that should not be lost by a slip.</param>
public readonly record struct Toll(int Spent, int Slips, bool IsHarm);

/// <summary>How far a run has come.</summary>
public enum Standing
{
    /// <summary>Nothing is reached yet, and nothing owed.</summary>
    OnTheWay,

    /// <summary>Something must still be done for the person before the end.</summary>
    Owed,

    /// <summary>The person has what can be given without the goal: a place to go, or the reason why not.</summary>
    Served,

    /// <summary>The person has what they came for.</summary>
    AtGoal,
}
