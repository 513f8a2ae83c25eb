using Smartcard.CardTasks;
using Smartcard.Designer.Definitions;
using Smartcard.Domain.Journeys;
using Smartcard.Look;
using Smartcard.Look.Access;
using Smartcard.Look.Limits;
using Smartcard.SelfService.Audit;
using Smartcard.Storage;
using Smartcard.Storage.Workflows;
using Smartcard.Wording;
using Smartcard.Workflows;

namespace Smartcard.Designer.DryRun;

/// <summary>Where a dry run is begun, played and ended. For those who may edit: it is a part of editing.</summary>
internal static class DryRunEndpoints
{
    private const string Begin = "start";

    public static void AddDryRun(this IServiceCollection services)
    {
        services.AddSingleton<DryRuns>();
        services.AddSingleton<SpokenWords>();
        services.AddSingleton<DryRunView>();
    }

    public static void MapDryRun(this IEndpointRouteBuilder routes)
    {
        var page = routes.MapGroup(Policies.BackOffice + "/workflows/{definitionId}/dry-run")
            .RequireAuthorization(Policies.EditWorkflows)
            .GuardForms()
            .Heavy();
        page.MapGet("", ShowAsync);
        page.MapPost("", DoAsync);
    }

    /// <summary>The run as it stands; where there is none, what to press to begin.</summary>
    private static async Task<IResult> ShowAsync(
        string definitionId,
        int? version,
        string? language,
        string? fill,
        HttpContext http,
        DryRuns runs,
        DryRunView view,
        DefinitionVersions definitions,
        CancellationToken cancellationToken)
    {
        if (await definitions.FindAsync(definitionId, version, cancellationToken) is not { } found)
        {
            return Results.NotFound();
        }

        var look = DryRunLook.Of(language, fill);
        var drawn = version is null
            ? await runs.WithAsync<Drawn>(
                Policies.IdOf(http.User)!.Value,
                definitionId,
                async run => new Drawn(
                    Catalogue.DryRun["titleOfVersion", ("name", run.Version.Name), ("version", run.Version.Version)],
                    await view.ModelAsync(run, look, Notice(http), cancellationToken)),
                cancellationToken)
            : null;
        return drawn is null
            ? AskToBegin(http, found, new Errors())
            : Pages.Show<DryRunPage, DryRunModel>(new PageFrame(drawn.Title) { Menu = Navigation.For(http), IsWide = true }, drawn.Model);
    }

    private static async Task<IResult> DoAsync(
        string definitionId,
        int? version,
        string? language,
        HttpContext http,
        DryRuns runs,
        DefinitionVersions definitions,
        SmartcardDbContext database,
        CancellationToken cancellationToken)
    {
        var step = http.Request.Query["do"].ToString();
        var user = Policies.IdOf(http.User)!.Value;
        var back = $"{DryRunView.PathOf(definitionId)}?language={(language == "cy" ? "cy" : "en")}";
        switch (step)
        {
            case Begin when await definitions.FindAsync(definitionId, version, cancellationToken) is { } found:
                return await BeginAsync(found, http, runs, database, back, cancellationToken);
            case Begin:
                return Results.NotFound();
            case "end":
                await runs.EndAsync(user);
                return Results.Redirect(DryRunView.DesignerOf(definitionId));
        }

        var form = await http.Request.ReadFormAsync(cancellationToken);
        var played = await runs.WithAsync<bool?>(
            user, definitionId, run => PlayAsync(run, step, form, cancellationToken), cancellationToken);
        return Results.Redirect(played switch
        {
            null => back,
            true => back + "#now",
            false => back + "&notice=old#now",
        });
    }

    private static async Task<IResult> BeginAsync(
        DefinitionVersion found,
        HttpContext http,
        DryRuns runs,
        SmartcardDbContext database,
        string back,
        CancellationToken cancellationToken)
    {
        if (JourneyKinds.Of(found.Row.DefinitionId) is null)
        {
            return Refused(http, found, Catalogue.DryRun["begin.noJourney"]);
        }

        WorkflowDefinition definition;
        try
        {
            definition = await http.RequestServices.GetRequiredService<OfferedWorkflows>().ReadAsync(found.Row.Json, cancellationToken);
        }
        catch (DefinitionException wrong)
        {
            return Refused(
                http,
                found,
                Catalogue.DryRun["begin.unreadable", ("version", found.Row.Version), ("reason", wrong.Message)]);
        }

        var user = Policies.IdOf(http.User)!.Value;
        var offered = http.RequestServices.GetRequiredService<OfferedWorkflows>();
        await runs.StartAsync(user, found.Row, definition, database, offered, cancellationToken);
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
        AskToBegin(http, found, new Errors().Add("go", problem));

    /// <returns>False when what was sent does not fit any more; null when it is nothing that can be done.</returns>
    private static async Task<bool?> PlayAsync(DryRun run, string step, IFormCollection form, CancellationToken cancellationToken)
    {
        switch (step.Split('-'))
        {
            case ["reply"]:
                return await run.ReplyAsync(form["nonce"].ToString(), form["button"].ToString(), FieldsOf(form), cancellationToken);
            case ["connect"]:
                await run.ConnectAsync(cancellationToken);
                return true;
            case ["card" or "end" or "tear" or "silence", ..] when DryRunSteps.WordsOf(run.Wanted, step) is { } words:
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

    private static Dictionary<string, string> FieldsOf(IFormCollection form) => form
        .Where(f => f.Key.StartsWith(PromptForm.FieldPrefix, StringComparison.Ordinal))
        .ToDictionary(f => f.Key[PromptForm.FieldPrefix.Length..], f => f.Value.ToString(), StringComparer.Ordinal);

    /// <summary>One of the steps that the page offers for the task that waits.</summary>
    private static Task OfCardAsync(DryRun run, string[] step, string words, CancellationToken cancellationToken) => step switch
    {
        ["card", var card] => run.UseCardAsync(Enum.Parse<SandboxCard>(card), words, cancellationToken),
        ["end", var outcome] => run.EndTaskAsync(Enum.Parse<CardTaskOutcome>(outcome), words, cancellationToken),
        ["tear"] => run.TearAsync(words, cancellationToken),
        _ => run.SilenceHelperAsync(words, cancellationToken),
    };

    private static IResult AskToBegin(HttpContext http, DefinitionVersion version, Errors errors)
    {
        var (id, number) = (version.Row.DefinitionId, version.Row.Version);
        return Pages.Show<BeginPage, BeginModel>(
            new PageFrame(Catalogue.DryRun["title", ("name", version.Row.Name)]) { Menu = Navigation.For(http), Errors = errors },
            new BeginModel(number, $"{DryRunView.PathOf(id)}?do={Begin}&version={number}", DryRunView.DesignerOf(id)));
    }

    private static string? Notice(HttpContext http) =>
        http.Request.Query["notice"] == "old"
            ? Catalogue.DryRun["old"]
            : null;

    private sealed record Drawn(string Title, DryRunModel Model);
}
