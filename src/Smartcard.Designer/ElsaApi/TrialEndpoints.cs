using System.Text.Json.Nodes;
using Smartcard.Designer.Definitions;
using Smartcard.Look.Limits;
using Smartcard.Storage.Workflows;
using Smartcard.Wording;
using Smartcard.Workflows;

namespace Smartcard.Designer.ElsaApi;

/// <summary>What helps whoever writes an expression: names to choose from while they type, and a try of one activity.</summary>
internal static class TrialEndpoints
{
    private static string NotRun => Catalogue.Studio["refused.notRun"];

    public static void MapTrials(this RouteGroupBuilder api)
    {
        api.MapPost("/scripting/javascript/type-definitions/{definitionId}", TypesAsync).Heavy(HeavyCall.OfItself);
        api.Edits().MapPost("/tests/activities", TryAsync).Heavy(HeavyCall.Counted);
    }

    /// <summary>No names where the draft cannot be read: that is told when it is published.</summary>
    private static async Task<IResult> TypesAsync(
        string definitionId,
        DefinitionVersions definitions,
        OfferedWorkflows offered,
        CancellationToken cancellationToken)
    {
        if (await definitions.FindAsync(definitionId, null, cancellationToken) is not { } latest)
        {
            return Results.NotFound();
        }

        try
        {
            var definition = await offered.ReadAsync(latest.Row.Json, cancellationToken);
            return Results.Text(ScriptTypes.Of(definition.Variables, definition.Inputs), "text/plain");
        }
        catch (DefinitionException)
        {
            return Results.Text(ScriptTypes.Of([], []), "text/plain");
        }
    }

    private static async Task<IResult> TryAsync(
        DesignerBody body,
        DefinitionVersions definitions,
        OfferedWorkflows offered,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var (workflow, activity) = (
            body.Json["workflowDefinitionHandle"] as JsonObject ?? [],
            body.Json["activityHandle"] as JsonObject ?? []);
        var (definitionId, version) = DefinitionIds.ParseVersionId(workflow.TextOf("definitionVersionId") ?? "")
            is { } id
            ? (id.DefinitionId, (int?)id.Version)
            : (workflow.TextOf("definitionId") ?? "", null);
        if (await definitions.FindAsync(definitionId, version, cancellationToken) is not { } found)
        {
            return DefinitionAnswers.Refusal("workflowDefinitionHandle", [Catalogue.Studio["refused.gone"]]);
        }

        try
        {
            var definition = await offered.ReadAsync(found.Row.Json, cancellationToken);
            var (nodeId, activityId) = (activity.TextOf("activityNodeId"), activity.TextOf("activityId"));
            return
                await ActivityTrial.RunAsync(
                    definition,
                    node => nodeId is null ? node.Id == activityId : node.NodeId == nodeId,
                    time.GetUtcNow(),
                    cancellationToken)
                    is { } trial
                ? Results.Json(Answer(trial))
                : DefinitionAnswers.Refusal(
                    "activityHandle",
                    [Catalogue.Studio["refused.notSavedYet"]]);
        }
        catch (DefinitionException wrong)
        {
            return Results.Json(
                Answer(
                    new ActivityTrial(
                        new Dictionary<string, System.Text.Json.JsonElement>(),
                        [],
                        WasRun: false,
                        wrong.Message)));
        }
    }

    private static JsonObject Answer(ActivityTrial trial)
    {
        var state = new JsonObject(trial.Inputs.Select(i => KeyValuePair.Create(i.Key, JsonNode.Parse(i.Value.GetRawText()))));
        if (trial is { WasRun: false, Fault: null })
        {
            state["Note"] = NotRun;
        }

        return new JsonObject
        {
            ["activityState"] = state,
            ["payload"] =
                trial.Outcomes.Count == 0
                    ? new JsonObject()
                    : new JsonObject { ["Outcomes"] = string.Join(", ", trial.Outcomes) },
            ["outputs"] = new JsonObject(),
            ["exception"] = trial.Fault is null
                ? null
                : new JsonObject
                {
                    ["type"] = nameof(DefinitionException),
                    ["message"] = trial.Fault,
                    ["stackTrace"] = null,
                    ["innerException"] = null,
                },
            ["status"] =
                trial.Fault is not null ? "Faulted"
                : trial.WasRun ? "Completed"
                : "Pending",
        };
    }
}
