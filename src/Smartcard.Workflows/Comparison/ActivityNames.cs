using System.Text.Json.Nodes;

namespace Smartcard.Workflows.Comparison;

/// <summary>How activities and variables of the two definitions are called in sentences.</summary>
internal sealed class ActivityNames(
    JsonObject before,
    JsonObject after,
    IReadOnlyList<DrawnActivity> old,
    IReadOnlyList<DrawnActivity> young)
{
    private readonly HashSet<string> _shared =
    [
        .. new[] { old, young }.SelectMany(side =>
            side.GroupBy(a => a.Name, StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => g.Key)),
        .. young
            .Join(old, a => a.Name, b => b.Name, (a, b) => (a, b))
            .Where(p => p.a.Key != p.b.Key)
            .Select(p => p.a.Name),
    ];

    /// <summary>As the designer writes it, in quotes; with the id behind where another has the same name.</summary>
    public string Of(DrawnActivity activity) => activity.Parent.Length == 0 ? "The drawing as a whole"
        : _shared.Contains(activity.Name) ? $"'{activity.Name}' ({activity.Key})"
        : $"'{activity.Name}'";

    /// <summary>As <see cref="Of(DrawnActivity)"/>, by the id that a connection gives.</summary>
    public string Of(string id) =>
        (young.FirstOrDefault(a => a.Key == id) ?? old.FirstOrDefault(a => a.Key == id)) is { } known
            ? Of(known)
            : $"'{id}'";

    public string Place(DrawnActivity activity)
    {
        var side = young.Contains(activity) ? young : old;
        return side.FirstOrDefault(a => a.Key == activity.Parent) is not { Parent.Length: > 0 } parent ? "the drawing itself"
            : activity.Slot == "activities" ? Of(parent)
            : $"{Of(parent)}, ‘{JsonWords.Spaced(activity.Slot)}’";
    }

    /// <summary>
    /// The variable that an output is bound to; "nowhere" for none, and for the place that Elsa makes for an output
    /// nobody reads.
    /// </summary>
    public string Variable(JsonNode? output, DrawnActivity activity)
    {
        if (output is not JsonObject binding
            || (binding["memoryReference"] as JsonObject)?.Text("id") is not { Length: > 0 } id
            || id.StartsWith(activity.Key + ":output-", StringComparison.Ordinal))
        {
            return "nowhere";
        }

        var side = young.Contains(activity) ? after : before;
        var name = (side["variables"] as JsonArray)?.OfType<JsonObject>().FirstOrDefault(v => v.Text("id") == id)?.Text("name") ?? id;
        return $"the variable ‘{name}’";
    }
}
