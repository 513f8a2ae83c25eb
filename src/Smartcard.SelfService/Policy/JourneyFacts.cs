using System.Globalization;
using Smartcard.Domain.Codes;
using Smartcard.Workflows;

namespace Smartcard.SelfService.Policy;

/// <summary>What a journey has shown at a point of its workflow, as far as the drawing alone can tell.</summary>
/// <param name="SinceCode">How long ago the code was sent that can be entered, by the timers that began since and have ended; at most its lifetime.</param>
/// <param name="Timers">
/// The timers that run and can take away what is asked: one line for each, with its id and how many seconds after the code it began, or <see cref="Before"/>; and <see cref="OrLater"/> where
/// something was answered meanwhile, for which any time may have gone by. Null = none.
/// </param>
/// <param name="Outlasting">The id of a timer that began so late that it ends after that code.</param>
/// <param name="SinceAct">How long the timers have run since something was last answered; at most <see cref="Moment"/>.</param>
internal readonly record struct JourneyFacts(Shown Shown, TimeSpan SinceCode, string? Timers, string? Outlasting, TimeSpan SinceAct)
{
    /// <summary>As long as somebody may look at a chat in which nothing happens, and as is needed at least to answer anything.</summary>
    public static readonly TimeSpan Moment = TimeSpan.FromMinutes(1);

    /// <summary>Of a timer that began before the code was sent: of each, one line stands for any number.</summary>
    private const string Before = "-1";

    private const char OrLater = '+';

    public bool Has(Shown what) => (Shown & what) == what;

    public JourneyFacts With(Shown gained, Shown lost)
    {
        var shown = (Shown & ~lost) | gained;
        return gained.HasFlag(Shown.CodeSent) || (Has(Shown.CodeSent) && !shown.HasFlag(Shown.CodeSent))
            ? this with { Shown = shown & ~(Shown.CodeAsked | Shown.AnsweredSinceCode), SinceCode = TimeSpan.Zero, Timers = Join(Lines.Select(line => $"{IdOf(line)}@{Before}").Distinct()), Outlasting = null }
            : this with { Shown = shown };
    }

    public JourneyFacts Beginning(ActivityNode timer)
    {
        if (!Has(Shown.CodeSent))
        {
            return this with { Timers = Join(Lines.Append($"{timer.Id}@{Before}").Distinct()) };
        }

        var isLate = SinceCode > Moment && SinceCode + timer.WrittenOutLength() > EmailCode.Lifetime;
        return this with { Timers = Join(Lines.Append($"{timer.Id}@{(int)SinceCode.TotalSeconds}{(Has(Shown.AnsweredSinceCode) ? OrLater : "")}")), Outlasting = isLate ? timer.Id : Outlasting };
    }

    /// <summary>Whether a timer can be the next to end: not while another is sure to end earlier.</summary>
    public bool MayEnd(ActivityNode timer, IReadOnlyList<ActivityNode> running)
    {
        var lines = Lines;
        return Due(timer) is not { } due || !running.Any(other => Due(other) < due);

        // The first of it is the one that ends.
        TimeSpan? Due(ActivityNode node) =>
            lines.Where(line => IdOf(line) == node.Id).MinBy(BegunOf) is { } first && !first.EndsWith(OrLater) && BegunOf(first) >= TimeSpan.Zero ? BegunOf(first) + node.WrittenOutLength() : null;
    }

    /// <summary>Something was answered, after whatever time.</summary>
    public JourneyFacts Answered() => this with { SinceAct = TimeSpan.Zero, Shown = Has(Shown.CodeSent) ? Shown | Shown.AnsweredSinceCode : Shown };

    /// <summary>A timer is over before its time.</summary>
    public JourneyFacts Cancelling(ActivityNode timer) => Without(timer, out _);

    /// <summary>A timer has come to its end. Of some alike it is the one that began first, as it would be in a run.</summary>
    public JourneyFacts Ending(ActivityNode timer)
    {
        var length = timer.WrittenOutLength();
        var next = Without(timer, out var begun) with { SinceAct = Least(SinceAct + (length ?? Moment), Moment) };
        return begun is not { } began || began + (length ?? TimeSpan.Zero) is var since && since <= SinceCode ? next : next with { SinceCode = Least(since, EmailCode.Lifetime) };
    }

    private string[] Lines => Timers?.Split('\n') ?? [];

    /// <param name="begun">How long after the code it began; null = before.</param>
    private JourneyFacts Without(ActivityNode timer, out TimeSpan? begun)
    {
        begun = null;
        if (Lines.Where(line => IdOf(line) == timer.Id).MinBy(BegunOf) is not { } first)
        {
            return this;
        }

        begun = BegunOf(first) < TimeSpan.Zero ? null : BegunOf(first);
        var left = Lines.ToList();
        left.Remove(first);
        return this with { Timers = Join(left), Outlasting = Outlasting == timer.Id ? null : Outlasting };
    }

    private static string? Join(IEnumerable<string> lines) => string.Join('\n', lines.Order(StringComparer.Ordinal)) is { Length: > 0 } joined ? joined : null;

    private static string IdOf(string line) => line[..line.LastIndexOf('@')];

    private static TimeSpan BegunOf(string line) => TimeSpan.FromSeconds(int.Parse(line[(line.LastIndexOf('@') + 1)..].TrimEnd(OrLater), CultureInfo.InvariantCulture));

    private static TimeSpan Least(TimeSpan one, TimeSpan other) => one < other ? one : other;
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

    /// <summary>The code that is on its way has been asked for.</summary>
    CodeAsked = 1 << 14,

    /// <summary>Something was answered since it was sent.</summary>
    AnsweredSinceCode = 1 << 15,

    /// <summary>All that is true of one card only.</summary>
    OfOneCard = CardIdentified | CardProved | QuestionsSet | AddressGiven | CodeSent | CodeConfirmed | QuestionsAnswered | Stopped | Goal,
}
