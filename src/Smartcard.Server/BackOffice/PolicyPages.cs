using System.Globalization;
using Microsoft.Extensions.Options;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Prompts;
using Smartcard.SelfService.Policy;
using Smartcard.Server.Setup;
using Smartcard.Server.SignIn;

namespace Smartcard.Server.BackOffice;

/// <summary>The two ways to unlock beside each other: who takes which, and how they go. S10.</summary>
internal static class PolicyPages
{
    private const int DefaultDays = 30;
    private const int BarWidth = 600;
    private static readonly int[] Periods = [7, 30, 90];

    private static readonly (PolicyProfile Profile, string Name)[] Profiles =
    [
        (PolicyProfile.Questions, "With security questions"),
        (PolicyProfile.CardAndCode, "Card and code only"),
    ];

    /// <summary>Ends in the order of the bar; colours that differ in brightness too, and every share stands in the table.</summary>
    private static readonly (JourneyEnd End, string Words, string Colour)[] Ends =
    [
        (JourneyEnd.Completed, "Unlocked", "#007f3b"),
        (JourneyEnd.Referred, "Sent to the IT booth", "#b71c1c"),
        (JourneyEnd.Stopped, "Ended without, e.g. card not registered", "#768692"),
        (JourneyEnd.Abandoned, "Given up: nothing heard for 30 minutes", "#aeb7bd"),
        (JourneyEnd.Cancelled, "Cancelled by the person", "#d8dde0"),
        (JourneyEnd.Faulted, "Ended by a fault", "#212b32"),
        (JourneyEnd.Moved, "Went on as the other way, that of their organisation", "#41b6e6"),
    ];

    private static readonly (JourneyStage Stage, string Words)[] Stages =
    [
        (JourneyStage.Start, "at the start"),
        (JourneyStage.Card, "at the card"),
        (JourneyStage.Questions, "at the questions"),
        (JourneyStage.Code, "at the code"),
        (JourneyStage.Passcode, "at the new passcode"),
        (JourneyStage.Done, "at the end"),
    ];

    public static void MapPolicies(this IEndpointRouteBuilder routes) =>
        routes.MapGet(Policies.BackOffice + "/policies", PageAsync).RequireAuthorization(Policies.SeeWorkflows);

    private static async Task<IResult> PageAsync(
        HttpContext http, int? days, UnlockFigures figures, IOptions<PolicyOptions> policy, TimeProvider time, CancellationToken cancellationToken)
    {
        var period = days is { } asked && Periods.Contains(asked) ? asked : DefaultDays;
        var found = await figures.SinceAsync(time.GetUtcNow().AddDays(-period), cancellationToken);
        var of = Profiles.Select(p => found.GetValueOrDefault(p.Profile.UnlockWorkflow, WorkflowFigures.None)).ToArray();
        return Pages.Html(
            "Policies",
            Html.Of($"<h2>Who unlocks how</h2>{Who(policy.Value)}<h2>How it went, last {period} days</h2>{Choices(period)}{Bars(of)}{Figures(of)}"),
            Navigation.For(http));
    }

    private static Html Who(PolicyOptions policy)
    {
        if (!policy.QuestionsRequired)
        {
            return Html.Of($"<p>Everybody with card and code only: <code>Policy:QuestionsRequired</code> is off.</p>");
        }

        var (organisations, channels) = (policy.CardAndCodeOnly.Organisations, policy.CardAndCodeOnly.Channels);
        return organisations.Count + channels.Count == 0
            ? Html.Of($"<p>Everybody with security questions. To let an organisation unlock with card and code only, name it in the setting <code>Policy:CardAndCodeOnly:Organisations</code>.</p>")
            : Html.Of($"<p>With card and code only:</p><ul>{Html.Join(organisations.Select(o => Html.Of($"<li>staff of {o}</li>")))}{Html.Join(channels.Select(c => Html.Of($"<li>everybody in the channel {c}</li>")))}</ul><p>Everybody else with security questions.</p>");
    }

    private static Html Choices(int period) => Html.Of(
        $"<nav class=\"row\" aria-label=\"Period\">{Html.Join(Periods.Select(days => days == period ? Html.Of($"<strong aria-current=\"true\">{days} days</strong>") : Html.Of($"<a href=\"?days={days}\">{days} days</a>")))}</nav>");

    private static Html Bars(WorkflowFigures[] of) => Html.Join(Profiles.Zip(of, (profile, figures) => Html.Of(
        $"<p><strong>{profile.Name}</strong>: {Said(figures)}</p>{(figures.Started == figures.UnderWay ? default : Bar(figures))}")));

    private static string Said(WorkflowFigures figures) =>
        figures.Started == 0 ? "nothing was started" : $"{CountOf(figures, JourneyEnd.Completed)} of {figures.Started} unlocked{(figures.MedianTime is { } median ? $", half of them within {InWords(median)}" : "")}";

    private static Html Bar(WorkflowFigures figures)
    {
        var ended = figures.Ended.Values.Sum();
        var parts = new List<Html>();
        double from = 0;
        foreach (var (end, words, colour) in Ends)
        {
            var width = (double)BarWidth * CountOf(figures, end) / ended;
            if (width > 0)
            {
                parts.Add(Html.Of($"<rect x=\"{from:0.##}\" y=\"0\" width=\"{width:0.##}\" height=\"28\" fill=\"{colour}\" stroke=\"#fff\"><title>{words}: {CountOf(figures, end)}</title></rect>"));
            }

            from += width;
        }

        return Html.Of($"<svg class=\"bar\" viewBox=\"0 0 {BarWidth} 28\" preserveAspectRatio=\"none\" aria-hidden=\"true\">{Html.Join(parts)}</svg>");
    }

    private static Html Figures(WorkflowFigures[] of)
    {
        Html Row(string words, Func<WorkflowFigures, string> value, string? colour = null) => Html.Of(
            $"<tr><th scope=\"row\">{Key(colour)}{words}{Html.Join(of.Select(figures => Html.Of($"<td>{value(figures)}")))}</tr>");
        Html[] rows =
        [
            Row("Started", f => Number(f.Started)),
            Row("Under way", f => Number(f.UnderWay)),
            .. Ends.Select(end => Row(end.Words, f => Share(CountOf(f, end.End), f.Started), end.Colour)),
            Row("Median time to an unlocked card", f => f.MedianTime is { } median ? InWords(median) : "–"),
            .. Stages.Select(stage => Row($"Lost {stage.Words}", f => Share(f.LostAt.GetValueOrDefault(stage.Stage), f.Started))),
        ];
        var heads = Html.Join(Profiles.Select(p => Html.Of($"<th scope=\"col\">{p.Name}")));
        return Html.Of($"<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"Figures of both ways\"><table><tr><td>{heads}</tr>{Html.Join(rows)}</table></div>");
    }

    private static Html Key(string? colour) =>
        colour is null ? default : Html.Of($"<svg class=\"key-mark\" width=\"14\" height=\"14\" aria-hidden=\"true\"><rect width=\"14\" height=\"14\" fill=\"{colour}\" stroke=\"#4c6272\"/></svg> ");

    private static int CountOf(WorkflowFigures figures, JourneyEnd end) => figures.Ended.GetValueOrDefault(end);

    private static string Number(int count) => count.ToString(CultureInfo.InvariantCulture);

    private static string Share(int count, int of) => of == 0 ? "–" : $"{Number(count)} ({(100.0 * count / of).ToString("0", CultureInfo.InvariantCulture)} %)";

    private static string InWords(TimeSpan time) => $"{(int)time.TotalMinutes} min {time.Seconds} s";
}
