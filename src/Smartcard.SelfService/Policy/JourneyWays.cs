using Smartcard.Domain.Codes;
using Smartcard.Domain.Evidence;
using Smartcard.Domain.Journeys;
using Smartcard.SelfService.Booth;
using Smartcard.SelfService.CardTasks;
using Smartcard.SelfService.Codes;
using Smartcard.SelfService.Instructions;
using Smartcard.SelfService.Lockout;
using Smartcard.SelfService.Registrations;
using Smartcard.SelfService.Unlock;
using Smartcard.Workflows;
using Smartcard.Workflows.Exploration;

namespace Smartcard.SelfService.Policy;

/// <summary>
/// Whether a journey serves people: somebody who does everything right comes to its goal in time, and whoever cannot is
/// told where to go. D7.
/// </summary>
internal sealed class JourneyWays(JourneyKind? kind, bool areQuestionsRequired) : IWayRules<JourneyFacts>
{
    /// <summary>What each outcome means to the person, for every outcome of every activity of ours.</summary>
    internal static readonly Dictionary<(Type Activity, string Outcome), Turnout> Turnouts = new()
    {
        [(typeof(SayActivity), "Done")] = Turnout.Right,
        [(typeof(ShowInstructions), "Continue")] = Turnout.Right | Turnout.Act,
        [(typeof(ConnectHelper), "Connected")] = Turnout.Right,
        [(typeof(IdentifyCard), "Identified")] = Turnout.Right,
        [(typeof(IdentifyCard), "NotRegistered")] = Turnout.Wrong | Turnout.Final,
        [(typeof(IdentifyCard), "NotKnown")] = Turnout.Wrong | Turnout.Final,
        [(typeof(IdentifyCard), "Referred")] = Turnout.Wrong | Turnout.Booth,
        [(typeof(IdentifyCard), "Failed")] = Turnout.Wrong,
        [(typeof(IdentifyCard), "HelperLost")] = Turnout.Wrong,
        [(typeof(ProveCard), "Proved")] = Turnout.Right | Turnout.Act,
        [(typeof(ProveCard), "NotKnown")] = Turnout.Wrong | Turnout.Final,
        [(typeof(ProveCard), "PasscodeLocked")] = Turnout.Wrong | Turnout.Final,
        [(typeof(ProveCard), "Referred")] = Turnout.Wrong | Turnout.Booth,
        [(typeof(ProveCard), "Failed")] = Turnout.Wrong,
        [(typeof(ProveCard), "HelperLost")] = Turnout.Wrong,
        [(typeof(SetSecurityQuestions), "Set")] = Turnout.Right | Turnout.Act,
        [(typeof(ConfirmEmail), "Confirmed")] = Turnout.Right | Turnout.Act,
        [(typeof(SendCode), "Sent")] = Turnout.Right,
        [(typeof(SendCode), "LimitReached")] = Turnout.Wrong | Turnout.Booth,
        [(typeof(EnterCode), "Valid")] = Turnout.Right | Turnout.Act,
        [(typeof(EnterCode), "Wrong")] = Turnout.Wrong | Turnout.Act,
        [(typeof(EnterCode), "Dead")] = Turnout.Wrong | Turnout.Act,
        [(typeof(EnterCode), "NewCode")] = Turnout.Act,
        [(typeof(EnterCode), "OtherAddress")] = Turnout.Act,
        [(typeof(AskSecurityQuestions), "Correct")] = Turnout.Right | Turnout.Act,
        [(typeof(AskSecurityQuestions), "Wrong")] = Turnout.Wrong | Turnout.Act,
        [(typeof(AskSecurityQuestions), "LockedOut")] = Turnout.Wrong | Turnout.Booth,
        [(typeof(ResetPasscode), "Reset")] = Turnout.Right | Turnout.Act,
        [(typeof(ResetPasscode), "Failed")] = Turnout.Wrong,
        [(typeof(ResetPasscode), "Unknown")] = Turnout.Wrong,
        [(typeof(ResetPasscode), "Refused")] = Turnout.Wrong | Turnout.Final,
        [(typeof(ResetPasscode), "HelperLost")] = Turnout.Wrong,
        [(typeof(CompleteRegistration), "Completed")] = Turnout.Right,
        [(typeof(CompleteRegistration), "Refused")] = Turnout.Wrong | Turnout.Final,
        [(typeof(ReferToBooth), "Done")] = Turnout.Right | Turnout.Final,
        [(typeof(StopSelfService), "Stopped")] = Turnout.Right | Turnout.Final,
        [(typeof(StopSelfService), "NoCard")] = Turnout.Wrong,
    };

    [Flags]
    private enum Fading
    {
        Questions = 1 << 0,
        Passcode = 1 << 1,
        Code = 1 << 2,
        Card = 1 << 3,
    }

    public bool HasGoal => kind is not null;

    public TimeSpan Freshness => EvidenceItem.Freshness;

    public int MostRounds => 10;

    public int MostSpent => EmailCode.MaxPerJourney;

    /// <summary>An honest person slips once.</summary>
    public int LeastSlips => 2;

    /// <summary>What is being worked for, in words.</summary>
    internal static string InWords(JourneyKind? kind) => kind switch
    {
        JourneyKind.Registration => "complete registration",
        JourneyKind.Report => "stop of self-service for the card",
        _ => "new passcode",
    };

    /// <summary>How the journey stands once this outcome has come.</summary>
    internal static Shown StandingAfter(JourneyKind? kind, Type activity, string outcome) =>
        (IsGoal(kind, activity, outcome) ? Shown.Goal : Shown.Nothing)
        | (TurnoutOf(kind, activity, outcome).HasFlag(Turnout.Final) ? Shown.Served : Shown.Nothing)
        | (TurnoutOf(kind, activity, outcome).HasFlag(Turnout.Wrong) ? Shown.WentWrong : Shown.Nothing)
        | (TurnoutOf(kind, activity, outcome).HasFlag(Turnout.Booth) ? Shown.BoothDue : Shown.Nothing);

    /// <summary>What the person is not owed any more once this outcome has come.</summary>
    /// <remarks>A limit or a stop comes with a card, so <c>NoCard</c> cannot come after it.</remarks>
    internal static Shown SettledBy(Type activity, string outcome) =>
        activity == typeof(ReferToBooth) || activity == typeof(StopSelfService) || (activity == typeof(EnterCode) && outcome == "Valid")
            ? Shown.BoothDue
            : Shown.Nothing;

    public MoveKind KindOf(JourneyFacts facts, ActivityNode activity, string outcome)
    {
        var type = activity.Descriptor.Type;
        if (!Turnouts.ContainsKey((type, outcome)))
        {
            return MoveKind.Right;
        }

        var turnout = TurnoutOf(kind, type, outcome);

        // What the booth must help with does not come right by itself: another try meets the same limit or the same stop.
        if (facts.Has(Shown.BoothDue) && (type == typeof(SendCode) || (facts.Has(Shown.Stopped) && IsReading(type))))
        {
            turnout = turnout.HasFlag(Turnout.Booth) ? turnout | Turnout.Right : turnout & ~Turnout.Right;
        }

        // Where the helper is connected already, nobody is asked for anything.
        var isAct = turnout.HasFlag(Turnout.Act) || (type == typeof(ConnectHelper) && !facts.Has(Shown.HelperConnected));
        return (turnout.HasFlag(Turnout.Right) ? MoveKind.Right : MoveKind.None) | (isAct ? MoveKind.Act : MoveKind.None);
    }

    public int FadingAfter(ActivityNode activity, string outcome) => (int)((activity.Descriptor.Type, outcome) switch
    {
        var (type, _) when type == typeof(AskSecurityQuestions) && outcome == "Correct" && areQuestionsRequired => Fading.Questions,
        var (type, _) when type == typeof(ProveCard) && outcome == "Proved" => Fading.Passcode,
        var (type, _) when type == typeof(EnterCode) && outcome == "Valid" => Fading.Code,
        var (type, _) when type == typeof(IdentifyCard) && outcome == "Identified" && kind == JourneyKind.Unlock => Fading.Card,
        _ => default,
    });

    /// <remarks>
    /// What fails by a machine or by time is nobody's slip. Outcomes that come after several tries count as enough of them.
    /// </remarks>
    public Toll TollOf(JourneyFacts facts, ActivityNode activity, string outcome)
    {
        var type = activity.Descriptor.Type;
        var isAfterMany = (type == typeof(EnterCode) && outcome == "Dead") || TurnoutOf(kind, type, outcome).HasFlag(Turnout.Booth);
        var isSlip = outcome == "Wrong" && (type == typeof(EnterCode) || type == typeof(AskSecurityQuestions));
        return new Toll(
            Spent: type == typeof(SendCode) && outcome == "Sent" ? 1 : 0,
            Slips: isAfterMany ? LeastSlips : isSlip ? 1 : 0,
            IsHarm: kind != JourneyKind.Report && type == typeof(StopSelfService) && outcome == "Stopped" && !facts.Has(Shown.Stopped));
    }

    public Standing StandingOf(JourneyFacts facts) =>
        facts.Has(Shown.Goal) ? Standing.AtGoal
        : facts.Has(Shown.BoothDue) ? Standing.Owed
        : facts.Has(Shown.Served) ? Standing.Served
        : Standing.OnTheWay;

    public RuleBreach NoGoal(ActivityNode root) =>
        new(
            "NoGoal",
            root,
            $"never leads to a {InWords(kind)}, even for a person who does everything right: lead the right outcomes "
            + $"on, up to '{GoalOutcome}'");

    public RuleBreach Lost(ActivityNode activity, string outcome) => new(
        "Lost",
        activity,
        TurnoutOf(kind, activity.Descriptor.Type, outcome).HasFlag(Turnout.Booth)
            ? $"leads by '{outcome}' to an end without the IT booth: refer them to the booth"
            : $"leads by '{outcome}' to a place where even a person who does everything right can reach neither a {InWords(kind)} "
            + "nor the IT booth: lead it further, or refer them to the booth");

    public RuleBreach Faded(ActivityNode activity, TimeSpan? wait) => new(
        "Faded",
        activity,
        $"shows something that counts for {Freshness}, but "
        + (wait is { } least ? $"at least {least} of waiting follows before it is needed: use shorter pauses"
            : "a wait follows whose length is not written out: write it out, such as 00:00:30"));

    public RuleBreach Overspent(ActivityNode activity, int least) => new(
        "Codes",
        activity,
        $"is one code too many: every way to a {InWords(kind)} needs {least} codes, and a journey has {MostSpent}. Ask for fewer");

    public RuleBreach Harmed(ActivityNode activity) => new(
        "Harm",
        activity,
        "can stop self-service for an honest person after a single wrong answer or code, and only the IT booth can undo that: "
        + "give people another try, or refer them to the booth");

    public RuleBreach Circle(ActivityNode at) => new(
        "Circle",
        at,
        $"can go round and round without the person doing anything: ask something on the way, or use a loop of up to {MostRounds} rounds");

    public RuleBreach TooOften(ActivityNode activity, int? times) => new(
        "TooOften",
        activity,
        $"can run {(times is { } counted ? $"{counted}" : $"more than {MostRounds}")} times without the person doing anything in between: "
        + $"{MostRounds} times is the most");

    private string GoalOutcome => kind switch { JourneyKind.Registration => "Completed", JourneyKind.Report => "Stopped", _ => "Reset" };

    private static bool IsReading(Type activity) => activity == typeof(IdentifyCard) || activity == typeof(ProveCard);

    private static bool IsGoal(JourneyKind? kind, Type activity, string outcome) => kind switch
    {
        JourneyKind.Unlock => activity == typeof(ResetPasscode) && outcome == "Reset",
        JourneyKind.Registration => activity == typeof(CompleteRegistration) && outcome == "Completed",
        JourneyKind.Report => activity == typeof(StopSelfService) && outcome == "Stopped",
        _ => false,
    };

    /// <remarks>
    /// A card that is not registered can be reported like any other, so that is not the end of it. Nothing is left to report of one that
    /// is stopped already, and the booth knows of it.
    /// </remarks>
    private static Turnout TurnoutOf(JourneyKind? kind, Type activity, string outcome) =>
        (kind, outcome) switch
        {
            (JourneyKind.Report, "NotRegistered") when activity == typeof(IdentifyCard) => Turnout.Other,
            (JourneyKind.Report, "Referred") when activity == typeof(IdentifyCard) => Turnout.Wrong | Turnout.Final,
            _ => Turnouts.GetValueOrDefault((activity, outcome)),
        };
}

/// <summary>What an outcome means to the person. Neither right nor wrong = their choice of another way.</summary>
[Flags]
internal enum Turnout
{
    Other = 0,

    /// <summary>It comes when the person and all services do everything right.</summary>
    Right = 1 << 0,

    Wrong = 1 << 1,

    /// <summary>It cannot come without something that the person does.</summary>
    Act = 1 << 2,

    /// <summary>Nothing more can be done in this journey: it is enough to say so.</summary>
    Final = 1 << 3,

    /// <summary>Only the IT booth can help from here: it must be told, and the person sent there.</summary>
    Booth = 1 << 4,
}
