using Smartcard.Domain.Codes;
using Smartcard.Workflows;

namespace Smartcard.SelfService.Policy;

/// <summary>What a journey has shown at a point of its workflow, as far as the drawing alone can tell.</summary>
/// <param name="SinceCode">How long the timers have run, one after the other, since the code was sent that can be entered; at most its lifetime.</param>
/// <param name="Outlasting">The id of a timer that began so late that it ends after that code.</param>
internal readonly record struct JourneyFacts(Shown Shown, TimeSpan SinceCode, string? Outlasting)
{
    public bool Has(Shown what) => (Shown & what) == what;

    public JourneyFacts With(Shown gained, Shown lost)
    {
        var shown = (Shown & ~lost) | gained;
        return gained.HasFlag(Shown.CodeSent) || !shown.HasFlag(Shown.CodeSent) ? new JourneyFacts(shown, TimeSpan.Zero, null) : this with { Shown = shown };
    }

    /// <summary>A timer has begun, beside a code or before it is asked for.</summary>
    public JourneyFacts Beginning(ActivityNode timer) =>
        Has(Shown.CodeSent) && SinceCode > TimeSpan.Zero && SinceCode + timer.WrittenOutLength() > EmailCode.Lifetime ? this with { Outlasting = timer.Id } : this;

    /// <summary>A timer has come to its end.</summary>
    public JourneyFacts Ending(ActivityNode timer)
    {
        var since = SinceCode + (timer.WrittenOutLength() ?? TimeSpan.Zero);
        return !Has(Shown.CodeSent) ? this
            : new JourneyFacts(Shown, since < EmailCode.Lifetime ? since : EmailCode.Lifetime, Outlasting == timer.Id ? null : Outlasting);
    }
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

    /// <summary>The person was told how it ends, and has not been asked anything since.</summary>
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

    /// <summary>All that is true of one card only.</summary>
    OfOneCard = CardIdentified | CardProved | QuestionsSet | AddressGiven | CodeSent | CodeConfirmed | QuestionsAnswered | Stopped | Goal,
}
