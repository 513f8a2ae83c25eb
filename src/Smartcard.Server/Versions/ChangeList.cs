using System.Text.Json.Nodes;
using Smartcard.Server.Setup;
using Smartcard.Storage.Workflows;
using Smartcard.Workflows;
using Smartcard.Workflows.Comparison;

namespace Smartcard.Server.Versions;

/// <summary>What changed between two definitions, as a list on a page.</summary>
internal sealed class ChangeList(ActivityRegistry registry)
{
    /// <param name="before">Null where there was none: then everything is new.</param>
    public Html Between(string? before, string after)
    {
        if (!DefinitionContent.IsReadable(before ?? after) || !DefinitionContent.IsReadable(after))
        {
            return Html.Of($"<p>They cannot be compared: one of them is no JSON that can be read in one way only. Download both to see.</p>");
        }

        var now = DefinitionContent.Parse(after);
        var changes = DefinitionComparison.Between(before is null ? BlankOf(now) : DefinitionContent.Parse(before), now, registry);
        return changes.Count == 0
            ? Html.Of($"<p>Nothing: they say the same.</p>")
            : Html.Of($"<ul class=\"changes\">{Html.Join(changes.Select(Item))}</ul>");
    }

    public Html Between(WorkflowDefinitionRow? before, WorkflowDefinitionRow after) => Between(before?.Json, after.Json);

    private static Html Item(DefinitionChange change) => Html.Of($"<li>{change.Words}{(change is { Before: { } before, After: { } after } ? Beside(before, after) : default)}</li>");

    private static Html Beside(string before, string after) =>
        Html.Of($"<div class=\"beside\"><div><p class=\"nhsuk-hint\">Before</p><pre>{before}</pre></div><div><p class=\"nhsuk-hint\">After</p><pre>{after}</pre></div></div>");

    /// <summary>The same workflow with nothing drawn in it.</summary>
    private static JsonObject BlankOf(JsonObject definition)
    {
        var blank = new JsonObject { ["definitionId"] = definition["definitionId"]?.DeepClone(), ["name"] = definition["name"]?.DeepClone() };
        if (definition["root"]?.DeepClone() is JsonObject root)
        {
            root.Remove("activities");
            root.Remove("connections");
            blank["root"] = root;
        }

        return blank;
    }
}
