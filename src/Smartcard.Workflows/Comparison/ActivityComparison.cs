using System.Text.Json.Nodes;

namespace Smartcard.Workflows.Comparison;

/// <summary>What changed in one activity that both definitions have.</summary>
internal sealed class ActivityComparison(DrawnActivity before, DrawnActivity after, ActivityNames names)
{
    private static readonly string[] SaidElsewhere =
    [
        "id", "nodeId", "type", "version", "metadata", "customProperties", "connections",
        "workflowDefinitionId", "workflowDefinitionVersionId", "latestAvailablePublishedVersion", "latestAvailablePublishedVersionId",
    ];

    private readonly string _name = names.Of(after);

    /// <summary>It has another place on the canvas.</summary>
    public bool IsMoved => !JsonWords.AreSame(Canvas(before)["position"], Canvas(after)["position"]);

    private bool IsRenamed => before.Name != after.Name && after.Parent.Length > 0;

    public IEnumerable<DefinitionChange> Changes() =>
        [
            .. Identity(),
            .. Members(),
            .. Metadata(),
            .. Details("customProperties", before.Own["customProperties"], after.Own["customProperties"]),
        ];

    private IEnumerable<DefinitionChange> Identity()
    {
        if (IsRenamed)
        {
            yield return new($"'{before.Name}' is now called {_name}.");
        }

        if (before.Type != after.Type)
        {
            yield return new($"{_name} was replaced: it was of the kind ‘{before.TypeWords}’ and is now ‘{after.TypeWords}’.");
        }
        else if (UsedBy(after) is null && !JsonWords.AreSame(before.Own["version"], after.Own["version"]))
        {
            yield return JsonWords.Change(
                $"{_name}: the version of its kind",
                JsonWords.Of(before.Own["version"]),
                JsonWords.Of(after.Own["version"]));
        }

        if (UsedBy(after) is { } used && used != UsedBy(before))
        {
            yield return new(
                UsedBy(before) is { } instead
                    ? $"{_name} now stands for {used}. Before, it stood for {instead}."
                    : $"{_name} stands for {used}.");
        }

        if (before.Parent != after.Parent || before.Slot != after.Slot)
        {
            yield return new($"{_name} now stands in {names.Place(after)} instead of {names.Place(before)}.");
        }
    }

    /// <summary>The workflow that it runs; null where it stands for none.</summary>
    private static string? UsedBy(DrawnActivity activity) =>
        activity.Own["workflowDefinitionId"] is JsonValue id
            ? $"version {JsonWords.Of(activity.Own["version"])} of the workflow {id}"
            : null;

    private IEnumerable<DefinitionChange> Members() =>
        Names(before.Own, after.Own).Except(SaidElsewhere).SelectMany(member => Member(member, before.Own[member], after.Own[member]));

    private IEnumerable<DefinitionChange> Member(string member, JsonNode? was, JsonNode? now)
    {
        if (Input(member) is { } input)
        {
            var words =
                $"{_name}: ‘{(input.Attribute.DisplayName.Length > 0 ? input.Attribute.DisplayName : JsonWords.Spaced(input.Name))}’";
            if (!InputWords.AreSame(was, now))
            {
                var (from, to) = (InputWords.Of(was, input.Type), InputWords.Of(now, input.Type));
                yield return from != to ? JsonWords.Change(words, from, to) : JsonWords.Change(words, JsonWords.Of(was), JsonWords.Of(now));
            }

            if (InputWords.OthersChanged(was, now).ToArray() is { Length: > 0 } others)
            {
                yield return Other($"{member}: {string.Join(", ", others)}", was, now);
            }
        }
        else if (Output(member) is { } output)
        {
            if (names.Variable(was, before) is var kept && names.Variable(now, after) is var keeps && kept != keeps)
            {
                yield return JsonWords.Change($"{_name}: where its ‘{JsonWords.Spaced(output.Name)}’ is kept", kept, keeps);
            }
            else if (!JsonWords.AreSame(WithoutReference(was), WithoutReference(now)))
            {
                yield return Other(member, was, now);
            }
        }
        else if (!JsonWords.AreSame(was, now))
        {
            yield return Other(JsonWords.Spaced(member), was, now);
        }
    }

    /// <summary>
    /// The canvas keeps the place and the size of each activity here; a place is told of all together, and the size
    /// follows from the text.
    /// </summary>
    private IEnumerable<DefinitionChange> Metadata() =>
        [
            .. Details(
                "metadata",
                before.Own["metadata"],
                after.Own["metadata"],
                IsRenamed ? ["designer", "displayText"] : ["designer"]),
            .. Details(
                "designer",
                (before.Own["metadata"] as JsonObject)?["designer"],
                (after.Own["metadata"] as JsonObject)?["designer"],
                "position",
                "size"),
        ];

    private IEnumerable<DefinitionChange> Details(string group, JsonNode? was, JsonNode? now, params string[] except) =>
        (was is null or JsonObject) && (now is null or JsonObject)
            ? Names(was as JsonObject ?? [], now as JsonObject ?? []).Except(except)
                .Where(name => !JsonWords.AreSameSetting(was?[name], now?[name]))
                .Select(name => Other(JsonWords.Spaced(name), was?[name], now?[name]))
            : JsonWords.AreSame(was, now) ? [] : [Other(group, was, now)];

    private DefinitionChange Other(string what, JsonNode? was, JsonNode? now) =>
        JsonWords.Change($"{_name}: another setting, {what},", JsonWords.Of(was), JsonWords.Of(now)) is { Before: null } shortly
            ? shortly
            : new($"{_name}: another setting, {what}, changed.", JsonWords.Of(was), JsonWords.Of(now));

    private InputDescriptor? Input(string member) =>
        (after.Descriptor ?? before.Descriptor)?.Inputs.FirstOrDefault(i => i.Key == member)
        ?? before.Descriptor?.Inputs.FirstOrDefault(i => i.Key == member);

    private OutputDescriptor? Output(string member) =>
        (after.Descriptor ?? before.Descriptor)?.Outputs.FirstOrDefault(o => o.Key == member)
        ?? before.Descriptor?.Outputs.FirstOrDefault(o => o.Key == member);

    private static JsonObject Canvas(DrawnActivity activity) => (activity.Own["metadata"] as JsonObject)?["designer"] as JsonObject ?? [];

    private static JsonNode? WithoutReference(JsonNode? output)
    {
        if (output?.DeepClone() is not JsonObject binding)
        {
            return output;
        }

        (binding["memoryReference"] as JsonObject)?.Remove("id");
        if (JsonWords.IsNothing(binding["memoryReference"]))
        {
            binding.Remove("memoryReference");
        }

        binding.Remove("typeName");
        return binding;
    }

    private static IEnumerable<string> Names(JsonObject one, JsonObject other) =>
        one.Concat(other).Select(m => m.Key).Distinct(StringComparer.Ordinal);
}
