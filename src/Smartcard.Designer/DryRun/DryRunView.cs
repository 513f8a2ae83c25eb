using System.Globalization;
using System.Text.Json.Nodes;
using Smartcard.Designer.ElsaApi;
using Smartcard.Domain.Prompts;
using Smartcard.Look;
using Smartcard.Storage.Workflows;
using Smartcard.Wording;

namespace Smartcard.Designer.DryRun;

/// <summary>How somebody looks at a dry run.</summary>
/// <param name="Language">Of the chat: <c>en</c> or <c>cy</c>.</param>
/// <param name="Fill">What forms are filled in with: <c>right</c>, <c>wrong</c> or <c>nothing</c>.</param>
internal sealed record DryRunLook(string Language, string Fill)
{
    public static DryRunLook Of(string? language, string? fill) =>
        new(language == "cy" ? "cy" : "en", fill is "wrong" or "nothing" ? fill : "right");
}

/// <summary>Puts together the page on which a dry run is played.</summary>
internal sealed class DryRunView(SpokenWords words)
{
    private static readonly (string Fill, string Words)[] Fills =
    [
        ("right", Catalogue.DryRun["fill.right"]),
        ("wrong", Catalogue.DryRun["fill.wrong"]),
        ("nothing", Catalogue.DryRun["fill.nothing"]),
    ];

    public static string DesignerOf(string definitionId) => $"/backoffice/workflows/{Uri.EscapeDataString(definitionId)}";

    public static string PathOf(string definitionId) => DesignerOf(definitionId) + "/dry-run";

    public async Task<DryRunModel> ModelAsync(DryRun run, DryRunLook look, string? notice, CancellationToken cancellationToken)
    {
        var path = PathOf(run.Version.DefinitionId);
        var (other, otherWords) = look.Language == "cy"
            ? ("en", Catalogue.DryRun["english"])
            : ("cy", Catalogue.DryRun["welsh"]);
        return new DryRunModel(
            DesignerOf(run.Version.DefinitionId),
            new MenuLink($"{path}?language={other}&fill={look.Fill}", otherWords),
            notice,
            [.. run.Log.Select(entry => PartOf(entry, run, path, look))],
            await StepsAsync(run, path, look),
            await ProgressAsync(run, cancellationToken));
    }

    private ChatPart PartOf(DryRunEntry entry, DryRun run, string path, DryRunLook look) => entry switch
    {
        DryRunEntry.Said(var message) => new ChatPart.Bubble(words.Said(message, look.Language)),
        DryRunEntry.Asked(var prompt) when prompt.Nonce == run.Open?.Nonce => new ChatPart.Form(FormOf(prompt, run, path, look)),
        DryRunEntry.Asked(var prompt) => new ChatPart.Bubble(words.Asked(prompt, look.Language)),
        DryRunEntry.Did(var did) => new ChatPart.Mine(words.In(did, look.Language)),
        DryRunEntry.Mailed(var mail) => new ChatPart.Mail(mail.To, mail.Subject, SpokenWords.CodeIn(mail.Text), mail.Text),
        DryRunEntry.Failed(var why) => new ChatPart.Failed(why),
        DryRunEntry.Ended(var how) => new ChatPart.Ended(how),
        _ => throw new InvalidOperationException($"Unexpected entry {entry}."),
    };

    private PromptModel FormOf(Prompt prompt, DryRun run, string path, DryRunLook look) => new(
        words.Asked(prompt, look.Language),
        $"{path}?do=reply&language={look.Language}",
        prompt.Nonce,
        [.. prompt.Fields.Select((field, index) => words.Field(field, look.Language, ValueFor(field, index, look.Fill, run)))],
        words.Buttons(prompt, look.Language),
        prompt.Fields.Count == 0 ? [] : [.. Fills.Select(fill => LinkTo(fill, path, look))]);

    private static FillLink LinkTo((string Fill, string Words) fill, string path, DryRunLook look) =>
        new(fill.Words, fill.Fill == look.Fill ? null : $"{path}?language={look.Language}&fill={fill.Fill}#now");

    private static string ValueFor(PromptField field, int index, string fill, DryRun run)
    {
        if (fill == "nothing" || (fill == "wrong" && field.Kind == PromptFieldKind.Choice && index == 0))
        {
            return "";
        }

        var isRight = fill != "wrong";
        return field.Kind switch
        {
            PromptFieldKind.Choice => Number(SandboxPeople.Questions[Math.Min(index / 2, SandboxPeople.Questions.Count - 1)]),
            PromptFieldKind.Answer => isRight ? SandboxPeople.AnswerTo(QuestionOf(field)) : "not the right answer",
            PromptFieldKind.Email => isRight ? run.Address : "robin.example@not-approved.example",
            _ => isRight ? run.Mails.Select(mail => SpokenWords.CodeIn(mail.Text)).LastOrDefault(code => code.Length > 0) ?? "" : "000000",
        };
    }

    private static int QuestionOf(PromptField field) => int.Parse(field.Id["answer".Length..], CultureInfo.InvariantCulture);

    /// <summary>What can be done now that is not the form's own: card, helper, clock, back, again.</summary>
    private static async Task<StepsModel> StepsAsync(DryRun run, string path, DryRunLook look)
    {
        (string Do, string Words)[] card =
            run.Wanted is { } task ? [.. DryRunSteps.Of(task)] : run.Open?.BigText is not null ? [DryRunSteps.Connect] : [];
        var timer = (await run.TimersAsync())
            .Select(t => Catalogue.DryRun["timer.in", ("activity", run.TextOf(t.ActivityId)), ("time", InWords(t.In))])
            .FirstOrDefault();
        return new StepsModel(
            [.. card.Select((step, index) => Button(step, index == 0 ? "" : "second"))],
            run.IsOver ? null : [.. DryRunSteps.Clock.Select(step => Button(step, "second"))],
            timer,
            [
                .. run.CanGoBack ? [Button(DryRunSteps.Back, "second")] : Array.Empty<StepButton>(),
                Button(DryRunSteps.Start, "second"),
                Button(DryRunSteps.End, "second"),
            ]);

        StepButton Button((string Do, string Words) step, string buttonLook) =>
            new($"{path}?do={step.Do}&language={look.Language}", step.Words, buttonLook);
    }

    private static async Task<ProgressModel> ProgressAsync(DryRun run, CancellationToken cancellationToken)
    {
        var executions = await run.ReadAsync(database => ActivityExecutions.OfAsync(database, run.InstanceId, null, cancellationToken));
        var way = new DrawnWay((JsonObject)JsonNode.Parse(run.Version.Json)!["root"]!, executions);
        var row = await run.ReadAsync(async database => await database.FindAsync<WorkflowInstanceRow>([run.InstanceId], cancellationToken));
        return new ProgressModel(
            way.Near(),
            way.Whole(),
            [.. run.Refusals.Select(refusal => refusal.ToString())],
            run.Warnings,
            [
                .. executions.Where(e => e.ActivityType != "Elsa.Flowchart")
                    .Select(e => new Ran(run.TextOf(e.ActivityId), WordsOf(e), e.StartedAt)),
            ],
            [.. (row?.Load().Variables ?? []).Select(v => KeyValuePair.Create(v.Key, v.Value.ToString() ?? ""))]);
    }

    private static string WordsOf(ActivityExecutions execution) => execution switch
    {
        { Status: "Running", IsWaiting: true } => Catalogue.DryRun["ran.waits"],
        { Status: "Running" } => Catalogue.DryRun["ran.runs"],
        { Status: "Faulted" } => Catalogue.DryRun["ran.failed"],
        { Status: "Canceled" } => Catalogue.DryRun["ran.cancelled"],
        { Outcomes: { } outcomes } => outcomes.Replace(",", ", ", StringComparison.Ordinal),
        _ => Catalogue.DryRun["ran.done"],
    };

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string InWords(TimeSpan time) => time < TimeSpan.Zero
        ? Catalogue.DryRun["timer.now"]
        : Catalogue.DryRun["timer.time", ("minutes", (int)time.TotalMinutes), ("seconds", time.Seconds)];
}
