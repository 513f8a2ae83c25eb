using System.Text.Json.Nodes;
using Smartcard.Workflows;

namespace Smartcard.Tests.Workflows.RandomFlows;

/// <summary>An activity of a random workflow.</summary>
/// <param name="Kind">One of the kinds in <see cref="DrawnFlow"/>.</param>
/// <param name="Number">
/// Times round for <c>for</c> and <c>count</c>, minutes for <c>delay</c>, mode for <c>join</c>, branches for
/// <c>fork</c>.
/// </param>
internal sealed record DrawnNode(
    string Id,
    string Kind,
    int Number,
    IReadOnlyList<DrawnNode> Children,
    IReadOnlyList<DrawnConnection> Connections);

internal sealed record DrawnConnection(string Source, string Port, string Target);

/// <summary>
/// Draws a workflow from numbers: each asks for the next choice, and zero is the simplest, so that fewer and smaller
/// numbers make a simpler workflow.
/// </summary>
internal sealed class DrawnFlow
{
    public static readonly string[] JoinModes = ["WaitAny", "WaitAll", "WaitAllActive"];

    /// <summary>As often as they stand here; the last three only in the outermost flowchart.</summary>
    private static readonly string[] Kinds =
    [
        "write",
        "ask",
        "fork",
        "join",
        "ask",
        "join",
        "delay",
        "join",
        "fork",
        "ask",
        "join",
        "ask",
        "join",
        "fork",
        "count",
        "ask",
        "join",
        "decide",
        "seq",
        "par",
        "for",
        "par",
        "used",
        "end",
        "fail",
        "flow",
        "finish",
    ];

    private static readonly string[] InnerKinds = ["write", "ask", "delay", "seq", "par", "fail", "used"];

    private readonly Queue<int> _numbers;
    private int _ids;

    private DrawnFlow(IEnumerable<int> numbers) => _numbers = new Queue<int>(numbers);

    /// <returns>The root, whether faults are continued with, and what is left of the numbers: the stimuli.</returns>
    public static (DrawnNode Root, bool Continues, IReadOnlyList<int> Stimuli) From(IEnumerable<int> numbers)
    {
        var drawing = new DrawnFlow(numbers);
        var continues = drawing.Next(2) == 0;
        var root = drawing.Flow(depth: 0);
        return (root, continues, [.. drawing._numbers]);
    }

    public static string Json(DrawnNode root, bool continues) => new JsonObject
    {
        ["definitionId"] = "test",
        ["version"] = 1,
        ["options"] = new JsonObject { ["incidentStrategyType"] = continues ? "ContinueWithIncidentsStrategy" : "FaultStrategy" },
        ["root"] = Json(root),
    }.ToJsonString();

    /// <summary>The workflows that it uses as activities, each with the one activity that it holds for its root.</summary>
    public static IEnumerable<string> UsedBy(DrawnNode node) =>
        node
            .Children.SelectMany(UsedBy)
            .Concat(
                node.Kind != "used"
                    ? []
                    :
                    [
                        new JsonObject
                        {
                            ["definitionId"] = node.Id,
                            ["version"] = 1,
                            ["name"] = node.Id,
                            ["root"] = Json(node.Children[0]),
                        }.ToJsonString(),
                    ]);

    private static JsonObject Json(DrawnNode node)
    {
        if (node.Kind == "used")
        {
            return new JsonObject
            {
                ["id"] = node.Id,
                ["type"] = WorkflowAsActivity.TypeNameOf(node.Id),
                ["version"] = 1,
                ["workflowDefinitionId"] = node.Id,
            };
        }

        var json = new JsonObject { ["id"] = node.Id };
        (json["type"], var member, var value) = node.Kind switch
        {
            "write" => ("Elsa.WriteLine", "text", (JsonNode)""),
            "ask" => ("Random.Ask", "text", ""),
            "count" => ("Random.Count", "times", node.Number),
            "decide" => ("Elsa.FlowDecision", "condition", node.Number > 0),
            "fork" => ("Elsa.FlowFork", "branches", new JsonArray([.. Ports(node).Select(p => (JsonNode)p)])),
            "join" => ("Elsa.FlowJoin", "mode", JoinModes[node.Number]),
            "delay" => ("Elsa.Delay", "timeSpan", $"00:{node.Number + 1:00}:00"),
            "for" => ("Elsa.For", "end", node.Number),
            "fail" => ("Elsa.Fault", "message", "As it was drawn."),
            "seq" => ("Elsa.Sequence", "name", ""),
            "par" => ("Elsa.Parallel", "name", ""),
            "flow" => ("Elsa.Flowchart", "name", ""),
            "end" => ("Elsa.End", "name", ""),
            "break" => ("Elsa.Break", "name", ""),
            _ => ("Elsa.Finish", "name", ""),
        };
        json[member] = value;
        if (node.Kind == "for")
        {
            json["outerBoundInclusive"] = false;
            json["body"] = Json(node.Children[0]);
        }
        else
        {
            json["start"] = node.Kind == "flow" ? node.Children[0].Id : null;
            json["activities"] = new JsonArray([.. node.Children.Select(Json)]);
        }

        json["connections"] = new JsonArray([
            .. node.Connections.Select(c => new JsonObject
            {
                ["source"] = new JsonObject { ["activity"] = c.Source, ["port"] = c.Port },
                ["target"] = new JsonObject { ["activity"] = c.Target, ["port"] = "In" },
            }),
        ]);
        return json;
    }

    /// <summary>The outcomes that a node's connections may begin at.</summary>
    private static string[] Ports(DrawnNode node) => node.Kind switch
    {
        "fork" => [.. Enumerable.Range(0, node.Number + 2).Select(i => $"B{i}")],
        "decide" => ["True", "False"],
        "ask" => ["Done", "Other"],
        "count" => ["Done", "Again"],
        _ => ["Done"],
    };

    private int Next(int limit) => _numbers.TryDequeue(out var number) ? (number & int.MaxValue) % limit : 0;

    /// <summary>
    /// Each outcome leads to one or two of the activities drawn next; ways back begin at a counter, so that no circle
    /// is without end.
    /// </summary>
    private DrawnNode Flow(int depth)
    {
        var id = NewId("flow");
        var nodes = new List<DrawnNode> { Node(depth == 0 ? "fork" : Kinds[Next(3)], depth, isInLoop: false) };
        var count = 2 + Next(depth == 0 ? 15 : 4);
        while (nodes.Count < count)
        {
            nodes.Add(Node(Kinds[Next(depth == 0 ? Kinds.Length : Kinds.Length - 3)], depth, isInLoop: false));
        }

        var connections = new List<DrawnConnection>();
        for (var source = 0; source < count - 1; source++)
        {
            foreach (var port in Ports(nodes[source]))
            {
                for (var more = 1 + (Next(5) / 4); more > 0; more--)
                {
                    var target = port == "Again" ? Next(source + 1) : source + 1 + Next(Math.Min(count - source - 1, 3));
                    var connection = new DrawnConnection(nodes[source].Id, port, nodes[target].Id);
                    if (!connections.Contains(connection))
                    {
                        connections.Insert(Next(connections.Count + 1), connection);
                    }
                }
            }
        }

        return new DrawnNode(id, "flow", 0, nodes, connections);
    }

    private DrawnNode Node(string kind, int depth, bool isInLoop)
    {
        var id = NewId(kind);
        return kind switch
        {
            "flow" => Flow(depth + 1),
            "seq" or "par" when depth < 3 => new DrawnNode(
                id,
                kind,
                0,
                [.. Enumerable.Range(0, Next(4)).Select(_ => Inner(depth + 1, isInLoop))],
                []),
            "for" when depth < 3 => new DrawnNode(id, kind, Next(3), [Inner(depth + 1, isInLoop: true)], []),
            "used" when depth < 3 => new DrawnNode(id, kind, 0, [Inner(depth + 1, isInLoop: false)], []),
            "seq" or "par" or "for" or "used" => new DrawnNode(id, "write", 0, [], []),
            "join" or "delay" => new DrawnNode(id, kind, Next(3), [], []),
            _ => new DrawnNode(id, kind, Next(2), [], []),
        };
    }

    private DrawnNode Inner(int depth, bool isInLoop)
    {
        var kind = InnerKinds[Next(InnerKinds.Length)];
        return Node(kind == "fail" && isInLoop ? "break" : kind, depth, isInLoop);
    }

    private string NewId(string kind) => $"{kind}{++_ids}";
}
