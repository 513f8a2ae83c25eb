using System.Text.Json.Nodes;
using Smartcard.Server.ElsaApi;
using Smartcard.Server.Setup;

namespace Smartcard.Server.DryRun;

/// <summary>The drawing of a workflow with the way that was taken painted on it, as SVG. What it shows stands as a list beside it, for those who do not see it.</summary>
internal sealed class DrawnPath
{
    private const double Width = 200;
    private const double Height = 54;
    private const double Margin = 40;
    private const double NearWidth = 860;
    private const double NearHeight = 420;
    private const int MostLetters = 24;

    private readonly Dictionary<string, Box> _boxes = new(StringComparer.Ordinal);
    private readonly List<(string Source, string Port, string Target)> _lines = [];
    private readonly HashSet<(string Activity, string Outcome)> _left = [];
    private readonly Box? _newest;

    /// <param name="root">The definition's root, as the designer writes it. One that is no flowchart is drawn as a column.</param>
    public DrawnPath(JsonObject root, IReadOnlyList<ActivityExecutions> executions)
    {
        var byActivity = executions.ToLookup(e => e.ActivityId, StringComparer.Ordinal);
        foreach (var (index, activity) in (root["activities"] as JsonArray ?? []).OfType<JsonObject>().Index())
        {
            if (activity["id"]?.ToString() is not { Length: > 0 } id)
            {
                continue;
            }

            var position = activity["metadata"]?["designer"]?["position"];
            var ran = byActivity[id].ToArray();
            _boxes[id] = new Box(
                NumberOf(position?["x"]) ?? 0,
                NumberOf(position?["y"]) ?? index * Height * 2,
                activity["metadata"]?["displayText"]?.ToString() is { Length: > 0 } text ? text : activity["name"]?.ToString() ?? id,
                ran.Length,
                ran.Any(e => e.Status == "Running"),
                ran.Any(e => e.Status == "Faulted"));
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

        _newest = _boxes.Values.FirstOrDefault(b => b.IsRunning) ?? executions.Select(e => _boxes.GetValueOrDefault(e.ActivityId)).LastOrDefault(b => b is not null);
    }

    /// <summary>The part around where the journey stands, as large as the designer draws it.</summary>
    public Html Near() => _newest is not { } here
        ? default
        : Svg("Where the journey stands; what happened stands in the list below.", here.X + (Width / 2) - (NearWidth / 2), here.Y + (Height / 2) - (NearHeight / 2), NearWidth, NearHeight);

    /// <summary>All of it, as small as it has to be.</summary>
    public Html Whole()
    {
        if (_boxes.Count == 0)
        {
            return Html.Of($"<p>There is nothing to draw.</p>");
        }

        var (left, top) = (_boxes.Values.Min(b => b.X) - Margin, _boxes.Values.Min(b => b.Y) - Margin);
        var (width, height) = (_boxes.Values.Max(b => b.X) + Width + Margin - left, _boxes.Values.Max(b => b.Y) + Height + Margin - top);
        return Svg("The whole workflow with the way that was taken; what happened stands in the list below.", left, top, width, height);
    }

    private Html Svg(string label, double left, double top, double width, double height) => Html.Of($"""
        <svg class="drawing" viewBox="{left:0} {top:0} {width:0} {height:0}" role="img" aria-label="{label}">
        {Html.Join(_lines.OrderBy(IsTaken).Select(Line))}{Html.Join(_boxes.Values.Select(Draw))}</svg>
        """);

    private bool IsTaken((string Source, string Port, string Target) line) => _left.Contains((line.Source, line.Port)) && _boxes[line.Target].Count > 0;

    private Html Line((string Source, string Port, string Target) line)
    {
        var (from, to) = (_boxes[line.Source], _boxes[line.Target]);
        var (x1, y1, x2, y2) = (from.X + Width, from.Y + (Height / 2), to.X, to.Y + (Height / 2));
        var bend = Math.Max(40, Math.Abs(x2 - x1) / 2);
        return Html.Of($"<path class=\"{(IsTaken(line) ? "taken" : "")}\" fill=\"none\" d=\"M{x1:0},{y1:0} C{x1 + bend:0},{y1:0} {x2 - bend:0},{y2:0} {x2:0},{y2:0}\"><title>{from.Text}: {line.Port}</title></path>");
    }

    private static Html Draw(Box box)
    {
        var look = box switch { { IsFaulted: true } => "faulted", { IsRunning: true } => "now", { Count: > 0 } => "past", _ => "" };
        var count = box.Count == 0 ? default : Html.Of($"<text class=\"count\" x=\"{box.X + Width - 12:0}\" y=\"{box.Y + 17:0}\" text-anchor=\"end\">{Mark(box)}{box.Count}×</text>");
        var text = box.Text.Length <= MostLetters ? box.Text : box.Text[..(MostLetters - 1)] + "…";
        return Html.Of($"<g class=\"{look}\"><title>{box.Text}</title><rect x=\"{box.X:0}\" y=\"{box.Y:0}\" width=\"{Width:0}\" height=\"{Height:0}\" rx=\"6\"/><text x=\"{box.X + 12:0}\" y=\"{box.Y + 35:0}\">{text}</text>{count}</g>");
    }

    private static string Mark(Box box) => box.IsFaulted ? "⚠ " : box.IsRunning ? "▶ " : "✓ ";

    private static double? NumberOf(JsonNode? node) => node is JsonValue value && value.TryGetValue<double>(out var number) && double.IsFinite(number) ? number : null;

    /// <param name="Count">How many times it ran.</param>
    private sealed record Box(double X, double Y, string Text, int Count, bool IsRunning, bool IsFaulted);
}
