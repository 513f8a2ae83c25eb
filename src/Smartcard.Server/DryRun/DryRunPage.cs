using System.Globalization;
using System.Text.Json.Nodes;
using Smartcard.Domain.CardTasks;
using Smartcard.Domain.Prompts;
using Smartcard.Server.ElsaApi;
using Smartcard.Server.Setup;
using Smartcard.Storage.Workflows;
using Smartcard.Workflows;

namespace Smartcard.Server.DryRun;

/// <summary>The page on which a dry run is played: the chat on one side, on the other the drawing with the way that was taken.</summary>
internal sealed class DryRunPage(PromptForm forms)
{
    /// <summary>What can be done for the member of staff by their card or helper, by the kind of task that waits: the value that is sent, and its words.</summary>
    private static readonly Dictionary<CardWork, (string Do, string Words)[]> CardSteps = new()
    {
        [CardWork.Identify] = [("card-Own", "Put Robin's card in the reader"), ("card-OfAnother", "Put Sam's card in"), ("card-Unknown", "Put a card in that was never enrolled"), ("end-CardRemoved", "The card cannot be read")],
        [CardWork.Prove] = [("card-Own", "Put Robin's card in and type its passcode"), ("end-PasscodeLocked", "Its passcode is locked"), ("card-OfAnother", "Put Sam's card in and type its passcode"), ("end-Cancelled", "Cancel in the helper")],
        [CardWork.Reset] = [("card-Own", "Choose a new passcode"), ("tear", "Take the card out halfway"), ("end-WrongCard", "Another card is in the reader"), ("end-Cancelled", "Cancel in the helper")],
    };

    private static readonly (string Do, string Words)[] ClockSteps = [("wait-1", "1 minute goes by"), ("wait-15", "15 minutes go by"), ("wait-31", "31 minutes go by")];

    private static readonly (string Do, string Words) Silence = ("silence", "The helper stops answering");

    private static readonly string[] Fills = ["right", "wrong", "nothing"];

    /// <summary>What a step of the card or helper is called; null when it is none that waits.</summary>
    public static string? WordsOf(CardWork? kind, string step) =>
        kind is { } waiting ? CardSteps[waiting].Append(Silence).FirstOrDefault(s => s.Do == step).Words : null;

    public static string PathOf(string definitionId) => $"/backoffice/workflows/{Uri.EscapeDataString(definitionId)}/dry-run";

    /// <param name="language"><c>en</c> or <c>cy</c>.</param>
    /// <param name="fill">What forms are filled in with: <c>right</c>, <c>wrong</c> or <c>nothing</c>.</param>
    public async Task<Html> DrawAsync(HttpContext http, DryRun run, string language, string fill, string? notice, CancellationToken cancellationToken)
    {
        var path = PathOf(run.Version.DefinitionId);
        var executions = await run.ReadAsync(database => ActivityExecutions.OfAsync(database, run.InstanceId, null, cancellationToken));
        var definition = (JsonObject)JsonNode.Parse(run.Version.Json)!;
        var drawn = new DrawnPath((JsonObject)definition["root"]!, executions);
        return Html.Of($"""
            <nav class="bar" aria-label="This page"><a href="/backoffice/workflows/{run.Version.DefinitionId}">Back to the drawing board</a>{Link(path, language, fill, "cy", "Chat in Welsh", "en", "Chat in English")}</nav>
            <p class="made-up">Robin Example, the card, the mails and the clock are made up. Nothing here reaches anybody.</p>{Forms.Said(notice)}
            <div class="dry-run"><section aria-label="Chat">{Html.Join(run.Log.Select(entry => Entry(entry, run, http, path, language, fill)))}{await StepsAsync(http, run, path)}</section>
            <section class="beside-chat" tabindex="0" aria-label="The way so far">{drawn.Near()}{drawn.Whole()}{Proof(run.Refusals)}{Warnings(run.Warnings)}<h2>What happened</h2>{Happened(executions, run)}{await VariablesAsync(run)}</section></div>
            """);
    }

    private Html Entry(DryRunEntry entry, DryRun run, HttpContext http, string path, string language, string fill) => entry switch
    {
        DryRunEntry.Said(var message) => forms.Said(message, language),
        DryRunEntry.Asked(var prompt) when prompt.Nonce == run.Open?.Nonce => Html.Of($"""
            {forms.Open(http, prompt, language, path + "?do=reply&language=" + language, (field, index) => ValueFor(field, index, fill, run))}{(prompt.Fields.Count == 0 ? default : Fill(path, language, fill))}
            """),
        DryRunEntry.Asked(var prompt) => forms.Asked(prompt, language),
        DryRunEntry.Did(var words) => Html.Of($"<div class=\"bubble mine\">{forms.In(words, language)}</div>"),
        DryRunEntry.Mailed(var mail) => Html.Of($"<details class=\"bubble mail\"><summary>Mail to {mail.To}: {mail.Subject}{(PromptForm.CodeIn(mail.Text) is { Length: > 0 } code ? $" (code {code})" : "")}</summary><pre>{mail.Text}</pre></details>"),
        DryRunEntry.Failed(var words) => Html.Of($"<p class=\"nhsuk-error-message\" id=\"now\">⚠ {words}. Nothing was done; it is as it was before.</p>"),
        DryRunEntry.Ended(var words) => Html.Of($"<p class=\"nhsuk-inset-text\" id=\"now\">{words}</p>"),
        _ => default,
    };

    private static string ValueFor(PromptField field, int index, string fill, DryRun run)
    {
        if (fill == "nothing" || (fill == "wrong" && field.Kind == PromptFieldKind.Choice && index == 0))
        {
            return "";
        }

        var isRight = fill != "wrong";
        return field.Kind switch
        {
            PromptFieldKind.Choice => SandboxPeople.Questions[Math.Min(index / 2, SandboxPeople.Questions.Count - 1)].ToString(CultureInfo.InvariantCulture),
            PromptFieldKind.Answer => isRight ? SandboxPeople.AnswerTo(int.Parse(field.Id["answer".Length..], CultureInfo.InvariantCulture)) : "not the right answer",
            PromptFieldKind.Email => isRight ? run.Address : "robin.example@not-approved.example",
            _ => isRight ? run.Mails.Select(mail => PromptForm.CodeIn(mail.Text)).LastOrDefault(code => code.Length > 0) ?? "" : "000000",
        };
    }

    private static Html Fill(string path, string language, string fill) => Html.Of(
        $"<p class=\"nhsuk-hint\">Filled in with: {Html.Join(Fills.Select(kind => kind == fill ? Html.Of($"<strong>{kind}</strong> ") : Html.Of($"<a href=\"{path}?language={language}&fill={kind}#now\">{kind}</a> ")))}{(fill == "nothing" ? "" : "values")}</p>");

    private static Html Link(string path, string language, string fill, string other, string words, string otherwise, string otherWords) =>
        language == other ? Html.Of($"<a href=\"{path}?language={otherwise}&fill={fill}\">{otherWords}</a>") : Html.Of($"<a href=\"{path}?language={other}&fill={fill}\">{words}</a>");

    /// <summary>What can be done now that is not the form's own: card, helper, clock, back, again.</summary>
    private static async Task<Html> StepsAsync(HttpContext http, DryRun run, string path)
    {
        var card = new List<(string Do, string Words)>();
        if (run.Wanted is { } kind)
        {
            card.AddRange([.. CardSteps[kind], Silence]);
        }
        else if (run.Open?.BigText is not null)
        {
            card.Add(("connect", "Connect the reader helper"));
        }

        var timers = await run.TimersAsync();
        var clock = timers.Count == 0
            ? default
            : Html.Of($"<p class=\"nhsuk-hint\">Next timer: {run.TextOf(timers[0].ActivityId)}, in {InWords(timers[0].In)}.</p>");
        return Html.Of($"""
            {(card.Count == 0 ? default : Html.Of($"<article><h2>Card and reader helper</h2><div class=\"row\">{Html.Join(card.Select((step, index) => Step(http, path, step, index == 0 ? "" : "second")))}</div></article>"))}
            {(run.IsOver ? default : Html.Of($"<article><h2>Clock</h2>{clock}<div class=\"row\">{Html.Join(ClockSteps.Select(step => Step(http, path, step, "second")))}</div></article>"))}
            <div class="row">{(run.CanGoBack ? Step(http, path, ("back", "One step back"), "second") : default)}{Step(http, path, ("start", "Start again"), "second")}{Step(http, path, ("end", "End"), "second")}</div>
            """);
    }

    private static Html Step(HttpContext http, string path, (string Do, string Words) step, string look) =>
        Forms.Button(http, $"{path}?do={step.Do}&language={(http.Request.Query["language"] == "cy" ? "cy" : "en")}", step.Words, look);

    private static Html Proof(IReadOnlyList<DefinitionRefusal> refusals) => refusals.Count == 0
        ? Html.Of($"<p class=\"nhsuk-inset-text\">This version is safe: it could be published.</p>")
        : Html.Of($"<div class=\"nhsuk-error-summary\"><h2 class=\"nhsuk-error-summary__title\">This version could not be published</h2><ul>{Html.Join(refusals.Select(refusal => Html.Of($"<li>{refusal.ToString()}</li>")))}</ul></div>");

    private static Html Warnings(IReadOnlyList<string> warnings) => warnings.Count == 0
        ? default
        : Html.Of($"<h2>Look at this before you publish</h2><ul>{Html.Join(warnings.Select(warning => Html.Of($"<li>{warning}</li>")))}</ul>");

    private static Html Happened(IReadOnlyList<ActivityExecutions> executions, DryRun run) => Html.Of(
        $"<ol class=\"happened\">{Html.Join(executions.Where(e => e.ActivityType != "Elsa.Flowchart").Select(e => Html.Of($"<li><strong>{run.TextOf(e.ActivityId)}</strong>: {WordsOf(e)} <span class=\"nhsuk-hint\">{e.StartedAt:HH:mm:ss}</span></li>")))}</ol>");

    private static string WordsOf(ActivityExecutions execution) => execution switch
    {
        { Status: "Running", IsWaiting: true } => "waits",
        { Status: "Running" } => "runs",
        { Status: "Faulted" } => "failed",
        { Status: "Canceled" } => "was called off",
        { Outcomes: { } outcomes } => outcomes.Replace(",", ", ", StringComparison.Ordinal),
        _ => "done",
    };

    private static async Task<Html> VariablesAsync(DryRun run)
    {
        var row = await run.ReadAsync(async database => await database.FindAsync<WorkflowInstanceRow>(run.InstanceId));
        var variables = row?.Load().Variables ?? [];
        return variables.Count == 0
            ? default
            : Html.Of($"<h2>Variables</h2><dl class=\"variables\">{Html.Join(variables.Select(v => Html.Of($"<div><dt>{v.Key}</dt><dd>{v.Value.ToString()}</dd></div>")))}</dl>");
    }

    private static string InWords(TimeSpan time) => time < TimeSpan.Zero ? "no time" : $"{(int)time.TotalMinutes} min {time.Seconds} s";
}
