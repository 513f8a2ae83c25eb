using System.Text.Json;
using Smartcard.Workflows.Expressions;
using Smartcard.Workflows.Primitives;

namespace Smartcard.Workflows;

/// <summary>Reads a definition in Elsa 3's JSON, and refuses what this engine could not run, naming the activity and the path.</summary>
public sealed class DefinitionReader
{
    private const int MaxDepth = 64;
    private static readonly string[] PortNames = ["then", "else", "body"];

    private readonly ActivityRegistry _registry;
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);

    private DefinitionReader(ActivityRegistry registry) => _registry = registry;

    /// <exception cref="DefinitionException">The text is no definition, or one that cannot be run.</exception>
    public static WorkflowDefinition Read(string json, ActivityRegistry registry)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = MaxDepth });
        }
        catch (JsonException malformed)
        {
            throw new DefinitionException(null, malformed.Path ?? "$", $"the text is not JSON, line {malformed.LineNumber + 1}");
        }

        using (document)
        {
            var top = Object(document.RootElement, null, "$");
            var root = new DefinitionReader(registry).ReadNode(Member(top, "root", null, "$"), "Workflow1", "$.root");
            return new WorkflowDefinition(
                Text(top, "definitionId", null, "$"),
                top.TryGetProperty("version", out var version) && version.TryGetInt32(out var number) ? number : throw new DefinitionException(null, "$.version", "a version number is missing"),
                top.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String ? name.GetString()! : "",
                ReadVariables(top),
                root);
        }
    }

    private ActivityNode ReadNode(JsonElement json, string parentNodeId, string path)
    {
        Object(json, null, path);
        var id = Text(json, "id", null, path);
        if (!_ids.Add(id))
        {
            throw new DefinitionException(id, path + ".id", "this id stands twice in the workflow");
        }

        var type = Text(json, "type", id, path);
        var version = json.TryGetProperty("version", out var v) && v.TryGetInt32(out var number) ? number : 1;
        var descriptor = _registry.Find(type, version)
            ?? throw new DefinitionException(id, path + ".type", $"there is no activity of type '{type}' version {version}");
        var nodeId = $"{parentNodeId}:{id}";

        var children = new List<ActivityNode>();
        if (json.TryGetProperty("activities", out var activities) && activities.ValueKind == JsonValueKind.Array)
        {
            var index = 0;
            foreach (var child in activities.EnumerateArray())
            {
                children.Add(ReadNode(child, nodeId, $"{path}.activities[{index++}]"));
            }
        }

        var ports = new Dictionary<string, ActivityNode>(StringComparer.Ordinal);
        foreach (var port in PortNames)
        {
            if (json.TryGetProperty(port, out var child) && child.ValueKind == JsonValueKind.Object && child.TryGetProperty("type", out _))
            {
                ports.Add(port, ReadNode(child, nodeId, $"{path}.{port}"));
            }
        }

        var inputs = ReadInputs(json, descriptor, id, path);
        var connections = ReadConnections(json, children, id, path);
        return new ActivityNode
        {
            Id = id,
            NodeId = nodeId,
            Descriptor = descriptor,
            DisplayText = DisplayTextOf(json) ?? (descriptor.DisplayName.Length > 0 ? descriptor.DisplayName : type),
            Inputs = inputs,
            Children = children,
            Ports = ports,
            Connections = connections,
            Start = descriptor.Type == typeof(Flowchart) ? StartOf(json, children, connections) : null,
        };
    }

    private static string? DisplayTextOf(JsonElement json) =>
        json.TryGetProperty("metadata", out var metadata)
        && metadata.ValueKind == JsonValueKind.Object
        && metadata.TryGetProperty("displayText", out var text)
        && text.ValueKind == JsonValueKind.String
        && text.GetString() is { Length: > 0 } given
            ? given
            : null;

    private static Dictionary<string, InputValue> ReadInputs(JsonElement json, ActivityDescriptor descriptor, string id, string path)
    {
        var inputs = new Dictionary<string, InputValue>(StringComparer.Ordinal);
        foreach (var input in descriptor.Inputs)
        {
            if (!json.TryGetProperty(input.Key, out var value) || value.ValueKind is JsonValueKind.Null)
            {
                continue;
            }

            var at = $"{path}.{input.Key}";
            var read = value.ValueKind == JsonValueKind.Object && value.TryGetProperty("expression", out var wrapped)
                ? new InputValue(ReadExpression(wrapped, id, at), default, at)
                : new InputValue(null, value.Clone(), at);
            inputs.Add(input.Key, read);
            CheckConstant(input, read, id);
        }

        return inputs;
    }

    private static Expression ReadExpression(JsonElement json, string id, string path)
    {
        Object(json, id, path + ".expression");
        var type = Text(json, "type", id, path + ".expression");
        if (!ExpressionEvaluator.Supports(type))
        {
            throw new DefinitionException(id, path + ".expression.type", $"expressions of type '{type}' are not supported");
        }

        return new Expression(type, json.TryGetProperty("value", out var value) ? value.Clone() : default);
    }

    /// <summary>A value that does not depend on a run is tried now, so that a wrong one is found at the desk and not at 7 a.m.</summary>
    private static void CheckConstant(InputDescriptor input, InputValue value, string id)
    {
        if (!value.IsWrittenOut)
        {
            return;
        }

        try
        {
            var constant = ExpressionEvaluator.EvaluateConstant(value, input.Type);
            ExpressionEvaluator.CheckRange(input, constant);
        }
        catch (ExpressionException wrong)
        {
            throw new DefinitionException(id, value.JsonPath, wrong.Message);
        }
    }

    private static List<Connection> ReadConnections(JsonElement json, List<ActivityNode> children, string id, string path)
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
                throw new DefinitionException(source, $"{at}.source.port", $"it has no outcome '{port}'; it has {string.Join(", ", outcomes)}");
            }

            connections.Add(new Connection(source, port, target));
        }

        return connections;
    }

    private static (string Activity, string Port) ReadEnd(JsonElement connection, string end, string defaultPort, List<ActivityNode> children, string id, string path)
    {
        var json = Member(Object(connection, id, path), end, id, path);
        var activity = Text(Object(json, id, $"{path}.{end}"), "activity", id, $"{path}.{end}");
        if (children.All(c => c.Id != activity))
        {
            throw new DefinitionException(id, $"{path}.{end}.activity", $"there is no activity '{activity}' to connect");
        }

        var port = json.TryGetProperty("port", out var p) && p.ValueKind == JsonValueKind.String ? p.GetString()! : defaultPort;
        return (activity, port);
    }

    /// <summary>Elsa's order: a Start activity, one marked as able to start, the id in <c>start</c>, else the first without an inbound connection.</summary>
    private static ActivityNode? StartOf(JsonElement json, List<ActivityNode> children, List<Connection> connections)
    {
        var marked = json.TryGetProperty("activities", out var list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().FirstOrDefault(a =>
                a.TryGetProperty("customProperties", out var custom)
                && custom.ValueKind == JsonValueKind.Object
                && custom.TryGetProperty("canStartWorkflow", out var can)
                && can.ValueKind == JsonValueKind.True)
            : default;
        var named = marked.ValueKind == JsonValueKind.Object
            ? marked.GetProperty("id").GetString()
            : json.TryGetProperty("start", out var start) && start.ValueKind == JsonValueKind.String ? start.GetString() : null;
        return children.Find(c => c.Descriptor.Type == typeof(Start))
            ?? children.Find(c => c.Id == named)
            ?? children.Find(c => connections.All(k => k.Target != c.Id))
            ?? children.FirstOrDefault();
    }

    private static List<VariableDefinition> ReadVariables(JsonElement top)
    {
        var variables = new List<VariableDefinition>();
        if (!top.TryGetProperty("variables", out var list) || list.ValueKind != JsonValueKind.Array)
        {
            return variables;
        }

        var index = 0;
        foreach (var json in list.EnumerateArray())
        {
            var at = $"$.variables[{index++}]";
            var name = Text(Object(json, null, at), "name", null, at);
            var typeName = json.TryGetProperty("typeName", out var t) && t.ValueKind == JsonValueKind.String ? t.GetString()! : "String";
            var value = json.TryGetProperty("value", out var raw) ? raw : default;
            try
            {
                variables.Add(new VariableDefinition(
                    json.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.String ? id.GetString()! : name,
                    name,
                    typeName,
                    ExpressionEvaluator.VariableValue(value, typeName)));
            }
            catch (ExpressionException wrong)
            {
                throw new DefinitionException(null, at + ".value", wrong.Message);
            }
        }

        return variables;
    }

    private static JsonElement Object(JsonElement json, string? id, string path) =>
        json.ValueKind == JsonValueKind.Object ? json : throw new DefinitionException(id, path, "an object is expected here");

    private static JsonElement Member(JsonElement json, string name, string? id, string path) =>
        json.TryGetProperty(name, out var member) ? member : throw new DefinitionException(id, path, $"the member '{name}' is missing");

    private static string Text(JsonElement json, string name, string? id, string path) =>
        Member(json, name, id, path) is { ValueKind: JsonValueKind.String } text && text.GetString() is { Length: > 0 } value
            ? value
            : throw new DefinitionException(id, $"{path}.{name}", "a text is expected here");
}
