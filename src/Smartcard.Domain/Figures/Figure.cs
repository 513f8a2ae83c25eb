using System.Globalization;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Prompts;

namespace Smartcard.Domain.Figures;

/// <summary>What is counted for each hour and organisation. The names are those of the columns.</summary>
/// <remarks>What each of them means, in words: <c>docs/figures.md</c>.</remarks>
public static class Figure
{
    /// <summary>Cards whose self-service stopped after wrong answers.</summary>
    public const string LockedOut = nameof(LockedOut);

    /// <summary>Cards whose holders said "this was not me".</summary>
    public const string Frozen = nameof(Frozen);

    /// <summary>Cards that began to need help in person.</summary>
    public const string CasesOpened = nameof(CasesOpened);

    /// <summary>Cards that need no help any more.</summary>
    public const string CasesClosed = nameof(CasesClosed);

    /// <summary>Of these, the ones that somebody at the booth took: for them the wait is known.</summary>
    public const string CasesTaken = nameof(CasesTaken);

    /// <summary>From the first need of help until somebody took it, of all of <see cref="CasesTaken"/>.</summary>
    public const string WaitSeconds = nameof(WaitSeconds);

    /// <summary>From then until no help was needed any more, of all of <see cref="CasesTaken"/>.</summary>
    public const string HandlingSeconds = nameof(HandlingSeconds);

    /// <summary>From the beginning of a reset in person to the new passcode, of all that were completed.</summary>
    public const string ResetSeconds = nameof(ResetSeconds);

    /// <summary>All of them, in the order of the columns.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. JourneyKinds.Counted.Select(Begun),
        .. Ends.Select(end => Ended(JourneyKind.Unlock, end)),
        .. Ends.Select(end => Ended(JourneyKind.Registration, end)),
        Ended(JourneyKind.InPerson, JourneyEnd.Completed),
        .. Enum.GetValues<UnlockStep>().Select(Reached),
        .. Stages.Select(LostAt),
        .. Enumerable.Range(0, TimeHistogram.Buckets).Select(UnlockTime),
        LockedOut,
        Frozen,
        CasesOpened,
        CasesClosed,
        CasesTaken,
        WaitSeconds,
        HandlingSeconds,
        ResetSeconds,
    ];

    /// <summary>Sums of seconds, which may be large; all others are counts.</summary>
    public static IReadOnlyList<string> Times { get; } = [WaitSeconds, HandlingSeconds, ResetSeconds];

    /// <summary>How a journey may end. One that moved goes on as another, which is counted in its place.</summary>
    public static IReadOnlyList<JourneyEnd> Ends => [.. Enum.GetValues<JourneyEnd>().Where(end => end != JourneyEnd.Moved)];

    /// <summary>Where an unlock may stand when it is lost.</summary>
    public static IReadOnlyList<JourneyStage> Stages => [.. Enum.GetValues<JourneyStage>().Where(stage => stage != JourneyStage.Email)];

    public static string Begun(JourneyKind kind) => $"Begun{kind}";

    public static string Ended(JourneyKind kind, JourneyEnd end) => $"{kind}{end}";

    public static string Reached(UnlockStep step) => $"Reached{step}";

    /// <summary>Unlocks that ended without a new passcode, by how far they had come.</summary>
    public static string LostAt(JourneyStage stage) => $"LostAt{stage}";

    /// <summary>Unlocks that were completed, by how long they took.</summary>
    public static string UnlockTime(int bucket) => string.Create(CultureInfo.InvariantCulture, $"UnlockTime{bucket:00}");
}

/// <summary>How far an unlock has come at least, by what it proved.</summary>
public enum UnlockStep
{
    Identified,

    /// <summary>Past the questions, which some organisations do not ask.</summary>
    Answered,

    CodeEntered,
}
