using System.Text.Json.Nodes;

namespace Smartcard.Workflows;

/// <summary>A definition as the designer sends and takes it: the whole JSON, with all that the engine does not read.</summary>
public static class DefinitionDocument
{
    /// <summary>The type of the placeholder that <see cref="Hide"/> puts in.</summary>
    public const string PlaceholderType = "Elsa.NotFoundActivity";

    private const string WorkflowNode = "Workflow1";
    private const string Original = "originalActivityJson";

    /// <summary>
    /// Fills in what the designer leaves out and cannot open a definition without: node ids, and members that may not
    /// be null.
    /// </summary>
    public static void Complete(JsonObject definition)
    {
        definition.Remove("links");
        foreach (var name in new[] { "options", "customProperties" })
        {
            definition[name] ??= new JsonObject();
        }

        foreach (var name in new[] { "variables", "inputs", "outputs", "outcomes" })
        {
            definition[name] ??= new JsonArray();
        }

        definition["toolVersion"] ??= "3.8.2.0";
        if (definition["root"] is JsonObject root)
        {
            NameNodes(root, WorkflowNode);
        }
    }

    /// <summary>
    /// Puts a placeholder in the place of each activity that has no descriptor, since the designer shows nothing of a
    /// definition with one.
    /// </summary>
    /// <remarks>It keeps the activity's id, place and text, and its whole JSON, which <see cref="Restore"/> puts back.</remarks>
    /// <param name="hasDescriptor">Whether the designer knows the type and version; those of used workflows included.</param>
    public static void Hide(JsonObject definition, Func<string, int, bool> hasDescriptor) => Replace(definition, activity =>
    {
        var type = TextOf(activity, "type");
        var version = activity["version"] is JsonValue value && value.TryGetValue<int>(out var number) ? number : 1;
        if (type is null or PlaceholderType || hasDescriptor(type, version))
        {
            return null;
        }

        return new JsonObject
        {
            ["id"] = activity["id"]?.DeepClone(),
            ["nodeId"] = activity["nodeId"]?.DeepClone(),
            ["name"] = activity["name"]?.DeepClone(),
            ["type"] = PlaceholderType,
            ["version"] = 1,
            ["metadata"] = activity["metadata"]?.DeepClone() ?? new JsonObject(),
            ["missingTypeName"] = type,
            ["missingTypeVersion"] = version,
            [Original] = activity.ToJsonString(),
        };
    });

    /// <summary>Puts the inside used workflows where the designer looks for it, as it is drawn in their versions.</summary>
    /// <param name="find">A used version's definition; null if there is none.</param>
    public static async Task UnfoldAsync(JsonObject definition, Func<WorkflowReference, Task<JsonObject?>> find)
    {
        if (definition["root"] is JsonObject root)
        {
            await UnfoldAsync(root, find, UsedWorkflows.MaxDepth);
            Complete(definition);
        }
    }

    /// <summary>Takes it away again, since it is not a part of the definition that uses them.</summary>
    public static void Fold(JsonObject definition)
    {
        foreach (var used in definition["root"] is JsonObject root ? Activities(root).Where(a => ReferenceOf(a) is not null).ToArray() : [])
        {
            used.Remove(Primitives.UsedWorkflow.Root);
        }
    }

    /// <summary>Puts a version of a workflow in the place of each older one that the definition uses.</summary>
    /// <returns>Whether there was any.</returns>
    public static bool UseVersion(JsonObject definition, WorkflowReference reference, string versionId, string typeName)
    {
        var older = definition["root"] is JsonObject root
            ? Activities(root)
                .Where(a =>
                    ReferenceOf(a) is { } used
                    && used.DefinitionId == reference.DefinitionId
                    && used.Version < reference.Version)
                .ToArray()
            : [];
        foreach (var activity in older)
        {
            activity["version"] = reference.Version;
            activity["workflowDefinitionVersionId"] = versionId;
            activity["type"] = typeName;
        }

        return older.Length > 0;
    }

    /// <summary>Puts the activities back that placeholders stand for, where they stand now.</summary>
    public static void Restore(JsonObject definition) => Replace(definition, activity =>
    {
        if (TextOf(activity, "type") != PlaceholderType || TextOf(activity, Original) is not { } json || Parsed(json) is not { } original)
        {
            return null;
        }

        original["id"] = activity["id"]?.DeepClone();
        original["metadata"] = activity["metadata"]?.DeepClone() ?? new JsonObject();
        return original;
    });

    /// <summary>Ids of all activities, the root and those in containers included.</summary>
    public static IEnumerable<string> ActivityIds(JsonObject definition) =>
        definition["root"] is JsonObject root ? Activities(root).Select(a => TextOf(a, "id")).OfType<string>() : [];

    /// <summary>
    /// The activities in an activity, each with the name of the member that holds it, e.g. <c>body</c> or
    /// <c>activities</c>.
    /// </summary>
    public static IEnumerable<(string Port, JsonObject Activity)> Ports(JsonObject activity) =>
        activity.SelectMany(member =>
            (member.Value is JsonArray list ? list.Select(Inner) : [member.Value])
                .OfType<JsonObject>()
                .Where(IsActivity)
                .Select(child => (member.Key, child)));

    private static async Task UnfoldAsync(JsonObject activity, Func<WorkflowReference, Task<JsonObject?>> find, int depth)
    {
        if (ReferenceOf(activity) is { } reference)
        {
            var inside = depth > 0 ? (await find(reference))?["root"]?.DeepClone() : null;
            activity.Remove(Primitives.UsedWorkflow.Root);
            if (inside is not null)
            {
                activity[Primitives.UsedWorkflow.Root] = inside;
            }

            depth--;
        }

        foreach (var child in ChildrenOf(activity).ToArray())
        {
            await UnfoldAsync(child, find, depth);
        }
    }

    private static WorkflowReference? ReferenceOf(JsonObject activity) =>
        TextOf(activity, "workflowDefinitionId") is { Length: > 0 } id
            ? new WorkflowReference(id, activity["version"] is JsonValue value && value.TryGetValue<int>(out var number) ? number : 1)
            : null;

    private static void NameNodes(JsonObject activity, string parent)
    {
        var nodeId = $"{parent}:{TextOf(activity, "id")}";
        activity["nodeId"] = nodeId;
        foreach (var child in ChildrenOf(activity))
        {
            NameNodes(child, nodeId);
        }
    }

    private static void Replace(JsonObject definition, Func<JsonObject, JsonObject?> with)
    {
        if (definition["root"] is not JsonObject root)
        {
            return;
        }

        foreach (var activity in Activities(root).Skip(1).ToArray())
        {
            if (with(activity) is { } replacement)
            {
                activity.ReplaceWith(replacement);
            }
        }
    }

    internal static IEnumerable<JsonObject> Activities(JsonObject activity) =>
        ChildrenOf(activity).SelectMany(Activities).Prepend(activity);

    /// <summary>An activity in an activity stands in a list or by itself.</summary>
    private static IEnumerable<JsonObject> ChildrenOf(JsonObject activity) => Ports(activity).Select(port => port.Activity);

    /// <summary>A case of a switch holds its activity one level deeper.</summary>
    private static JsonNode? Inner(JsonNode? item) =>
        item is JsonObject { } entry && entry["activity"] is JsonObject activity ? activity : item;

    /// <summary>An object with an id and a type; the type of one that stands for a workflow has no dot in it.</summary>
    internal static bool IsActivity(JsonObject json) =>
        TextOf(json, "id") is not null
        && TextOf(json, "type") is { } type
        && (type.Contains('.', StringComparison.Ordinal) || ReferenceOf(json) is not null);

    /// <summary>Null for a text that somebody has spoilt: the placeholder then stays, and cannot be published.</summary>
    private static JsonObject? Parsed(string json)
    {
        try
        {
            return DefinitionContent.ParseAny(json) as JsonObject;
        }
        catch (DefinitionException)
        {
            return null;
        }
    }

    private static string? TextOf(JsonObject json, string name) =>
        json[name] is JsonValue value && value.GetValueKind() == System.Text.Json.JsonValueKind.String ? value.GetValue<string>() : null;
}
