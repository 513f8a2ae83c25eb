using System.Text.Json;

namespace Smartcard.Workflows;

/// <summary>The JSON of those versions that a definition uses as activities, and of those that they use in turn.</summary>
/// <remarks>
/// They are only ever versions that were published, which never change: so a definition means the same whenever it is
/// read.
/// </remarks>
public sealed class UsedWorkflows
{
    /// <summary>More levels of workflows in workflows than anybody can oversee.</summary>
    public const int MaxDepth = 8;

    /// <summary>More different workflows than anybody uses in one.</summary>
    private const int MaxWorkflows = 100;

    private readonly Dictionary<WorkflowReference, string> _json = [];

    /// <summary>For a definition that uses none.</summary>
    public static UsedWorkflows None { get; } = new();

    /// <param name="find">The JSON of a version that was published and offers itself as an activity; null if there is none.</param>
    /// <exception cref="DefinitionException">It names more workflows than anybody could oversee.</exception>
    public static async Task<UsedWorkflows> LoadAsync(
        string json,
        Func<WorkflowReference, CancellationToken, Task<string?>> find,
        CancellationToken cancellationToken)
    {
        var open = new Queue<WorkflowReference>(ReferencesIn(json));
        if (open.Count == 0)
        {
            return None;
        }

        var used = new UsedWorkflows();
        var named = new HashSet<WorkflowReference>();
        while (open.TryDequeue(out var reference))
        {
            if (!named.Add(reference))
            {
                continue;
            }

            if (named.Count > MaxWorkflows)
            {
                throw new DefinitionException(null, "$.root", $"it uses more than {MaxWorkflows} workflows, including those that they use");
            }

            if (await find(reference, cancellationToken) is { } found)
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

    /// <summary>The workflows that a definition names, where they stand in it; none where the text is not JSON.</summary>
    public static IReadOnlyCollection<WorkflowReference> ReferencesIn(string json)
    {
        var found = new HashSet<WorkflowReference>();
        try
        {
            using var document = DefinitionJson.Parse(json);
            if (document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("root", out var root))
            {
                Collect(root, found);
            }
        }
        catch (DefinitionException)
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
