using System.Text.Json.Nodes;
using Smartcard.Designer.Definitions;
using Smartcard.Look.Limits;
using Smartcard.Storage.Workflows;
using Smartcard.Workflows;

namespace Smartcard.Designer.ElsaApi;

/// <summary>Parts of a definition, as the editor and the viewer call for them when somebody opens an activity that holds others.</summary>
internal static class SubgraphEndpoints
{
    public static void MapSubgraphs(this RouteGroupBuilder api)
    {
        api.MapGet("/workflow-definitions/subgraph/{versionId}", SubgraphAsync).Heavy(HeavyCall.OfItself);
        api.MapGet("/workflow-definitions/subgraph/segments/{versionId}", SegmentsAsync).Heavy(HeavyCall.OfItself);
    }

    /// <summary>The activity of that node with all that it holds; the root where there is no such node.</summary>
    private static async Task<IResult> SubgraphAsync(
        string versionId,
        string? parentNodeId,
        HttpContext http,
        DefinitionVersions definitions,
        DefinitionAnswers answers,
        CancellationToken cancellationToken) =>
        await RootAsync(versionId, http, definitions, answers, cancellationToken) is { } root
            ? Results.Json(Node(PathTo(root, parentNodeId)?[^1] ?? root))
            : Results.NotFound();

    /// <summary>
    /// The way from the root down to that node, without the root and without flowcharts: what stands above the drawing
    /// to lead back. The container is the last of them, which holds what is to be drawn.
    /// </summary>
    private static async Task<IResult> SegmentsAsync(
        string versionId,
        string? childNodeId,
        HttpContext http,
        DefinitionVersions definitions,
        DefinitionAnswers answers,
        CancellationToken cancellationToken)
    {
        if (await RootAsync(versionId, http, definitions, answers, cancellationToken) is not { } root
            || PathTo(root, childNodeId) is not { } path)
        {
            return Results.NotFound();
        }

        var steps = path.Zip(path.Skip(1)).Where(step => step.First.Activity["type"]?.ToString() != "Elsa.Flowchart").ToArray();
        var segments = steps.Select(step => (JsonNode)new JsonObject
        {
            ["activityNodeId"] = step.First.NodeId,
            ["activityId"] = step.First.Activity["id"]?.DeepClone(),
            ["activityType"] = step.First.Activity["type"]?.DeepClone(),
            ["activityName"] = step.First.Activity["name"]?.DeepClone(),
            ["portName"] = step.Second.Port,
        });
        return Results.Json(new JsonObject
        {
            ["childNode"] = Node(path[^1]),
            ["container"] = Node(steps.Length > 0 ? steps[^1].First : path[0]),
            ["pathSegments"] = new JsonArray([.. segments]),
        });
    }

    private static async Task<Place?> RootAsync(
        string versionId,
        HttpContext http,
        DefinitionVersions definitions,
        DefinitionAnswers answers,
        CancellationToken cancellationToken) =>
        DefinitionIds.ParseVersionId(versionId) is var (definitionId, version)
        && await definitions.FindAsync(definitionId, version, cancellationToken) is { } found
        && (await answers.UnfoldedAsync(found, ElsaApi.MayEdit(http), cancellationToken))["root"] is JsonObject root
            ? new Place(root, null)
            : null;

    /// <summary>From the root to the node, both included; null where there is no such node.</summary>
    private static IReadOnlyList<Place>? PathTo(Place from, string? nodeId)
    {
        if (from.NodeId == nodeId)
        {
            return [from];
        }

        return
            from.Children.Select(child => PathTo(child, nodeId)).FirstOrDefault(path => path is not null) is { } found
            ? [from, .. found]
            : null;
    }

    private static JsonObject Node(Place place) => new()
    {
        ["activity"] = place.Activity.DeepClone(),
        ["nodeId"] = place.NodeId,
        ["port"] = place.Port,
        ["parents"] = new JsonArray(),
        ["children"] = new JsonArray([.. place.Children.Select(Node)]),
    };

    /// <param name="Port">Of the activity around it, as its descriptor names it; null for the root.</param>
    private sealed record Place(JsonObject Activity, string? Port)
    {
        public string NodeId => Activity["nodeId"]!.ToString();

        public IEnumerable<Place> Children =>
            DefinitionDocument
                .Ports(Activity)
                .Select(child => new Place(child.Activity, char.ToUpperInvariant(child.Port[0]) + child.Port[1..]));
    }
}
