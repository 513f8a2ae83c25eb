using Smartcard.Domain.Codes;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Prompts;
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
/// The policy of process.md as it shows in a drawing: what each activity shows by which outcome, and what must have
/// been shown before it. D7.
/// </summary>
/// <param name="isPart">
/// It is only ever used within other workflows, and no journey starts on it. What must have been shown, and what is
/// said at the end, is asked of each of those, with this one inside it.
/// </param>
internal sealed class JourneyRules(WorkflowDefinition definition, JourneyKind? kind, bool areQuestionsRequired, bool isPart = false)
    : IExplorationRules<JourneyFacts>
{
    /// <summary>What an outcome adds and what it takes away.</summary>
    /// <remarks>Reading a card takes away what was shown of another. What is refused was shown too long ago.</remarks>
    private static readonly Dictionary<(Type Activity, string Outcome), (Shown Gained, Shown Lost)> Effects = new()
    {
        [(typeof(IdentifyCard), "Identified")] = (Shown.CardIdentified, Shown.OfOneCard),
        [(typeof(IdentifyCard), "HelperLost")] = (Shown.Nothing, Shown.HelperConnected),
        [(typeof(ProveCard), "HelperLost")] = (Shown.Nothing, Shown.HelperConnected),
        [(typeof(ResetPasscode), "HelperLost")] = (Shown.Nothing, Shown.HelperConnected),
        [(typeof(IdentifyCard), "NotRegistered")] = (Shown.Nothing, Shown.OfOneCard),
        [(typeof(IdentifyCard), "Referred")] = (Shown.Stopped, Shown.OfOneCard),
        [(typeof(ProveCard), "Proved")] = (Shown.CardProved, Shown.OfOneCard),
        [(typeof(ProveCard), "PasscodeLocked")] = (Shown.Nothing, Shown.OfOneCard),
        [(typeof(ProveCard), "Referred")] = (Shown.Stopped, Shown.OfOneCard),
        [(typeof(SetSecurityQuestions), "Set")] = (Shown.QuestionsSet, Shown.AddressGiven | Shown.CodeSent | Shown.CodeConfirmed),
        [(typeof(ConfirmEmail), "Confirmed")] = (Shown.AddressGiven, Shown.CodeSent | Shown.CodeConfirmed),
        [(typeof(ConnectHelper), "Connected")] = (Shown.HelperConnected, Shown.Nothing),
        [(typeof(SendCode), "Sent")] = (Shown.CodeSent, Shown.Nothing),
        [(typeof(EnterCode), "Valid")] = (Shown.CodeConfirmed, Shown.CodeSent),
        [(typeof(EnterCode), "Dead")] = (Shown.Nothing, Shown.CodeSent),
        [(typeof(EnterCode), "NewCode")] = (Shown.Nothing, Shown.CodeSent),
        [(typeof(EnterCode), "OtherAddress")] = (Shown.Nothing, Shown.CodeSent),
        [(typeof(AskSecurityQuestions), "Correct")] = (Shown.QuestionsAnswered, Shown.Nothing),
        [(typeof(AskSecurityQuestions), "LockedOut")] = (Shown.Stopped, Shown.Nothing),
        [(typeof(StopSelfService), "Stopped")] = (Shown.Stopped, Shown.Nothing),
        [(typeof(ResetPasscode), "Refused")] = (Shown.Nothing, Shown.QuestionsAnswered | Shown.CodeConfirmed),
        [(typeof(CompleteRegistration), "Refused")] = (Shown.Nothing, Shown.CardProved | Shown.CodeConfirmed),
    };

    /// <summary>Activities that serve one kind of journey only.</summary>
    private static readonly Dictionary<Type, JourneyKind> Belongs = new()
    {
        [typeof(AskSecurityQuestions)] = JourneyKind.Unlock,
        [typeof(ResetPasscode)] = JourneyKind.Unlock,
        [typeof(ProveCard)] = JourneyKind.Registration,
        [typeof(SetSecurityQuestions)] = JourneyKind.Registration,
        [typeof(ConfirmEmail)] = JourneyKind.Registration,
        [typeof(CompleteRegistration)] = JourneyKind.Registration,
    };

    /// <summary>Activities that speak, show or connect: how the work stands is the same before them and after.</summary>
    private static readonly HashSet<Type> Beside = [typeof(SayActivity), typeof(ShowInstructions), typeof(ConnectHelper)];

    private static readonly (Shown What, string InWords)[] Words =
    [
        (Shown.CardIdentified, "before a registered card was identified"),
        (Shown.CardProved, "before the card was proved with its passcode"),
        (Shown.QuestionsSet, "before four security questions were set"),
        (Shown.AddressGiven, "before an email address was confirmed"),
        (Shown.CodeSent, "when no code is on its way"),
        (Shown.CodeConfirmed, "without a valid code"),
        (Shown.QuestionsAnswered, "without right answers to the security questions"),
    ];

    private readonly EndingTimers _ending = new(definition);

    /// <summary>By activity: whether it says something, as far as that can be known.</summary>
    private readonly Dictionary<ActivityNode, bool> _speaking = [];

    /// <summary>Null for a part: where the ways of a part lead, only the workflow around it shows.</summary>
    public IWayRules<JourneyFacts>? Ways { get; } = isPart ? null : new JourneyWays(kind, areQuestionsRequired);

    public JourneyFacts AtStart => default;

    public JourneyFacts Starting(JourneyFacts facts, ActivityNode activity) =>
        activity.Descriptor.IsTimed ? _ending.Contains(activity) ? facts.Beginning(activity) : facts
            : activity.Descriptor.Type == typeof(EnterCode) ? facts.With(Shown.CodeAsked, Shown.WentWrong)
            : IsOurs(activity.Descriptor.Type) && !Beside.Contains(activity.Descriptor.Type) ? facts.With(Shown.Nothing, Shown.WentWrong)
            : facts;

    /// <remarks>What is taken away was not answered in time. A page asks for nothing that could go wrong.</remarks>
    public JourneyFacts Cancelling(JourneyFacts facts, ActivityNode activity) =>
        activity.Descriptor.IsTimed ? _ending.Contains(activity) ? facts.Cancelling(activity) : facts
            : IsOurs(activity.Descriptor.Type) && activity.Descriptor.Type != typeof(ShowInstructions)
                ? facts.With(Shown.WentWrong, Shown.Nothing)
            : facts;

    public JourneyFacts After(JourneyFacts facts, ActivityNode activity, string outcome)
    {
        var type = activity.Descriptor.Type;
        if (!IsOurs(type))
        {
            return activity.Descriptor.IsTimed && _ending.Contains(activity) ? facts.Ending(activity) : facts;
        }

        var (gained, lost) = Effects.GetValueOrDefault((type, outcome));
        if (Tells(activity, outcome))
        {
            gained |= JourneyTones.Of(activity) is MessageTone.Good or null ? Shown.Told | Shown.ToldGood : Shown.Told;
        }

        if (!Beside.Contains(type))
        {
            lost |= Shown.Served | JourneyWays.SettledBy(type, outcome);
            gained |= JourneyWays.StandingAfter(kind, type, outcome);
        }

        if (!Beside.Contains(type) || type == typeof(SayActivity))
        {
            lost |= Shown.Told | Shown.ToldGood;
        }

        var after = facts.With(gained, lost);
        return activity.Descriptor.MayWait ? after with { SinceAct = TimeSpan.Zero } : after;
    }

    public IEnumerable<RuleBreach> OnReached(JourneyFacts facts, ActivityNode activity)
    {
        if (isPart)
        {
            yield break;
        }

        var type = activity.Descriptor.Type;
        if (Belongs.TryGetValue(type, out var belongsTo) && belongsTo != kind)
        {
            yield return new RuleBreach("Kind", activity, $"belongs in a workflow of the kind {belongsTo}");
            yield break;
        }

        var needed = NeededBy(type);
        foreach (var (what, inWords) in Words)
        {
            if ((needed & what) != 0 && !facts.Has(what))
            {
                yield return new RuleBreach(what.ToString(), activity, $"can be reached {inWords}");
            }
        }

        if (needed != Shown.Nothing && facts.Has(Shown.Stopped))
        {
            yield return new RuleBreach("Stopped", activity, "can be reached after self-service has stopped for the card");
        }

        var mayFollowGoal = Beside.Contains(type) || (kind == JourneyKind.Report && type == typeof(ReferToBooth));
        if (facts.Has(Shown.Goal) && IsOurs(type) && !mayFollowGoal)
        {
            yield return new RuleBreach("Over", activity, "can be reached when everything is done: say so, and let the journey end");
        }

        var left = EmailCode.Lifetime - facts.Code.Since;
        if (type == typeof(EnterCode) && facts.Has(Shown.CodeSent) && !facts.Has(Shown.CodeAsked) && left < EmailCode.LeastUsefulLife)
        {
            yield return new RuleBreach(
                "CodeLife",
                activity,
                $"can ask for a code that has {left} left, after the pauses before it: leave people at least {EmailCode.LeastUsefulLife}");
        }

        if (type == typeof(SayActivity) && JourneyTones.BreachedBy(facts, JourneyTones.Of(activity)) is { } reason)
        {
            yield return new RuleBreach("Tone", activity, reason);
        }
    }

    public IEnumerable<RuleBreach> OnCancelled(JourneyFacts facts, ActivityNode activity)
    {
        var type = activity.Descriptor.Type;
        if (!IsOurs(type))
        {
            yield break;
        }

        if (type == typeof(ResetPasscode))
        {
            yield return new RuleBreach(
                "Cut", activity, "can be taken away while the card is being changed: let nothing that ends it run beside it");
        }
        else if (type == typeof(EnterCode) && facts.Has(Shown.CodeSent) && facts.Code.Since < EmailCode.LeastUsefulLife)
        {
            yield return new RuleBreach(
                "CodeLife",
                activity,
                $"can be taken away {facts.Code.Since} after the code was sent: "
                + $"leave people at least {EmailCode.LeastUsefulLife}, because a mail may take a while");
        }
        else if (facts.SinceAct < JourneyFacts.Moment)
        {
            yield return new RuleBreach(
                "Cut", activity, $"can be taken away {facts.SinceAct} after it was shown: leave people at least {JourneyFacts.Moment}");
        }
    }

    public IEnumerable<RuleBreach> OnWaiting(JourneyFacts facts, IReadOnlyList<ActivityNode> activities)
    {
        var asking = activities.Where(a => IsOurs(a.Descriptor.Type)).ToArray();
        if (asking.Length > 1)
        {
            yield return new RuleBreach(
                "Two",
                asking[1],
                $"can ask while {Named(asking[0])} still asks: people can answer one thing at a time");
        }

        var timers = activities.Where(a => a.Descriptor.IsTimed);
        if (asking.Length == 0 && timers.All(t => !(t.WrittenOutLength() <= JourneyFacts.Moment)) && timers.FirstOrDefault() is { } first)
        {
            yield return new RuleBreach(
                "Left",
                first,
                $"can leave the person waiting with nothing asked: ask something beside it, or wait no longer than {JourneyFacts.Moment}");
        }

        foreach (var timer in timers.Where(_ => asking.Any(a => a.Descriptor.Type == typeof(EnterCode))))
        {
            if (timer.WrittenOutLength() is not { } length)
            {
                yield return new RuleBreach(
                    "CodeLife",
                    timer,
                    $"runs beside {Named(asking[0])} for an unknown time: use a Delay with its length written out, such as 00:15:00");
            }
            else if (length > EmailCode.Lifetime)
            {
                yield return new RuleBreach(
                    "CodeLife",
                    timer,
                    $"waits {length} beside {Named(asking[0])}; a code lives {EmailCode.Lifetime} and never longer");
            }
            else if (timer.Id == facts.Code.Outlasting)
            {
                yield return new RuleBreach(
                    "CodeLife",
                    timer,
                    "starts when another timer has already run, and ends after the code: a code lives "
                    + $"{EmailCode.Lifetime} in all and never longer");
            }
        }
    }

    public IEnumerable<RuleBreach> OnEnd(JourneyFacts facts, ActivityNode last)
    {
        if (!isPart && !facts.Has(Shown.Told))
        {
            yield return new RuleBreach("Silent", last, "can end the journey without a word: say what happened and what to do next");
        }

        if (!isPart && facts.Has(Shown.ToldGood) && !facts.Has(Shown.Goal) && Ways is { HasGoal: true })
        {
            yield return new RuleBreach(
                "Tone",
                last,
                $"can end the journey with words in the tone 'Good' though there is no {JourneyWays.InWords(kind)}: use another tone");
        }
    }

    public IEnumerable<RuleBreach> OnFault(JourneyFacts facts, ActivityNode last)
    {
        if (!isPart && facts.Has(Shown.Goal))
        {
            yield return new RuleBreach(
                "Over", last, "can fault when everything is done, and the person would only hear about the fault: let the journey end");
        }
    }

    internal static string Named(ActivityNode activity) => $"'{activity.DisplayText}' ({activity.Id})";

    private Shown NeededBy(Type activity) => activity switch
    {
        _ when activity == typeof(AskSecurityQuestions) => Shown.CardIdentified,
        _ when activity == typeof(SetSecurityQuestions) => Shown.CardProved,
        _ when activity == typeof(ConfirmEmail) => Shown.QuestionsSet,
        _ when activity == typeof(SendCode) => kind == JourneyKind.Registration ? Shown.AddressGiven : Shown.CardIdentified,
        _ when activity == typeof(EnterCode) => Shown.CodeSent,
        _ when activity == typeof(CompleteRegistration) => Shown.CardProved | Shown.QuestionsSet | Shown.AddressGiven | Shown.CodeConfirmed,
        _ when activity == typeof(ResetPasscode) =>
            Shown.CardIdentified | Shown.CodeConfirmed | (areQuestionsRequired ? Shown.QuestionsAnswered : Shown.Nothing),
        _ => Shown.Nothing,
    };

    private bool Tells(ActivityNode activity, string outcome) =>
        IsTelling(activity.Descriptor.Type, outcome)
        && (
            _speaking.TryGetValue(activity, out var speaks)
                ? speaks
                : _speaking[activity] = WrittenWords.MissingIn(activity) is null);

    private static bool IsTelling(Type activity, string outcome) =>
        activity == typeof(SayActivity)
        || activity == typeof(ReferToBooth)
        || (activity == typeof(StopSelfService) && outcome == "Stopped");

    private static bool IsOurs(Type activity) => activity.Assembly == typeof(JourneyRules).Assembly;
}
