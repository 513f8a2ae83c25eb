using Smartcard.Domain.Figures;
using Smartcard.Domain.Journeys;
using Smartcard.SelfService.Figures;
using Smartcard.Wording;

namespace Smartcard.BackOffice.Figures;

/// <summary>Sections about the whole period.</summary>
internal static class TotalSections
{
    private static readonly string Begun = Figure.Begun(JourneyKind.Unlock);
    private static readonly string Unlocked = Figure.Ended(JourneyKind.Unlock, JourneyEnd.Completed);
    private static readonly string InPersonDone = Figure.Ended(JourneyKind.InPerson, JourneyEnd.Completed);

    public static FigureSection Summary(FigureTotals totals, int minutes)
    {
        FigureRow Row(string label, string figure) => new(label, [totals[figure]]);
        FigureRow Within(string label, double share) =>
            new(label, [(long?)TimeHistogram.Within(totals.UnlockTimes, share)?.TotalSeconds], FigureUnit.Seconds);
        return new FigureSection(
            "summary",
            Catalogue.Figures["summary"],
            Catalogue.Figures["summary.said", ("unlocked", FigureWords.Of(totals[Unlocked])), ("begun", FigureWords.Of(totals[Begun]))],
            FigurePicture.None,
            Catalogue.Figures["figure"],
            [Catalogue.Figures["value"]],
            [
                Row(Catalogue.Figures["begun.unlock"], Begun),
                Row(Catalogue.Figures["unlocked"], Unlocked),
                Within(Catalogue.Figures["median"], 0.5),
                Within(Catalogue.Figures["within95"], 0.95),
                Row(Catalogue.Figures["begun.registration"], Figure.Begun(JourneyKind.Registration)),
                Row(Catalogue.Figures["registered"], Figure.Ended(JourneyKind.Registration, JourneyEnd.Completed)),
                Row(Catalogue.Figures["begun.report"], Figure.Begun(JourneyKind.Report)),
                Row(Catalogue.Figures["lockedOut"], Figure.LockedOut),
                Row(Catalogue.Figures["frozen"], Figure.Frozen),
                Row(Catalogue.Figures["casesOpened"], Figure.CasesOpened),
                Row(Catalogue.Figures["casesClosed"], Figure.CasesClosed),
                new(Catalogue.Figures["waiting"], [Seconds(totals.WaitingTime)], FigureUnit.Seconds),
                new(Catalogue.Figures["handling"], [Seconds(totals.HandlingTime)], FigureUnit.Seconds),
                Row(Catalogue.Figures["begun.inPerson"], Figure.Begun(JourneyKind.InPerson)),
                Row(Catalogue.Figures["resetInPerson"], InPersonDone),
                new(Catalogue.Figures["resetTime"], [Seconds(totals.ResetTime)], FigureUnit.Seconds),
                new(Catalogue.Figures["saved"], [totals[Unlocked] * minutes], FigureUnit.Minutes),
            ]);
    }

    public static FigureSection Funnel(FigureTotals totals) => Bars(
        "funnel",
        Catalogue.Figures["funnel"],
        Catalogue.Figures["funnel.said"],
        Catalogue.Figures["step"],
        [
            new(Catalogue.Figures["step.begun"], [totals[Begun]]),
            .. Enum.GetValues<UnlockStep>().Select(step => new FigureRow(FigureWords.Of(step), [totals[Figure.Reached(step)]])),
            new(Catalogue.Figures["step.done"], [totals[Unlocked]]),
        ]);

    public static FigureSection Lost(FigureTotals totals) => Bars(
        "lost",
        Catalogue.Figures["lost"],
        Catalogue.Figures["lost.said"],
        Catalogue.Figures["step"],
        [.. Figure.Stages.Select(stage => new FigureRow(FigureWords.Of(stage), [totals[Figure.LostAt(stage)]]))]);

    public static FigureSection Ends(FigureTotals totals) => new(
        "ends",
        Catalogue.Figures["ends"],
        Catalogue.Figures["ends.said"],
        FigurePicture.Bars,
        Catalogue.Figures["end"],
        [Catalogue.Figures["kind.unlock"], Catalogue.Figures["kind.registration"]],
        [
            .. Figure.Ends.Select(end => new FigureRow(
                FigureWords.Of(end),
                [totals[Figure.Ended(JourneyKind.Unlock, end)], totals[Figure.Ended(JourneyKind.Registration, end)]])),
        ]);

    public static FigureSection UnlockTimes(FigureTotals totals) => new(
        "unlock-times",
        Catalogue.Figures["times"],
        TimeHistogram.Within(totals.UnlockTimes, 0.5) is { } median && TimeHistogram.Within(totals.UnlockTimes, 0.95) is { } most
            ? Catalogue.Figures["times.said", ("median", FigureWords.Of(median)), ("most", FigureWords.Of(most))]
            : Catalogue.Figures["times.none"],
        FigurePicture.Columns,
        Catalogue.Figures["time"],
        [Catalogue.Figures["unlocks"]],
        [.. totals.UnlockTimes.Select((count, bucket) => new FigureRow(FigureWords.Bucket(bucket), [count]))]);

    public static FigureSection Mails(IReadOnlyList<MailLine> mails)
    {
        var outcomes = Enum.GetValues<MailOutcome>();
        return new FigureSection(
            "mails",
            Catalogue.Figures["mails"],
            Catalogue.Figures["mails.said"],
            FigurePicture.Bars,
            Catalogue.Figures["provider"],
            [.. outcomes.Select(FigureWords.Of)],
            [
                .. mails
                    .GroupBy(mail => mail.Provider)
                    .OrderByDescending(provider => provider.Sum(mail => mail.Count))
                    .Select(provider => new FigureRow(
                        provider.Key.Length == 0 ? Catalogue.Figures["provider.other"] : provider.Key,
                        [.. outcomes.Select(outcome => (long?)provider.Where(mail => mail.Outcome == outcome).Sum(mail => mail.Count))])),
            ]);
    }

    public static FigureSection InPerson(FigureTotals totals, int minutes) => Bars(
        "self-service",
        Catalogue.Figures["selfService"],
        Catalogue.Figures[
            "selfService.said",
            ("saved", FigureWords.Of(TimeSpan.FromMinutes(totals[Unlocked] * minutes))),
            ("unlocked", FigureWords.Of(totals[Unlocked])),
            ("minutes", minutes)],
        Catalogue.Figures["way"],
        [new(Catalogue.Figures["way.self"], [totals[Unlocked]]), new(Catalogue.Figures["way.inPerson"], [totals[InPersonDone]])]);

    private static FigureSection Bars(string id, string title, string said, string rowHead, IReadOnlyList<FigureRow> rows) =>
        new(id, title, said, FigurePicture.Bars, rowHead, [Catalogue.Figures["journeys"]], rows);

    private static long? Seconds(TimeSpan? time) => (long?)time?.TotalSeconds;
}
