using Smartcard.Workflows;

namespace Smartcard.SelfService.Policy;

/// <summary>What a journey has shown at a point of its workflow, as far as the drawing alone can tell.</summary>
/// <param name="SinceAct">How long the timers have run since something was last answered; at most <see cref="Moment"/>.</param>
internal readonly record struct JourneyFacts(Shown Shown, CodeClock Code, TimeSpan SinceAct)
{
    /// <summary>As long as somebody may look at a chat in which nothing happens, and as is needed at least to answer anything.</summary>
    public static readonly TimeSpan Moment = TimeSpan.FromMinutes(1);

    public bool Has(Shown what) => (Shown & what) == what;

    public JourneyFacts With(Shown gained, Shown lost)
    {
        var shown = (Shown & ~lost) | gained;
        var isAnother = gained.HasFlag(Shown.CodeSent) || (Has(Shown.CodeSent) && !shown.HasFlag(Shown.CodeSent));
        return isAnother ? this with { Shown = shown & ~Shown.CodeAsked, Code = Code.Restarted() } : this with { Shown = shown };
    }

    public JourneyFacts Beginning(ActivityNode timer) => this with { Code = Code.Beginning(timer, Has(Shown.CodeSent)) };

    public JourneyFacts Ending(ActivityNode timer)
    {
        var since = SinceAct + (timer.WrittenOutLength() ?? Moment);
        return this with { Code = Code.Ending(timer), SinceAct = since < Moment ? since : Moment };
    }

    public JourneyFacts Cancelling(ActivityNode timer) => this with { Code = Code.Cancelling(timer) };
}

[Flags]
internal enum Shown
{
    Nothing = 0,

    /// <summary>A registered card was read in the paired reader. P-U1, P-U2.</summary>
    CardIdentified = 1 << 0,

    /// <summary>The card took its passcode and signed. P-R4.</summary>
    CardProved = 1 << 1,

    /// <summary>Four questions with answers. P-R5.</summary>
    QuestionsSet = 1 << 2,

    /// <summary>An address of an approved provider. P-R2, P-R6.</summary>
    AddressGiven = 1 << 3,

    /// <summary>A code is on its way that can still be entered. P-R7, P-U7.</summary>
    CodeSent = 1 << 4,

    /// <summary>It came back. P-R8, P-U8.</summary>
    CodeConfirmed = 1 << 5,

    /// <summary>All answers asked were right. P-U5.</summary>
    QuestionsAnswered = 1 << 6,

    /// <summary>Self-service has stopped for the card. P-U6, S4, S6.</summary>
    Stopped = 1 << 7,

    /// <summary>The person was told how it ends. Since then, things were at most shown or connected.</summary>
    Told = 1 << 8,

    /// <summary>In the tone of something that went well.</summary>
    ToldGood = 1 << 9,

    /// <summary>The helper is connected to this journey.</summary>
    HelperConnected = 1 << 10,

    /// <summary>What was done last, besides speaking, did not go well.</summary>
    WentWrong = 1 << 11,

    /// <summary>The person has what can be given without the goal: a place to go, or the reason why not.</summary>
    Served = 1 << 12,

    /// <summary>What the journey is for is done.</summary>
    Goal = 1 << 13,

    /// <summary>The code that is on its way has been asked for.</summary>
    CodeAsked = 1 << 14,

    /// <summary>Only the IT booth can help, and the person was not sent there yet.</summary>
    BoothDue = 1 << 15,

    /// <summary>All that is true of one card only.</summary>
    OfOneCard = CardIdentified | CardProved | QuestionsSet | AddressGiven | CodeSent | CodeConfirmed | QuestionsAnswered | Stopped | Goal,
}
