using Smartcard.Domain.Figures;
using Smartcard.SelfService.Figures;
using Smartcard.Wording;

namespace Smartcard.BackOffice.Figures;

/// <summary>Sections about days, and about hours of the day, as people in the UK have them.</summary>
internal static class TimeSections
{
    /// <summary>Sites with a colour of their own; what is left is the others together.</summary>
    public const int Sites = 5;

    /// <summary>Today hour by hour, and day by day otherwise.</summary>
    public static FigureSection Unlocks(FiguresChoice choice, IReadOnlyList<HourLine> hours) => new(
        "unlocks",
        choice.Days == 1 ? Catalogue.Figures["unlocksByHour"] : Catalogue.Figures["unlocksByDay"],
        Catalogue.Figures["unlocks.said"],
        FigurePicture.Columns,
        HeadOf(choice),
        [Catalogue.Figures["unlocked"], Catalogue.Figures["notUnlocked"], Catalogue.Figures["underWay"]],
        RowsOf(choice, hours, lines =>
        [
            lines.Sum(h => h.Unlocked),
            lines.Sum(h => h.UnlocksEnded - h.Unlocked),
            lines.Sum(h => h.UnlocksBegun - h.UnlocksEnded),
        ]));

    public static FigureSection Busiest(FiguresChoice choice, IReadOnlyList<HourLine> hours)
    {
        var begun = hours.ToLookup(h => UkTime.Of(h.Hour).Hour, h => h.Begun);
        var rows = Enumerable.Range(0, 24).Select(hour => (Hour: hour, Begun: begun[hour].Sum())).ToList();
        var busiest = rows.MaxBy(row => row.Begun);
        return new FigureSection(
            "busiest-hours",
            Catalogue.Figures["busiest"],
            busiest.Begun == 0
                ? Catalogue.Figures["busiest.none"]
                : Catalogue.Figures[
                    "busiest.said",
                    ("from", FigureWords.Hour(busiest.Hour)),
                    ("until", FigureWords.Hour((busiest.Hour + 1) % 24)),
                    ("begun", FigureWords.Of(busiest.Begun)),
                    ("period", FigureWords.Period(choice.Days))],
            FigurePicture.Lines,
            Catalogue.Figures["hourOfDay"],
            [Catalogue.Figures["begun"]],
            [.. rows.Select(row => new FigureRow(FigureWords.Hour(row.Hour), [row.Begun]))]);
    }

    public static FigureSection Lockouts(IReadOnlyList<SiteLockouts> lockouts)
    {
        var sites = lockouts
            .GroupBy(l => l.Organisation)
            .Select(site => (Name: site.Key, Counts: site.ToLookup(l => UkTime.Of(l.Hour).Hour, l => l.Count)))
            .ToList();
        return new FigureSection(
            "lockouts",
            Catalogue.Figures["lockouts"],
            Catalogue.Figures["lockouts.said"],
            FigurePicture.Columns,
            Catalogue.Figures["hourOfDay"],
            [.. sites.Select(site => site.Name is { } name ? FigureWords.Organisation(name) : Catalogue.Figures["otherSites"])],
            [
                .. Enumerable.Range(0, 24).Select(hour => new FigureRow(
                    FigureWords.Hour(hour),
                    [.. sites.Select(site => (long?)site.Counts[hour].Sum())])),
            ]);
    }

    public static FigureSection Booth(FiguresChoice choice, IReadOnlyList<HourLine> hours, FigureTotals totals) => new(
        "booth",
        Catalogue.Figures["booth"],
        totals.WaitingTime is { } waiting && totals.HandlingTime is { } handling
            ? Catalogue.Figures["booth.said", ("waiting", FigureWords.Of(waiting)), ("handling", FigureWords.Of(handling))]
            : Catalogue.Figures["booth.none"],
        FigurePicture.Lines,
        HeadOf(choice),
        [Catalogue.Figures["casesOpened"], Catalogue.Figures["casesClosed"]],
        RowsOf(choice, hours, lines => [lines.Sum(h => h.CasesOpened), lines.Sum(h => h.CasesClosed)]));

    private static string HeadOf(FiguresChoice choice) => choice.Days == 1 ? Catalogue.Figures["hourOfDay"] : Catalogue.Figures["day"];

    private static IReadOnlyList<FigureRow> RowsOf(
        FiguresChoice choice, IReadOnlyList<HourLine> hours, Func<IReadOnlyList<HourLine>, IReadOnlyList<long?>> values)
    {
        if (choice.Days == 1)
        {
            var byHour = hours.ToLookup(h => UkTime.Of(h.Hour).Hour);
            return
            [
                .. Enumerable.Range(0, 24).Select(hour => new FigureRow(FigureWords.Hour(hour), values([.. byHour[hour]]))),
            ];
        }

        var byDay = hours.ToLookup(h => UkTime.DayOf(h.Hour));
        return
        [
            .. Enumerable.Range(0, choice.Days).Select(choice.From.AddDays).Select(day =>
                new FigureRow(FigureWords.Day(day), values([.. byDay[day]]), Key: FigureWords.Iso(day))),
        ];
    }
}
