using Smartcard.CardTasks;
using Smartcard.Domain.Journeys;
using Smartcard.SelfService.Audit;
using Smartcard.Server.Setup;
using Smartcard.Server.SignIn;
using Smartcard.Storage;
using Smartcard.Storage.Workflows;
using Smartcard.Workflows;

namespace Smartcard.Server.DryRun;

/// <summary>Where a dry run is begun, played and ended. For those who may edit: it is a part of editing.</summary>
internal static class DryRunEndpoints
{
    private const string Begin = "start";

    public static void AddDryRun(this IServiceCollection services)
    {
        services.AddSingleton<DryRuns>();
        services.AddSingleton<PromptForm>();
        services.AddSingleton<DryRunPage>();
    }

    public static void MapDryRun(this IEndpointRouteBuilder routes)
    {
        var page = routes.MapGroup(Policies.BackOffice + "/workflows/{definitionId}/dry-run").RequireAuthorization(Policies.EditWorkflows).AddEndpointFilter<FormGuard>().Heavy();
        page.MapGet("", ShowAsync);
        page.MapPost("", DoAsync);
    }

    /// <summary>The run as it stands; where there is none, what to press to begin.</summary>
    private static async Task<IResult> ShowAsync(
        string definitionId, int? version, string? language, string? fill, HttpContext http, DryRuns runs, DryRunPage page, DefinitionDesk desk, CancellationToken cancellationToken)
    {
        if (await desk.FindAsync(definitionId, version, cancellationToken) is not { } found)
        {
            return Results.NotFound();
        }

        var user = Policies.IdOf(http.User)!.Value;
        var (chat, filled) = (language == "cy" ? "cy" : "en", fill is "wrong" or "nothing" ? fill : "right");
        var drawn = version is null
            ? await runs.WithAsync(user, definitionId, async run => new Drawn($"Dry run of {run.Version.Name}, version {run.Version.Version}", await page.DrawAsync(http, run, chat, filled, Notice(http), cancellationToken)), cancellationToken)
            : null;
        return drawn is null
            ? Pages.Html($"Dry run of {found.Row.Name}", BeginForm(http, found), Navigation.For(http))
            : Pages.Html(drawn.Title, drawn.Body, Navigation.For(http), isWide: true);
    }

    private static async Task<IResult> DoAsync(
        string definitionId, int? version, string? language, HttpContext http, DryRuns runs, DefinitionDesk desk, SmartcardDbContext database, CancellationToken cancellationToken)
    {
        var step = http.Request.Query["do"].ToString();
        var user = Policies.IdOf(http.User)!.Value;
        var back = $"{DryRunPage.PathOf(definitionId)}?language={(language == "cy" ? "cy" : "en")}";
        switch (step)
        {
            case Begin when await desk.FindAsync(definitionId, version, cancellationToken) is { } found:
                return await BeginAsync(found, http, runs, database, back, cancellationToken);
            case Begin:
                return Results.NotFound();
            case "end":
                await runs.EndAsync(user);
                return Results.Redirect($"/backoffice/workflows/{Uri.EscapeDataString(definitionId)}");
        }

        var form = await http.Request.ReadFormAsync(cancellationToken);
        var played = await runs.WithAsync<bool?>(user, definitionId, run => PlayAsync(run, step, form, cancellationToken), cancellationToken);
        return Results.Redirect(played switch
        {
            null => back,
            true => back + "#now",
            false => back + "&notice=old#now",
        });
    }

    private static async Task<IResult> BeginAsync(DefinitionVersion found, HttpContext http, DryRuns runs, SmartcardDbContext database, string back, CancellationToken cancellationToken)
    {
        if (JourneyKinds.Of(found.Row.DefinitionId) is null)
        {
            return Refused(http, found, "No journey begins on this workflow, so it cannot be played by itself. Where others use it as an activity, play one of those.");
        }

        WorkflowDefinition definition;
        try
        {
            definition = await http.RequestServices.GetRequiredService<OfferedWorkflows>().ReadAsync(found.Row.Json, cancellationToken);
        }
        catch (DefinitionException wrong)
        {
            return Refused(http, found, $"Version {found.Row.Version} cannot be run: {wrong.Message}");
        }

        var user = Policies.IdOf(http.User)!.Value;
        await runs.StartAsync(user, found.Row, definition, database, http.RequestServices.GetRequiredService<OfferedWorkflows>(), cancellationToken);
        await http.RequestServices.GetRequiredService<TurnTransaction>().RunAsync(
            _ =>
            {
                http.RequestServices.GetRequiredService<AuditLog>().AddForUser($"workflow-dry-run:{found.Id}", user, subjectId: null);
                return Task.FromResult(true);
            },
            cancellationToken);
        return Results.Redirect(back);
    }

    private static IResult Refused(HttpContext http, DefinitionVersion found, string problem) =>
        Pages.Html($"Dry run of {found.Row.Name}", BeginForm(http, found), Navigation.For(http), new Errors().Add("go", problem));

    /// <returns>False when what was sent does not fit any more; null when it is nothing that can be done.</returns>
    private static async Task<bool?> PlayAsync(DryRun run, string step, IFormCollection form, CancellationToken cancellationToken)
    {
        switch (step.Split('-'))
        {
            case ["reply"]:
                var fields = form.Where(f => f.Key.StartsWith(PromptForm.FieldPrefix, StringComparison.Ordinal)).ToDictionary(f => f.Key[PromptForm.FieldPrefix.Length..], f => f.Value.ToString(), StringComparer.Ordinal);
                return await run.ReplyAsync(form["nonce"].ToString(), form["button"].ToString(), fields, cancellationToken);
            case ["connect"]:
                await run.ConnectAsync(cancellationToken);
                return true;
            case ["card" or "end" or "tear" or "silence", ..] when DryRunPage.WordsOf(run.Wanted, step) is { } words:
                await OfCardAsync(run, step.Split('-'), words, cancellationToken);
                return true;
            case ["wait", var minutes] when int.TryParse(minutes, out var number) && number is 1 or 15 or 31:
                await run.WaitAsync(TimeSpan.FromMinutes(number), cancellationToken);
                return true;
            case ["back"]:
                await run.BackAsync(cancellationToken);
                return true;
            default:
                return null;
        }
    }

    /// <summary>One of the steps that the page offers for the task that waits.</summary>
    private static Task OfCardAsync(DryRun run, string[] step, string words, CancellationToken cancellationToken) => step switch
    {
        ["card", var card] => run.UseCardAsync(Enum.Parse<SandboxCard>(card), words, cancellationToken),
        ["end", var outcome] => run.EndTaskAsync(Enum.Parse<CardTaskOutcome>(outcome), words, cancellationToken),
        ["tear"] => run.TearAsync(words, cancellationToken),
        _ => run.SilenceHelperAsync(words, cancellationToken),
    };

    private static Html BeginForm(HttpContext http, DefinitionVersion version) => Html.Of($"""
            <article class="form"><p>Play version {version.Row.Version} as a made-up member of staff, with a virtual card, made-up mails and a clock that you move. Nothing of it reaches anybody.</p>
            <p>A dry run ends when nobody has touched it for half an hour, or when you begin another.</p>
            <div class="row" id="go" tabindex="-1">{Forms.Button(http, $"{DryRunPage.PathOf(version.Row.DefinitionId)}?do={Begin}&version={version.Row.Version}", "Begin")}<a class="nhsuk-button nhsuk-button--secondary" href="/backoffice/workflows/{version.Row.DefinitionId}">Back to the drawing board</a></div></article>
            """);

    private static string? Notice(HttpContext http) =>
        http.Request.Query["notice"] == "old" ? "That form was no longer open, so nothing was done. This is where it stands." : null;

    private sealed record Drawn(string Title, Html Body);
}
