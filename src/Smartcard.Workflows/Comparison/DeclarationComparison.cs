using System.Text.Json.Nodes;

namespace Smartcard.Workflows.Comparison;

/// <summary>What changed in a list of variables, inputs or outputs.</summary>
/// <param name="thing">What one of them is called, e.g. <c>variable</c>.</param>
/// <param name="typeMember">The member that names its type.</param>
internal sealed class DeclarationComparison(string thing, string typeMember)
{
    public IEnumerable<DefinitionChange> Changes(JsonNode? before, JsonNode? after)
    {
        var (old, young) = (ItemsOf(before), ItemsOf(after));
        foreach (var gone in old.Where(o => young.All(y => y.Key != o.Key)))
        {
            yield return new($"The {thing} ‘{gone.Name}’ was removed.");
        }

        foreach (var (key, name, json) in young)
        {
            if (old.Find(o => o.Key == key) is not { Json: { } was } known)
            {
                yield return new(
                    $"{(thing[0] is 'i' or 'o' ? "An" : "A")} {thing} was added: ‘{name}’, "
                    + $"{TypeWords(json)}{(JsonWords.IsNothing(json["value"]) ? "" : $", that begins as {JsonWords.Of(json["value"])}")}.");
                continue;
            }

            if (known.Name != name)
            {
                yield return new($"The {thing} ‘{known.Name}’ is now called ‘{name}’.");
            }

            if (TypeWords(was) != TypeWords(json))
            {
                yield return JsonWords.Change($"The {thing} ‘{name}’: its type", TypeWords(was), TypeWords(json));
            }

            foreach (
                var member in was.Concat(json)
                    .Select(m => m.Key)
                    .Distinct(StringComparer.Ordinal)
                    .Where(m => m is not ("name" or "isArray") && m != typeMember))
            {
                if (!JsonWords.AreSame(was[member], json[member]))
                {
                    yield return JsonWords.Change(
                        $"The {thing} ‘{name}’: {MemberWords(member)}",
                        JsonWords.Of(was[member]),
                        JsonWords.Of(json[member]));
                }
            }
        }

        if (!JsonWords.AreSame(Unreadable(before), Unreadable(after)))
        {
            yield return new(
                $"Something among the {thing}s that is not one changed.",
                JsonWords.Of(Unreadable(before)),
                JsonWords.Of(Unreadable(after)));
        }
    }

    private static string MemberWords(string member) => member switch
    {
        "value" => "what it begins as",
        "defaultValue" => "what it is where nothing is given",
        "isRequired" => "whether it has to be given",
        "displayName" => "how it is shown",
        _ => $"another setting, {JsonWords.Spaced(member)},",
    };

    private string TypeWords(JsonObject json)
    {
        var given = json.Text(typeMember) ?? "String";
        var isArray = json["isArray"] is JsonValue flag && flag.TryGetValue<bool>(out var set) && set;
        var words = DataType.Find(given, isArray)?.Name switch
        {
            "String" => "text",
            "Boolean" => "yes or no",
            "Int32" or "Int64" => "a whole number",
            "Single" or "Double" or "Decimal" => "a number",
            "DateTime" or "DateTimeOffset" => "a date and time",
            "TimeSpan" => "a length of time",
            "Guid" => "an id",
            "Object" => "anything",
            _ => $"of the unknown type ‘{given}’",
        };
        return (isArray ? "a list: " : "")
            + (
                words is "a whole number" or "a number" or "a date and time"
                    ? $"{words} ({given.Split(',')[0].Split('.')[^1]})"
                    : words);
    }

    private static List<(string Key, string Name, JsonObject Json)> ItemsOf(JsonNode? list) =>
        [
            .. (list as JsonArray ?? [])
                .OfType<JsonObject>()
                .Where(j => j.Text("name") is not null)
                .Select(j => (j.Text("id") ?? j.Text("name")!, j.Text("name")!, j))
                .DistinctBy(i => i.Item1, StringComparer.Ordinal),
        ];

    private static JsonNode? Unreadable(JsonNode? list)
    {
        var read = ItemsOf(list).Select(i => i.Json).ToHashSet();
        return list is JsonArray items
            ? new JsonArray([
                .. items.Where(i => i is not JsonObject json || !read.Contains(json)).Select(i => i?.DeepClone()),
            ])
            : list;
    }
}
