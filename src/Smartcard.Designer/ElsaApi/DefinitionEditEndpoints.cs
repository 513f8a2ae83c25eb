using System.Text.Json.Nodes;
using Smartcard.Designer.Definitions;
using Smartcard.Look.Access;
using Smartcard.Look.Limits;
using Smartcard.Storage.Workflows;
using Smartcard.Wording;

namespace Smartcard.Designer.ElsaApi;

/// <summary>Changes of definitions, as Elsa Studio's list and editor ask for them. A repeated call is answered like the first.</summary>
internal static class DefinitionEditEndpoints
{
    public static void MapDefinitionEdits(this RouteGroupBuilder api)
    {
        var edits = api.Edits();
        // a draft is only kept
        edits.MapPost("/workflow-definitions", SaveAsync).Heavy(when: call => call.Arguments.OfType<DesignerBody>().Any(IsPublishing));
        edits.MapPost("/workflow-definitions/import", ImportAsync).Heavy();
        edits.MapPost("/workflow-definitions/{definitionId}/publish", PublishAsync).Heavy();
        edits.MapPost("/workflow-definitions/{definitionId}/retract", RetractAsync);
        edits.MapPost("/workflow-definitions/{definitionId}/revert/{version}", RevertAsync);
        edits.MapPost("/workflow-definitions/{definitionId}/update-references", UpdateReferencesAsync).Heavy();
        edits.MapPost("/workflow-definitions/{definitionId}/execute", NotFromHere);
        edits.MapDelete("/workflow-definitions/{definitionId}", DeleteAsync);
        edits.MapDelete("/workflow-definition-versions/{versionId}", DeleteVersionAsync);
        edits.MapPost("/bulk-actions/publish/workflow-definitions/by-definition-ids", PublishManyAsync).Heavy();
        edits.MapPost("/bulk-actions/retract/workflow-definitions/by-definition-ids", RetractManyAsync);
        edits.MapPost("/bulk-actions/delete/workflow-definitions/by-definition-id", DeleteManyAsync);
        edits.MapPost("/bulk-actions/delete/workflow-definitions/by-id", DeleteVersionsAsync);
    }

    private static Task<IResult> SaveAsync(
        DesignerBody body,
        HttpContext http,
        DefinitionReplies replies,
        CancellationToken cancellationToken)
    {
        if (body.Json["model"] is not JsonObject model)
        {
            return Task.FromResult<IResult>(DefinitionAnswers.Refusal("model", [Catalogue.Studio["refused.noWorkflow"]]));
        }

        return replies.RunAsync(http, new DefinitionEdit.Save(model, IsPublishing(body)), replies.SavedAsync, cancellationToken);
    }

    private static bool IsPublishing(DesignerBody body) =>
        body.Json["publish"] is JsonValue value && value.TryGetValue<bool>(out var wanted) && wanted;

    private static Task<IResult> ImportAsync(
        DesignerBody body,
        HttpContext http,
        DefinitionReplies replies,
        CancellationToken cancellationToken
    ) => replies.RunAsync(http, new DefinitionEdit.Import(body.Json), replies.WholeAsync, cancellationToken);

    private static Task<IResult> PublishAsync(
        string definitionId,
        HttpContext http,
        DefinitionReplies replies,
        CancellationToken cancellationToken
    ) => replies.RunAsync(http, new DefinitionEdit.Publish(definitionId), replies.SavedAsync, cancellationToken);

    private static Task<IResult> RetractAsync(
        string definitionId,
        HttpContext http,
        DefinitionReplies replies,
        CancellationToken cancellationToken
    ) => replies.RunAsync(http, new DefinitionEdit.Retract(definitionId), replies.WholeAsync, cancellationToken);

    private static Task<IResult> RevertAsync(
        string definitionId,
        string version,
        HttpContext http,
        DefinitionReplies replies,
        CancellationToken cancellationToken) =>
        int.TryParse(version, out var number)
            ? replies.RunAsync(
                http,
                new DefinitionEdit.Revert(definitionId, number, LatestHash: null),
                DefinitionReplies.SummaryAsync,
                cancellationToken)
            : Task.FromResult(Results.NotFound());

    private static async Task<IResult> UpdateReferencesAsync(
        string definitionId,
        HttpContext http,
        DefinitionEdits edits,
        CancellationToken cancellationToken) =>
        await edits.UpdateReferencesAsync(Policies.IdOf(http.User), definitionId, cancellationToken) is { } drafts
            ? Results.Json(new { affectedWorkflows = drafts.Select(d => d.Row.Name) })
            : Results.NotFound();

    /// <summary>
    /// Journeys start in the chat, where somebody is to go through them: the designer's Run is told that it cannot
    /// start one.
    /// </summary>
    private static IResult NotFromHere(HttpContext http)
    {
        http.Response.Headers["x-elsa-workflow-cannot-start"] = "true";
        return Results.Ok();
    }

    private static Task<IResult> DeleteAsync(
        string definitionId,
        HttpContext http,
        DefinitionReplies replies,
        CancellationToken cancellationToken) =>
        replies.RunAsync(
            http,
            new DefinitionEdit.Delete(definitionId),
            DefinitionReplies.NoContentAsync,
            cancellationToken);

    private static Task<IResult> DeleteVersionAsync(
        string versionId,
        HttpContext http,
        DefinitionReplies replies,
        CancellationToken cancellationToken) =>
        DefinitionIds.ParseVersionId(versionId) is var (definitionId, version)
            ? replies.RunAsync(
                http,
                new DefinitionEdit.DeleteVersion(definitionId, version),
                DefinitionReplies.NoContentAsync,
                cancellationToken)
            : Task.FromResult(Results.NotFound());

    private static async Task<IResult> PublishManyAsync(
        DesignerBody body,
        HttpContext http,
        DefinitionReplies replies,
        CancellationToken cancellationToken)
    {
        var (done, already, missing, refused) = await replies.EachAsync(
            http,
            body.Json.TextsOf("definitionIds"),
            id => new DefinitionEdit.Publish(id),
            cancellationToken);
        return refused
            ?? Results.Json(
                new
                {
                    published = done,
                    alreadyPublished = already,
                    notFound = missing,
                    updatedConsumers = Array.Empty<string>(),
                });
    }

    private static async Task<IResult> RetractManyAsync(
        DesignerBody body,
        HttpContext http,
        DefinitionReplies replies,
        CancellationToken cancellationToken)
    {
        var (done, already, missing, refused) = await replies.EachAsync(
            http,
            body.Json.TextsOf("definitionIds"),
            id => new DefinitionEdit.Retract(id),
            cancellationToken);
        return refused
            ?? Results.Json(
                new
                {
                    retracted = done,
                    alreadyRetracted = already,
                    notFound = missing,
                });
    }

    private static async Task<IResult> DeleteManyAsync(
        DesignerBody body,
        HttpContext http,
        DefinitionReplies replies,
        CancellationToken cancellationToken)
    {
        var (done, _, _, refused) = await replies.EachAsync(
            http,
            body.Json.TextsOf("definitionIds"),
            id => new DefinitionEdit.Delete(id),
            cancellationToken);
        return refused ?? Results.Json(new { deleted = done.Count });
    }

    private static async Task<IResult> DeleteVersionsAsync(
        DesignerBody body,
        HttpContext http,
        DefinitionReplies replies,
        CancellationToken cancellationToken)
    {
        var (done, _, _, refused) = await replies.EachAsync(
            http,
            body.Json.TextsOf("ids"),
            id =>
                DefinitionIds.ParseVersionId(id) is var (definitionId, version)
                    ? new DefinitionEdit.DeleteVersion(definitionId, version)
                    : null,
            cancellationToken);
        return refused ?? Results.Json(new { deleted = done.Count });
    }
}
