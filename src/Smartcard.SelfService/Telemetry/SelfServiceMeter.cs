using System.Diagnostics.Metrics;
using System.Text.Json;
using Smartcard.Domain.CardTasks;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Mail;

namespace Smartcard.SelfService.Telemetry;

/// <summary>What is measured of self-service. Each tag has a few values that are known beforehand, and none is an id.</summary>
/// <remarks>One for each container, so that a dry run can have one that nobody listens to.</remarks>
public sealed class SelfServiceMeter
{
    public const string Name = "Smartcard.SelfService";

    private const string Kind = "smartcard.journey.kind";
    private const string Outcome = "smartcard.outcome";
    private const string MailKindTag = "smartcard.mail.kind";
    private const string TaskKind = "smartcard.card_task.kind";
    private const string Reason = "smartcard.reason";

    private static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.5, 1, 2.5, 5, 10, 20, 30, 60, 120, 300, 600],
    };
    private static readonly InstrumentAdvice<double> Minutes = new()
    {
        HistogramBucketBoundaries = [30, 60, 90, 120, 180, 240, 300, 450, 600, 900, 1800],
    };

    private readonly Counter<long> _started;
    private readonly Counter<long> _ended;
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _codes;
    private readonly Counter<long> _lockouts;
    private readonly Histogram<double> _mailLatency;
    private readonly Counter<long> _mailFailed;
    private readonly Histogram<double> _cardTasks;
    private readonly Histogram<double> _lateness;

    public SelfServiceMeter(Meter meter)
    {
        _started = meter.CreateCounter<long>(
            "smartcard.journey.started",
            "{journey}",
            "Journeys that started, by kind.");
        _ended = meter.CreateCounter<long>(
            "smartcard.journey.ended",
            "{journey}",
            "Journeys that ended, by kind and by how they ended.");
        _duration = meter.CreateHistogram(
            "smartcard.journey.duration",
            "s",
            "From the start of a journey to its end, including the person's own time.",
            advice: Minutes);
        _codes = meter.CreateCounter<long>(
            "smartcard.code.tries",
            "{try}",
            "Emailed codes that people typed, by result.");
        _lockouts = meter.CreateCounter<long>(
            "smartcard.lockouts",
            "{card}",
            "Cards whose self-service was stopped, by reason: wrong answers, or the holder said that it was not them.");
        _mailLatency = meter.CreateHistogram(
            "smartcard.mail.latency",
            "s",
            "From the commit that made a mail until the mail server accepted it, by kind.",
            advice: Seconds);
        _mailFailed = meter.CreateCounter<long>(
            "smartcard.mail.failed",
            "{mail}",
            "Mails that were given up: refused for good, or too late to be of use, by kind.");
        _cardTasks = meter.CreateHistogram(
            "smartcard.card_task.duration",
            "s",
            "From giving the reader helper a card task to its end, including the person's own time, by kind and result.",
            advice: Seconds);
        _lateness = meter.CreateHistogram("smartcard.timer.lateness", "s", "How late a timer was.", advice: Seconds);
    }

    /// <summary>Shows what has not happened yet as 0, and not as missing.</summary>
    public void Prime()
    {
        foreach (var kind in Enum.GetValues<JourneyKind>())
        {
            _started.Add(0, Tag(Kind, kind));
            foreach (var end in Enum.GetValues<JourneyEnd>())
            {
                _ended.Add(0, Tag(Kind, kind), Tag(Outcome, end));
            }
        }

        foreach (var kind in Enum.GetValues<MailKind>())
        {
            _mailFailed.Add(0, Tag(MailKindTag, kind));
        }

        foreach (var outcome in Enum.GetValues<CodeOutcome>())
        {
            _codes.Add(0, Tag(Outcome, outcome));
        }

        foreach (var reason in Enum.GetValues<StopReason>())
        {
            _lockouts.Add(0, Tag(Reason, reason));
        }
    }

    internal void Started(JourneyKind kind) => _started.Add(1, Tag(Kind, kind));

    internal void Ended(JourneyKind kind, JourneyEnd end, TimeSpan duration)
    {
        _ended.Add(1, Tag(Kind, kind), Tag(Outcome, end));
        _duration.Record(duration.TotalSeconds, Tag(Kind, kind), Tag(Outcome, end));
    }

    internal void CodeTried(CodeOutcome outcome) => _codes.Add(1, Tag(Outcome, outcome));

    internal void Stopped(StopReason reason) => _lockouts.Add(1, Tag(Reason, reason));

    internal void MailAccepted(MailKind kind, TimeSpan latency) => _mailLatency.Record(latency.TotalSeconds, Tag(MailKindTag, kind));

    internal void MailFailed(MailKind kind) => _mailFailed.Add(1, Tag(MailKindTag, kind));

    internal void CardTaskEnded(CardWork kind, CardTaskEnd end, TimeSpan duration) =>
        _cardTasks.Record(duration.TotalSeconds, Tag(TaskKind, kind), Tag(Outcome, end));

    internal void TimerWentOff(TimeSpan late) => _lateness.Record(Math.Max(0, late.TotalSeconds));

    private static KeyValuePair<string, object?> Tag<T>(string name, T value)
        where T : struct, Enum =>
        new(name, Word(value.ToString()));

    private static string Word(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);
}

/// <summary>What becomes of a code that was typed in.</summary>
internal enum CodeOutcome
{
    Valid,
    Wrong,
    Expired,

    /// <summary>Used already, used up by wrong tries, or replaced by a newer one.</summary>
    Dead,
}

/// <summary>Why self-service stops for a card.</summary>
internal enum StopReason
{
    WrongAnswers,
    NotMe,
}
