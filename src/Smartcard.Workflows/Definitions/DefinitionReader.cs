using System.Text.Json;
using Smartcard.Workflows.Expressions;
using Smartcard.Workflows.Primitives;
using static Smartcard.Workflows.DefinitionJson;

namespace Smartcard.Workflows;

/// <summary>Reads a definition in Elsa 3's JSON, and refuses what this engine could not run, naming the activity and the path.</summary>
public sealed class DefinitionReader
{
    private readonly ActivityRegistry _registry;
    private readonly Declarations _declarations;
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);

    private DefinitionReader(ActivityRegistry registry, Declarations declarations)
    {
        _registry = registry;
        _declarations = declarations;
    }

    /// <exception cref="DefinitionException">The text is no definition, or one that cannot be run.</exception>
    public static WorkflowDefinition Read(string json, ActivityRegistry registry)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(json, Options);
        }
        catch (JsonException malformed)
        {
            throw Malformed(malformed);
        }

        using (document)
        {
            var top = Object(document.RootElement, null, "$");
            var declarations = Declarations.Read(top);
            var root = new DefinitionReader(registry, declarations).ReadNode(Member(top, "root", null, "$"), new Place("Workflow1", IsInLoop: false), "$.root");
            return new WorkflowDefinition(
                Text(top, "definitionId", null, "$"),
                top.TryGetProperty("version", out var version) && version.TryGetInt32(out var number) ? number : throw new DefinitionException(null, "$.version", "a version number is missing"),
                OptionalText(top, "name") ?? "",
                IncidentStrategies.Read(top),
                declarations,
                root);
        }
    }

    private ActivityNode ReadNode(JsonElement json, Place place, string path)
    {
        Object(json, null, path);
        var id = Text(json, "id", null, path);
        if (!_ids.Add(id))
        {
            throw new DefinitionException(id, path + ".id", "this id stands twice in the workflow");
        }

        var descriptor = ReadType(json, id, path);
        RefuseWhatCannotRun(json, descriptor, place, id, path);
        var inner = new Place($"{place.NodeId}:{id}", place.IsInLoop || descriptor.Type.IsSubclassOf(typeof(Loop)));
        var children = ReadChildren(json, descriptor, inner, path);
        var connections = FlowchartReader.ReadConnections(json, children, id, path);
        return new ActivityNode
        {
            Id = id,
            NodeId = inner.NodeId,
            Descriptor = descriptor,
            DisplayText = DisplayTextOf(json) ?? (descriptor.DisplayName.Length > 0 ? descriptor.DisplayName : descriptor.TypeName),
            Inputs = ReadInputs(json, descriptor, id, path),
            Outputs = ReadOutputs(json, descriptor, id, path),
            Children = children,
            Ports = ReadPorts(json, descriptor, inner, id, path),
            Connections = connections,
            Start = descriptor.Type == typeof(Flowchart) ? FlowchartReader.StartOf(json, children, connections) : null,
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

    private ActivityDescriptor ReadType(JsonElement json, string id, string path)
    {
        var type = Text(json, "type", id, path);
        var version = json.TryGetProperty("version", out var v) && v.TryGetInt32(out var number) ? number : 1;
        return _registry.Find(type, version) ?? throw new DefinitionException(id, path + ".type", json.TryGetProperty("workflowDefinitionId", out _)
            ? $"the workflow '{type}' cannot be used as an activity: workflows inside workflows are not supported"
            : $"there is no activity of type '{type}' version {version}");
    }

    private static void RefuseWhatCannotRun(JsonElement json, ActivityDescriptor descriptor, Place place, string id, string path)
    {
        if (descriptor.Type == typeof(Break) && !place.IsInLoop)
        {
            throw new DefinitionException(id, path, "there is no loop around it to leave");
        }

        if (descriptor.Type.IsSubclassOf(typeof(Scheduled)) && FlowchartReader.CanStartWorkflow(json))
        {
            throw new DefinitionException(id, path + ".customProperties.canStartWorkflow", "workflows that start by a timer are not supported; inside of one it waits");
        }

        if (descriptor.Type.IsSubclassOf(typeof(Container))
            && json.TryGetProperty("variables", out var variables) && variables.ValueKind == JsonValueKind.Array && variables.GetArrayLength() > 0)
        {
            throw new DefinitionException(id, path + ".variables", "variables of one container are not supported; they belong to the workflow");
        }
    }

    private List<ActivityNode> ReadChildren(JsonElement json, ActivityDescriptor descriptor, Place place, string path)
    {
        var children = new List<ActivityNode>();
        if (descriptor.Type.IsSubclassOf(typeof(Container)) && json.TryGetProperty("activities", out var activities) && activities.ValueKind == JsonValueKind.Array)
        {
            foreach (var child in activities.EnumerateArray())
            {
                children.Add(ReadNode(child, place, $"{path}.activities[{children.Count}]"));
            }
        }

        return children;
    }

    private Dictionary<string, ActivityNode> ReadPorts(JsonElement json, ActivityDescriptor descriptor, Place place, string id, string path)
    {
        var ports = new Dictionary<string, ActivityNode>(StringComparer.Ordinal);
        foreach (var port in descriptor.Ports)
        {
            if (json.TryGetProperty(port, out var child) && child.ValueKind is not JsonValueKind.Null)
            {
                ports.Add(port, ReadNode(child, place, $"{path}.{port}"));
            }
        }

        if (descriptor.Type == typeof(Switch) && json.TryGetProperty("cases", out var cases) && cases.ValueKind is not JsonValueKind.Null)
        {
            if (cases.ValueKind != JsonValueKind.Array)
            {
                throw new DefinitionException(id, path + ".cases", "a list is expected here");
            }

            var index = 0;
            foreach (var @case in cases.EnumerateArray())
            {
                var name = Switch.PortOf(index++);
                if (Object(@case, id, $"{path}.{name}").TryGetProperty("activity", out var child) && child.ValueKind is not JsonValueKind.Null)
                {
                    ports.Add(name, ReadNode(child, place, $"{path}.{name}.activity"));
                }
            }
        }

        return ports;
    }

    private Dictionary<string, InputValue> ReadInputs(JsonElement json, ActivityDescriptor descriptor, string id, string path)
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
        var expression = new Expression(
            Text(json, "type", id, path + ".expression"), json.TryGetProperty("value", out var value) ? value.Clone() : default);
        CheckExpression(expression, id, path + ".expression");
        return expression;
    }

    private static void CheckExpression(Expression expression, string id, string path)
    {
        if (!ExpressionEvaluator.Supports(expression.Type))
        {
            throw new DefinitionException(id, path + ".type", $"expressions of type '{expression.Type}' are not supported");
        }

        try
        {
            ExpressionEvaluator.Check(expression);
        }
        catch (ExpressionException wrong)
        {
            throw new DefinitionException(id, path + ".value", wrong.Message);
        }
    }

    /// <summary>A value that does not depend on a run is tried now, so that a wrong one is found at the desk and not at 7 a.m.</summary>
    private void CheckConstant(InputDescriptor input, InputValue value, string id)
    {
        if (!value.IsWrittenOut)
        {
            return;
        }

        try
        {
            var constant = ExpressionEvaluator.EvaluateConstant(value, input.Type);
            ExpressionEvaluator.CheckRange(input, constant);
            CheckReferences(input, constant, value, id);
        }
        catch (ExpressionException wrong)
        {
            throw new DefinitionException(id, value.JsonPath, wrong.Message);
        }
    }

    private void CheckReferences(InputDescriptor input, object? constant, InputValue value, string id)
    {
        switch (constant)
        {
            case VariableReference variable when Declarations.FindVariable(_declarations.Variables, variable.Id, variable.Name) is null:
                throw new DefinitionException(id, value.JsonPath, $"there is no variable '{variable.Name ?? variable.Id}'");
            case string output when input.Attribute.UIHint == "output-picker" && _declarations.Outputs.All(o => o.Name != output):
                throw new DefinitionException(id, value.JsonPath, $"the workflow declares no output '{output}'");
            case IReadOnlyList<SwitchCase> cases:
                foreach (var (index, @case) in cases.Index())
                {
                    var at = $"{value.JsonPath}[{index}]";
                    if (string.IsNullOrEmpty(@case?.Label) || @case.Condition is null)
                    {
                        throw new DefinitionException(id, at, $"the member '{(string.IsNullOrEmpty(@case?.Label) ? "label" : "condition")}' is missing");
                    }

                    CheckExpression(@case.Condition, id, at + ".condition");
                }

                break;
            default:
                break;
        }
    }

    private Dictionary<string, VariableDefinition> ReadOutputs(JsonElement json, ActivityDescriptor descriptor, string id, string path)
    {
        var outputs = new Dictionary<string, VariableDefinition>(StringComparer.Ordinal);
        foreach (var output in descriptor.Outputs)
        {
            var at = $"{path}.{output.Key}";
            if (!json.TryGetProperty(output.Key, out var binding)
                || binding.ValueKind is JsonValueKind.Null
                || !Object(binding, id, at).TryGetProperty("memoryReference", out var reference)
                || reference.ValueKind is JsonValueKind.Null)
            {
                continue;
            }

            if (binding.TryGetProperty("converter", out var converter) && converter.ValueKind is not JsonValueKind.Null)
            {
                throw new DefinitionException(id, at + ".converter", "output converters are not supported");
            }

            // Elsa gives an output that is bound to nothing a place of its own, named after the activity.
            var variableId = OptionalText(Object(reference, id, at + ".memoryReference"), "id");
            if (!string.IsNullOrEmpty(variableId) && !variableId.StartsWith(id + ":output-", StringComparison.Ordinal))
            {
                outputs.Add(output.Key, _declarations.Variables.FirstOrDefault(v => v.Id == variableId)
                    ?? throw new DefinitionException(id, at + ".memoryReference.id", $"there is no variable with the id '{variableId}'"));
            }
        }

        return outputs;
    }

    /// <summary>Where an activity stands: the path of ids down to what is around it.</summary>
    private sealed record Place(string NodeId, bool IsInLoop);
}
