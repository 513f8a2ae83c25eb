using System.Globalization;
using Microsoft.Extensions.Options;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Prompts;
using Smartcard.Look;
using Smartcard.Look.Access;
using Smartcard.SelfService.Policy;
using Smartcard.Wording;

namespace Smartcard.BackOffice.Policy;

/// <summary>The two ways to unlock beside each other: who takes which, and how they go. S10.</summary>
internal static class PolicyPages
{
    private const int DefaultDays = 30;
    public const int BarWidth = 600;
    private static readonly int[] Periods = [7, 30, 90];

    private static readonly (PolicyProfile Profile, string Name)[] Profiles =
    [
        (PolicyProfile.Questions, Catalogue.Policy["way.questions"]),
        (PolicyProfile.CardAndCode, Catalogue.Policy["way.cardAndCode"]),
    ];

    /// <summary>Ends in the order of the bar; colours that differ in brightness too, and every share stands in the table.</summary>
    private static readonly (JourneyEnd End, string Words, string Colour)[] Ends =
    [
        (JourneyEnd.Completed, Catalogue.Policy["end.completed"], "#007f3b"),
        (JourneyEnd.Referred, Catalogue.Policy["end.referred"], "#b71c1c"),
        (JourneyEnd.Stopped, Catalogue.Policy["end.stopped"], "#768692"),
        (JourneyEnd.Abandoned, Catalogue.Policy["end.abandoned"], "#aeb7bd"),
        (JourneyEnd.Cancelled, Catalogue.Policy["end.cancelled"], "#d8dde0"),
        (JourneyEnd.Faulted, Catalogue.Policy["end.faulted"], "#212b32"),
        (JourneyEnd.Moved, Catalogue.Policy["end.moved"], "#41b6e6"),
    ];

    private static readonly (JourneyStage Stage, string Words)[] Stages =
    [
        (JourneyStage.Start, Catalogue.Policy["lost.start"]),
        (JourneyStage.Card, Catalogue.Policy["lost.card"]),
        (JourneyStage.Questions, Catalogue.Policy["lost.questions"]),
        (JourneyStage.Code, Catalogue.Policy["lost.code"]),
        (JourneyStage.Passcode, Catalogue.Policy["lost.passcode"]),
        (JourneyStage.Done, Catalogue.Policy["lost.done"]),
    ];

    public static void MapPolicies(this IEndpointRouteBuilder routes) =>
        routes.MapGet(Policies.BackOffice + "/policies", PageAsync).RequireAuthorization(Policies.SeeWorkflows).NamesNobody();

    private static async Task<IResult> PageAsync(
        HttpContext http,
        int? days,
        UnlockFigures figures,
        IOptions<PolicyOptions> policy,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var period = days is { } asked && Periods.Contains(asked) ? asked : DefaultDays;
        var found = await figures.SinceAsync(time.GetUtcNow().AddDays(-period), cancellationToken);
        var of = Profiles.Select(p => found.GetValueOrDefault(p.Profile.UnlockWorkflow, WorkflowFigures.None)).ToArray();
        return Pages.Show<PoliciesPage, PoliciesModel>(
            new PageFrame(Catalogue.Policy["title"]) { Menu = Navigation.For(http) },
            new PoliciesModel(
                policy.Value,
                period,
                Periods,
                [.. Profiles.Zip(of, (profile, figures) => new PolicyWay(profile.Name, Said(figures), Bar(figures)))],
                RowsOf(of)));
    }

    private static string Said(WorkflowFigures figures) =>
        figures.Started == 0
            ? Catalogue.Policy["said.nothing"]
            : figures.MedianTime is { } median
                ? Catalogue.Policy[
                    "said.median",
                    ("unlocked", CountOf(figures, JourneyEnd.Completed)),
                    ("started", figures.Started),
                    ("time", InWords(median))]
                : Catalogue.Policy[
                    "said.unlocked",
                    ("unlocked", CountOf(figures, JourneyEnd.Completed)),
                    ("started", figures.Started)];

    private static List<BarPart> Bar(WorkflowFigures figures)
    {
        var ended = figures.Ended.Values.Sum();
        var parts = new List<BarPart>();
        double from = 0;
        foreach (var (end, words, colour) in figures.Started == figures.UnderWay ? [] : Ends)
        {
            var width = (double)BarWidth * CountOf(figures, end) / ended;
            if (width > 0)
            {
                parts.Add(new BarPart($"{words}: {CountOf(figures, end)}", InSvg(from), InSvg(width), colour));
            }

            from += width;
        }

        return parts;
    }

    private static PolicyRow[] RowsOf(WorkflowFigures[] of)
    {
        PolicyRow Row(string words, Func<WorkflowFigures, string> value, string? colour = null) =>
            new(words, [.. of.Select(value)], colour);
        return
        [
            Row(Catalogue.Policy["started"], f => Number(f.Started)),
            Row(Catalogue.Policy["underWay"], f => Number(f.UnderWay)),
            .. Ends.Select(end => Row(end.Words, f => Share(CountOf(f, end.End), f.Started), end.Colour)),
            Row(Catalogue.Policy["median"], f => f.MedianTime is { } median ? InWords(median) : "–"),
            .. Stages.Select(stage => Row(stage.Words, f => Share(f.LostAt.GetValueOrDefault(stage.Stage), f.Started))),
        ];
    }

    private static string InSvg(double length) => length.ToString("0.##", CultureInfo.InvariantCulture);

    private static int CountOf(WorkflowFigures figures, JourneyEnd end) => figures.Ended.GetValueOrDefault(end);

    private static string Number(int count) => count.ToString(CultureInfo.InvariantCulture);

    private static string Share(int count, int of) =>
        of == 0 ? "–" : $"{Number(count)} ({(100.0 * count / of).ToString("0", CultureInfo.InvariantCulture)} %)";

    private static string InWords(TimeSpan time) =>
        Catalogue.Policy["time", ("minutes", (int)time.TotalMinutes), ("seconds", time.Seconds)];
}
