using System.Text.Json.Nodes;

namespace Smartcard.Workflows.Comparison;

/// <summary>What changed in where outcomes lead.</summary>
internal sealed class ConnectionComparison(IReadOnlyList<DrawnActivity> old, IReadOnlyList<DrawnActivity> young, ActivityNames names)
{
    private readonly List<Line> _before = [.. old.SelectMany(LinesOf)];
    private readonly List<Line> _after = [.. young.SelectMany(LinesOf)];

    /// <summary>A line that leads as before was drawn another way.</summary>
    public bool IsBent => Pairs().Any(p => !JsonWords.AreSame(p.Before.Vertices, p.After.Vertices));

    public IEnumerable<DefinitionChange> Changes()
    {
        var gone = Without(_before, _after);
        var added = Without(_after, _before);
        foreach (var from in gone.Concat(added).Select(l => l.From).Distinct().ToArray())
        {
            var (was, now) = (gone.Where(l => l.From == from).ToArray(), added.Where(l => l.From == from).ToArray());
            if (was is [var one] && now is [var other])
            {
                yield return one.Target != other.Target
                    ? new(
                        $"{names.Of(from.Source)}: {Words(from)} now leads to {names.Of(other.Target)} instead of {names.Of(one.Target)}.")
                    : new(
                        $"{names.Of(from.Source)}: {Words(from)} now enters {names.Of(other.Target)} by "
                        + $"‘{other.TargetPort}’ instead of ‘{one.TargetPort}’.");
                continue;
            }

            // What leads on from an activity that was removed goes with it.
            foreach (var line in was.Where(_ => young.Any(a => a.Key == from.Source)))
            {
                yield return new($"{names.Of(from.Source)}: {Words(from)} no longer leads to {names.Of(line.Target)}.");
            }

            foreach (var line in now)
            {
                yield return new(
                    $"{names.Of(from.Source)}: {Words(from)} now "
                    + $"{(_before.Exists(l => l.From == from && !was.Contains(l)) ? "also leads" : "leads")} to {names.Of(line.Target)}.");
            }
        }

        foreach (var (before, after) in Pairs().Where(p => !JsonWords.AreSame(p.Before.Others, p.After.Others)))
        {
            yield return new(
                $"{names.Of(before.From.Source)}: another setting of the line from {Words(before.From)} changed.",
                JsonWords.Of(before.Others),
                JsonWords.Of(after.Others));
        }

        foreach (var (before, after) in old.Join(young, a => a.Key, a => a.Key, (a, b) => (a, b)))
        {
            if (!JsonWords.AreSame(Unreadable(before), Unreadable(after)))
            {
                yield return new(
                    $"{names.Of(after)}: something among its connections that is not a connection changed.",
                    JsonWords.Of(Unreadable(before)),
                    JsonWords.Of(Unreadable(after)));
            }
        }
    }

    /// <summary>Ids of the activities that a line of the flowchart leads to.</summary>
    public static IReadOnlySet<string> TargetsIn(DrawnActivity flowchart) =>
        LinesOf(flowchart).Select(l => l.Target).ToHashSet(StringComparer.Ordinal);

    /// <summary>As the designer shows it: an outcome of the activity's kind with spaces, one that somebody named as it is.</summary>
    private string Words(Outcome outcome) =>
        young.Concat(old).FirstOrDefault(a => a.Key == outcome.Source)?.Descriptor?.Outcomes.Contains(outcome.Port)
        == true
            ? JsonWords.Spaced(outcome.Port)
            : outcome.Port;

    private IEnumerable<(Line Before, Line After)> Pairs() => _before.Join(_after, l => l.Key, l => l.Key, (a, b) => (a, b));

    private static List<Line> Without(List<Line> lines, List<Line> others)
    {
        var left = others.Select(l => l.Key).ToList();
        return [.. lines.Where(l => !left.Remove(l.Key))];
    }

    private static IEnumerable<Line> LinesOf(DrawnActivity container) => Connections(container).Select(LineOf).OfType<Line>();

    private static JsonNode? Unreadable(DrawnActivity container) => container.Own["connections"] is JsonArray
        ? new JsonArray([.. Connections(container).Where(c => LineOf(c) is null).Select(c => c?.DeepClone())])
        : container.Own["connections"];

    private static IEnumerable<JsonNode?> Connections(DrawnActivity container) => container.Own["connections"] as JsonArray ?? [];

    private static Line? LineOf(JsonNode? json)
    {
        if (json is not JsonObject connection
            || connection["source"] is not JsonObject source
            || connection["target"] is not JsonObject target
            || source.Text("activity") is not { } from
            || target.Text("activity") is not { } to)
        {
            return null;
        }

        var others = (JsonObject)connection.DeepClone();
        others.Remove("vertices");
        foreach (var end in new[] { "source", "target" })
        {
            ((JsonObject)others[end]!).Remove("activity");
            ((JsonObject)others[end]!).Remove("port");
            if (JsonWords.IsNothing(others[end]))
            {
                others.Remove(end);
            }
        }

        return new Line(new Outcome(from, source.Text("port") ?? "Done"), to, target.Text("port") ?? "In", connection["vertices"], others);
    }

    private sealed record Outcome(string Source, string Port);

    private sealed record Line(Outcome From, string Target, string TargetPort, JsonNode? Vertices, JsonObject Others)
    {
        public (Outcome, string, string) Key => (From, Target, TargetPort);
    }
}
