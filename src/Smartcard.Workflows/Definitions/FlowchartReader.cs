using System.Text.Json;
using Smartcard.Workflows.Primitives;
using static Smartcard.Workflows.DefinitionJson;

namespace Smartcard.Workflows;

/// <summary>Reads what a flowchart draws between its activities: the connections, and where it starts.</summary>
internal static class FlowchartReader
{
    public static List<Connection> ReadConnections(JsonElement json, List<ActivityNode> children, string id, string path)
    {
        var connections = new List<Connection>();
        if (!json.TryGetProperty("connections", out var list) || list.ValueKind != JsonValueKind.Array)
        {
            return connections;
        }

        var index = 0;
        foreach (var connection in list.EnumerateArray())
        {
            var at = $"{path}.connections[{index++}]";
            var (source, port) = ReadEnd(connection, "source", "Done", children, id, at);
            var (target, _) = ReadEnd(connection, "target", "In", children, id, at);
            var outcomes = children.Single(c => c.Id == source).Descriptor.Outcomes;
            if (outcomes.Count > 0 && !outcomes.Contains(port, StringComparer.Ordinal))
            {
                throw new DefinitionException(
                    source,
                    $"{at}.source.port",
                    $"it has no outcome '{port}'; it has {string.Join(", ", outcomes)}");
            }

            connections.Add(new Connection(source, port, target));
        }

        return connections;
    }

    /// <summary>
    /// Elsa's order: a Start activity, one marked as able to start, the id in <c>start</c>, else the first without an
    /// inbound connection.
    /// </summary>
    public static ActivityNode? StartOf(JsonElement json, List<ActivityNode> children, List<Connection> connections)
    {
        var marked = json.TryGetProperty("activities", out var list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().FirstOrDefault(CanStartWorkflow)
            : default;
        var named = marked.ValueKind == JsonValueKind.Object ? marked.GetProperty("id").GetString() : OptionalText(json, "start");
        return children.Find(c => c.Descriptor.Type == typeof(Start))
            ?? children.Find(c => c.Id == named)
            ?? children.Find(c => connections.All(k => k.Target != c.Id))
            ?? children.FirstOrDefault();
    }

    public static bool CanStartWorkflow(JsonElement activity) =>
        activity.TryGetProperty("customProperties", out var custom)
        && custom.ValueKind == JsonValueKind.Object
        && custom.TryGetProperty("canStartWorkflow", out var can)
        && can.ValueKind == JsonValueKind.True;

    private static (string Activity, string Port) ReadEnd(
        JsonElement connection,
        string end,
        string defaultPort,
        List<ActivityNode> children,
        string id,
        string path)
    {
        var json = Member(Object(connection, id, path), end, id, path);
        var activity = Text(Object(json, id, $"{path}.{end}"), "activity", id, $"{path}.{end}");
        if (children.All(c => c.Id != activity))
        {
            throw new DefinitionException(id, $"{path}.{end}.activity", $"there is no activity '{activity}' to connect");
        }

        return (activity, OptionalText(json, "port") ?? defaultPort);
    }
}
