using System.Globalization;
using Smartcard.Domain.Figures;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Prompts;
using Smartcard.Wording;

namespace Smartcard.BackOffice.Figures;

/// <summary>Figures in words.</summary>
internal static class FigureWords
{
    /// <summary>As people in the UK write numbers, whatever the host's language.</summary>
    public static string Of(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    public static string Of(long? value, FigureUnit unit) => (value, unit) switch
    {
        (null, _) => "–",
        ({ } seconds, FigureUnit.Seconds) => Of(TimeSpan.FromSeconds(seconds)),
        ({ } minutes, FigureUnit.Minutes) => Of(TimeSpan.FromMinutes(minutes)),
        ({ } count, _) => Of(count),
    };

    public static string Of(TimeSpan time) => time.TotalHours >= 1
        ? Catalogue.Figures["time.hours", ("hours", Of((long)time.TotalHours)), ("minutes", time.Minutes)]
        : Catalogue.Figures["time.minutes", ("minutes", time.Minutes), ("seconds", time.Seconds)];

    public static string Day(DateOnly day) => day.ToString("d MMM", CultureInfo.InvariantCulture);

    public static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string Hour(int hour) => string.Create(CultureInfo.InvariantCulture, $"{hour:00}:00");

    public static string Organisation(string name) => name.Length == 0 ? Catalogue.Figures["organisation.unknown"] : name;

    public static string Period(int days) =>
        days == 1 ? Catalogue.Figures["period.today"] : Catalogue.Figures["period.days", ("days", days)];

    public static string Bucket(int bucket) => TimeHistogram.UpperBound(bucket) is { } until
        ? Catalogue.Figures["bucket", ("from", Of(TimeHistogram.LowerBound(bucket))), ("until", Of(until))]
        : Catalogue.Figures["bucket.last"];

    public static string Of(JourneyEnd end) => end switch
    {
        JourneyEnd.Completed => Catalogue.Figures["end.completed"],
        JourneyEnd.Referred => Catalogue.Figures["end.referred"],
        JourneyEnd.Stopped => Catalogue.Figures["end.stopped"],
        JourneyEnd.Cancelled => Catalogue.Figures["end.cancelled"],
        JourneyEnd.Abandoned => Catalogue.Figures["end.abandoned"],
        JourneyEnd.Faulted => Catalogue.Figures["end.faulted"],
        _ => throw new ArgumentOutOfRangeException(nameof(end), end, null),
    };

    public static string Of(UnlockStep step) => step switch
    {
        UnlockStep.Identified => Catalogue.Figures["step.identified"],
        UnlockStep.Answered => Catalogue.Figures["step.answered"],
        UnlockStep.CodeEntered => Catalogue.Figures["step.codeEntered"],
        _ => throw new ArgumentOutOfRangeException(nameof(step), step, null),
    };

    public static string Of(JourneyStage stage) => stage switch
    {
        JourneyStage.Start => Catalogue.Figures["lost.start"],
        JourneyStage.Card => Catalogue.Figures["lost.card"],
        JourneyStage.Questions => Catalogue.Figures["lost.questions"],
        JourneyStage.Code => Catalogue.Figures["lost.code"],
        JourneyStage.Passcode => Catalogue.Figures["lost.passcode"],
        JourneyStage.Done => Catalogue.Figures["lost.done"],
        _ => throw new ArgumentOutOfRangeException(nameof(stage), stage, null),
    };

    public static string Of(MailOutcome outcome) => outcome switch
    {
        MailOutcome.Waiting => Catalogue.Figures["mail.waiting"],
        MailOutcome.Accepted => Catalogue.Figures["mail.accepted"],
        MailOutcome.Delivered => Catalogue.Figures["mail.delivered"],
        MailOutcome.Deferred => Catalogue.Figures["mail.deferred"],
        MailOutcome.CameBack => Catalogue.Figures["mail.cameBack"],
        MailOutcome.Failed => Catalogue.Figures["mail.failed"],
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, null),
    };
}
