using System.Text.Json;
using System.Text.RegularExpressions;

namespace Smartcard.Workflows;

/// <summary>A version of a workflow that another one names as an activity.</summary>
public readonly record struct WorkflowReference(string DefinitionId, int Version)
{
    /// <returns>Null when the activity stands for no workflow.</returns>
    internal static WorkflowReference? Of(JsonElement activity) =>
        activity.TryGetProperty("workflowDefinitionId", out var id) && id.ValueKind == JsonValueKind.String && id.GetString() is { Length: > 0 } definitionId
            ? new WorkflowReference(definitionId, activity.TryGetProperty("version", out var version) && version.TryGetInt32(out var number) ? number : 1)
            : null;

    public override string ToString() => $"{DefinitionId} version {Version}";
}

/// <summary>The JSON of those versions that a definition uses as activities, and of those that they use in turn.</summary>
/// <remarks>They are only ever versions that were published, which never change: so a definition means the same whenever it is read.</remarks>
public sealed class UsedWorkflows
{
    /// <summary>More levels of workflows in workflows than anybody can oversee.</summary>
    public const int MaxDepth = 8;

    private readonly Dictionary<WorkflowReference, string> _json = [];

    public static UsedWorkflows None { get; } = new();

    /// <param name="find">The JSON of a version that was published and offers itself as an activity; null when there is none.</param>
    public static async Task<UsedWorkflows> LoadAsync(string json, Func<WorkflowReference, CancellationToken, Task<string?>> find, CancellationToken cancellationToken)
    {
        var open = new Queue<WorkflowReference>(ReferencesIn(json));
        if (open.Count == 0)
        {
            return None;
        }

        var used = new UsedWorkflows();
        while (open.TryDequeue(out var reference))
        {
            if (!used._json.ContainsKey(reference) && await find(reference, cancellationToken) is { } found)
            {
                used._json.Add(reference, found);
                foreach (var next in ReferencesIn(found))
                {
                    open.Enqueue(next);
                }
            }
        }

        return used;
    }

    /// <summary>The workflows that a definition names, wherever they stand in it; none where the text is no JSON.</summary>
    public static IReadOnlyCollection<WorkflowReference> ReferencesIn(string json)
    {
        var found = new HashSet<WorkflowReference>();
        try
        {
            using var document = JsonDocument.Parse(json, DefinitionJson.Options);
            if (document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("root", out var root))
            {
                Collect(root, found);
            }
        }
        catch (JsonException)
        {
            // Whoever reads it says what is wrong with it.
        }

        return found;
    }

    internal string? Find(WorkflowReference reference) => _json.GetValueOrDefault(reference);

    private static void Collect(JsonElement json, HashSet<WorkflowReference> found)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Array:
                foreach (var item in json.EnumerateArray())
                {
                    Collect(item, found);
                }

                break;
            case JsonValueKind.Object:
                var reference = WorkflowReference.Of(json);
                if (reference is { } used)
                {
                    found.Add(used);
                }

                // What the designer wrote of a used workflow's inside counts for nothing.
                foreach (var member in json.EnumerateObject().Where(m => reference is null || m.Name != Primitives.UsedWorkflow.Root))
                {
                    Collect(member.Value, found);
                }

                break;
            default:
                break;
        }
    }
}

/// <summary>What a definition says of itself as an activity in others.</summary>
public static partial class WorkflowAsActivity
{
    private const string Offered = "usableAsActivity";

    /// <summary>Whether the definition is offered as one: <c>options.usableAsActivity</c>.</summary>
    public static bool IsOffered(string definition) => Has(definition, Offered);

    internal static bool IsOffered(JsonElement definition) => Has(definition, Offered);

    /// <summary>Whether those that use it get a draft with each version that is published: <c>options.autoUpdateConsumingWorkflows</c>.</summary>
    public static bool UpdatesConsumers(string definition) => Has(definition, "autoUpdateConsumingWorkflows");

    /// <summary>The activity's type, as Elsa makes it of the workflow's name: "Confirm an address" is <c>ConfirmAnAddress</c>.</summary>
    public static string TypeNameOf(string workflowName) => WordStart().Replace(workflowName.Trim(), match => match.Groups[1].Value.ToUpperInvariant());

    private static bool Has(string definition, string option)
    {
        try
        {
            using var document = JsonDocument.Parse(definition, DefinitionJson.Options);
            return document.RootElement.ValueKind == JsonValueKind.Object && Has(document.RootElement, option);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool Has(JsonElement definition, string option) =>
        definition.TryGetProperty("options", out var options)
        && options.ValueKind == JsonValueKind.Object
        && options.TryGetProperty(option, out var value)
        && value.ValueKind == JsonValueKind.True;

    [GeneratedRegex("(?:[ _-]+|^)([a-zA-Z])")]
    private static partial Regex WordStart();
}
