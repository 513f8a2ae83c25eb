using System.Globalization;
using System.Text.Json.Nodes;
using Smartcard.Designer.ElsaApi;
using Smartcard.Wording;

namespace Smartcard.Designer.DryRun;

/// <summary>The drawing of a workflow with the way that was taken. The same stands in a list, for those who do not see it.</summary>
internal sealed class DrawnWay
{
    public const double Width = 200;
    public const double Height = 54;

    private const double Margin = 40;
    private const double NearWidth = 860;
    private const double NearHeight = 420;
    private const int MostLetters = 24;

    private readonly Dictionary<string, Box> _boxes = new(StringComparer.Ordinal);
    private readonly List<(string Source, string Port, string Target)> _lines = [];
    private readonly HashSet<(string Activity, string Outcome)> _left = [];
    private readonly Box? _newest;

    /// <param name="root">The definition's root, as the designer writes it. One that is no flowchart is drawn as a column.</param>
    public DrawnWay(JsonObject root, IReadOnlyList<ActivityExecutions> executions)
    {
        var byActivity = executions.ToLookup(e => e.ActivityId, StringComparer.Ordinal);
        foreach (var (index, activity) in (root["activities"] as JsonArray ?? []).OfType<JsonObject>().Index())
        {
            if (activity["id"]?.ToString() is { Length: > 0 } id)
            {
                _boxes[id] = BoxOf(activity, id, index, [.. byActivity[id]]);
            }
        }

        foreach (var connection in (root["connections"] as JsonArray ?? []).OfType<JsonObject>())
        {
            var (source, target) = (connection["source"]?["activity"]?.ToString(), connection["target"]?["activity"]?.ToString());
            if (source is not null && target is not null && _boxes.ContainsKey(source) && _boxes.ContainsKey(target))
            {
                _lines.Add((source, connection["source"]?["port"]?.ToString() ?? "Done", target));
            }
        }

        foreach (var execution in executions.Where(e => e.Outcomes is not null))
        {
            _left.UnionWith(execution.Outcomes!.Split(',').Select(outcome => (execution.ActivityId, outcome)));
        }

        _newest = _boxes.Values.FirstOrDefault(b => b.IsRunning)
            ?? executions.Select(e => _boxes.GetValueOrDefault(e.ActivityId)).LastOrDefault(b => b is not null);
    }

    /// <summary>The part around where the journey is, as large as the designer draws it. Null where it is nowhere.</summary>
    public Drawing? Near() => _newest is not { } here
        ? null
        : Draw(
            Catalogue.DryRun["drawing.near"],
            here.X + (Width / 2) - (NearWidth / 2),
            here.Y + (Height / 2) - (NearHeight / 2),
            NearWidth,
            NearHeight);

    /// <summary>All of it, as small as it has to be. Null where nothing is drawn.</summary>
    public Drawing? Whole()
    {
        if (_boxes.Count == 0)
        {
            return null;
        }

        var (left, top) = (_boxes.Values.Min(b => b.X) - Margin, _boxes.Values.Min(b => b.Y) - Margin);
        var (right, bottom) = (_boxes.Values.Max(b => b.X) + Width + Margin, _boxes.Values.Max(b => b.Y) + Height + Margin);
        return Draw(Catalogue.DryRun["drawing.whole"], left, top, right - left, bottom - top);
    }

    private static Box BoxOf(JsonObject activity, string id, int index, ActivityExecutions[] ran)
    {
        var position = activity["metadata"]?["designer"]?["position"];
        return new Box(
            NumberOf(position?["x"]) ?? 0,
            NumberOf(position?["y"]) ?? index * Height * 2,
            activity["metadata"]?["displayText"]?.ToString() is { Length: > 0 } text ? text : activity["name"]?.ToString() ?? id,
            ran.Length,
            ran.Any(e => e.Status == "Running"),
            ran.Any(e => e.Status == "Faulted"));
    }

    /// <summary>Lines that were taken come last, so that no other is drawn over them.</summary>
    private Drawing Draw(string label, double left, double top, double width, double height) => new(
        label,
        string.Create(CultureInfo.InvariantCulture, $"{left:0} {top:0} {width:0} {height:0}"),
        [.. _lines.OrderBy(IsTaken).Select(Line)],
        [.. _boxes.Values.Select(Drawn)]);

    private bool IsTaken((string Source, string Port, string Target) line) =>
        _left.Contains((line.Source, line.Port)) && _boxes[line.Target].Count > 0;

    private DrawnLine Line((string Source, string Port, string Target) line)
    {
        var (from, to) = (_boxes[line.Source], _boxes[line.Target]);
        var (x1, y1, x2, y2) = (from.X + Width, from.Y + (Height / 2), to.X, to.Y + (Height / 2));
        var bend = Math.Max(40, Math.Abs(x2 - x1) / 2);
        return new DrawnLine(
            $"{from.Text}: {line.Port}",
            string.Create(CultureInfo.InvariantCulture, $"M{x1:0},{y1:0} C{x1 + bend:0},{y1:0} {x2 - bend:0},{y2:0} {x2:0},{y2:0}"),
            IsTaken(line));
    }

    private static DrawnBox Drawn(Box box) => new(
        box switch { { IsFaulted: true } => "faulted", { IsRunning: true } => "now", { Count: > 0 } => "past", _ => "" },
        box.Text,
        box.Text.Length <= MostLetters ? box.Text : box.Text[..(MostLetters - 1)] + "…",
        box.X,
        box.Y,
        box.Count == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"{Mark(box)}{box.Count}×"));

    private static string Mark(Box box) => box.IsFaulted ? "⚠ " : box.IsRunning ? "▶ " : "✓ ";

    private static double? NumberOf(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<double>(out var number) && double.IsFinite(number) ? number : null;

    /// <param name="Count">How many times it ran.</param>
    private sealed record Box(double X, double Y, string Text, int Count, bool IsRunning, bool IsFaulted);
}
