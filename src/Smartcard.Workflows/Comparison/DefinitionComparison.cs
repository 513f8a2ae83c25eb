using System.Globalization;
using System.Text.Json.Nodes;

namespace Smartcard.Workflows.Comparison;

/// <summary>Says what changed from one definition to another, whatever state they are in; nothing that changed is left out.</summary>
public static class DefinitionComparison
{
    private static readonly string[] SaidElsewhere = ["root", "variables", "inputs", "outputs", "options"];

    /// <param name="before">A definition in Elsa's JSON; not changed.</param>
    /// <param name="after">Another, or the same later; not changed.</param>
    /// <param name="registry">Gives activities and their inputs the names that the designer shows.</param>
    /// <returns>In the order workflow, activities, connections, data, canvas; empty = they say the same.</returns>
    public static IReadOnlyList<DefinitionChange> Between(JsonObject before, JsonObject after, ActivityRegistry registry)
    {
        var (was, now) = (DefinitionContent.Of(before), DefinitionContent.Of(after));
        var (old, young) = (DrawnActivity.AllOf(was, registry), DrawnActivity.AllOf(now, registry));
        var names = new ActivityNames(was, now, old, young);
        var kept = old.Join(young, a => a.Key, a => a.Key, (a, b) => new ActivityComparison(a, b, names)).ToArray();
        var connections = new ConnectionComparison(old, young, names);
        DefinitionChange[] changes =
        [
            .. Members(was, now, SaidElsewhere, MemberWords),
            .. old.Where(o => young.All(y => y.Key != o.Key)).Select(gone => new DefinitionChange($"{names.Of(gone)} was removed.")),
            .. young.Where(y => old.All(o => o.Key != y.Key)).SelectMany(added => Added(added, names)),
            .. kept.SelectMany(k => k.Changes()),
            .. new OrderComparison(old, young, names).Changes(),
            .. connections.Changes(),
            .. new DeclarationComparison("variable", "typeName").Changes(was["variables"], now["variables"]),
            .. new DeclarationComparison("input", "type").Changes(was["inputs"], now["inputs"]),
            .. new DeclarationComparison("output", "type").Changes(was["outputs"], now["outputs"]),
            .. Options(was, now),
            .. was["root"] is JsonObject && now["root"] is JsonObject
                ? []
                : Members(was, now, [.. was.Concat(now).Select(m => m.Key).Where(m => m != "root")], MemberWords),
            .. Canvas(kept.Count(k => k.IsMoved), connections.IsBent),
        ];
        return changes.Length > 0 || JsonNode.DeepEquals(was, now)
            ? changes
            : [new("Only the way it is written changed. Staff see no difference.")];
    }

    /// <summary>A new activity, and what it is given.</summary>
    private static IEnumerable<DefinitionChange> Added(DrawnActivity added, ActivityNames names)
    {
        yield return new($"{names.Of(added)} was added{(added.Name == added.TypeWords ? "" : $", of the kind ‘{added.TypeWords}’")}.");
        var blank = new JsonObject
        {
            ["id"] = added.Own["id"]?.DeepClone(),
            ["type"] = added.Own["type"]?.DeepClone(),
            ["version"] = added.Own["version"]?.DeepClone(),
            ["name"] = added.Own["name"]?.DeepClone(),
            ["metadata"] = new JsonObject { ["displayText"] = (added.Own["metadata"] as JsonObject)?["displayText"]?.DeepClone() },
        };
        foreach (var change in new ActivityComparison(added with { Own = blank }, added, names).Changes())
        {
            yield return change;
        }
    }

    private static IEnumerable<DefinitionChange> Options(JsonObject was, JsonObject now) =>
        was["options"] is JsonObject old && now["options"] is JsonObject young
            ? Members(
                old,
                young,
                [],
                member =>
                    member switch
                    {
                        "incidentStrategyType" => "What a fault does to a journey",
                        "activationStrategyType" => "When a journey may begin",
                        _ => $"The option ‘{JsonWords.Spaced(member)}’",
                    })
        : JsonWords.AreSame(was["options"], now["options"]) ? []
        : [JsonWords.Change("The options", JsonWords.Of(was["options"]), JsonWords.Of(now["options"]))];

    private static IEnumerable<DefinitionChange> Members(
        JsonObject was,
        JsonObject now,
        IReadOnlyCollection<string> except,
        Func<string, string> wordsOf) =>
        was.Concat(now)
            .Select(m => m.Key)
            .Distinct(StringComparer.Ordinal)
            .Except(except)
            .Where(member => !JsonWords.AreSameSetting(was[member], now[member]))
            .Select(member => JsonWords.Change(wordsOf(member), JsonWords.Of(was[member]), JsonWords.Of(now[member])));

    private static string MemberWords(string member) => member switch
    {
        "name" => "The workflow’s name",
        "description" => "The workflow’s description",
        _ => $"Another setting of the workflow, {JsonWords.Spaced(member)},",
    };

    private static IEnumerable<DefinitionChange> Canvas(int moved, bool isBent)
    {
        if (moved > 0)
        {
            yield return new(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{moved} {(moved == 1 ? "activity was" : "activities were")} moved on the canvas. Staff see no difference."));
        }

        if (isBent)
        {
            yield return new("Lines were drawn differently on the canvas. Staff see no difference.");
        }
    }
}
