using System.Text.Json.Nodes;
using Smartcard.Storage.Workflows;
using Smartcard.Workflows;
using Smartcard.Workflows.Comparison;

namespace Smartcard.Designer.Versions;

/// <summary>What differs between two definitions.</summary>
/// <param name="Changes">From the one to the other; null where they cannot be compared.</param>
public sealed record Differences(IReadOnlyList<DefinitionChange>? Changes);

/// <summary>Compares definitions for a page.</summary>
internal sealed class DifferenceFinder(ActivityRegistry registry)
{
    /// <param name="before">Null where there was none: then everything is new.</param>
    public Differences Between(string? before, string after)
    {
        if (!DefinitionContent.IsReadable(before ?? after) || !DefinitionContent.IsReadable(after))
        {
            return new Differences(Changes: null);
        }

        var now = DefinitionContent.Parse(after);
        var then = before is null ? BlankOf(now) : DefinitionContent.Parse(before);
        return new Differences(DefinitionComparison.Between(then, now, registry));
    }

    public Differences Between(WorkflowDefinitionRow? before, WorkflowDefinitionRow after) => Between(before?.Json, after.Json);

    /// <summary>The same workflow with nothing drawn in it.</summary>
    private static JsonObject BlankOf(JsonObject definition)
    {
        var blank = new JsonObject();
        foreach (var member in new[] { "definitionId", "name" })
        {
            blank[member] = definition[member]?.DeepClone();
        }

        if (definition["root"]?.DeepClone() is JsonObject root)
        {
            root.Remove("activities");
            root.Remove("connections");
            blank["root"] = root;
        }

        return blank;
    }
}
