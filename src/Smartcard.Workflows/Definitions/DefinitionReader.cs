using System.Text.Json;
using Smartcard.Workflows.Primitives;
using static Smartcard.Workflows.DefinitionJson;

namespace Smartcard.Workflows;

/// <summary>Reads a definition in Elsa 3's JSON, and refuses what this engine could not run, naming the activity and the path.</summary>
public sealed class DefinitionReader
{
    /// <summary>Those of the workflows that it uses included: no more than that can be overseen, or proved.</summary>
    private const int MaxActivities = 1_000;

    private readonly ActivityRegistry _registry;
    private readonly UsedWorkflowReader _used;
    private readonly BindingReader _bindings;

    /// <summary>By id: what the designer writes on the activity, for whoever is told what is wrong with it.</summary>
    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);
    private int _activities;

    private DefinitionReader(ActivityRegistry registry, UsedWorkflowReader used, Declarations declarations)
    {
        _registry = registry;
        _used = used;
        _bindings = new BindingReader(declarations);
    }

    /// <param name="used">The workflows that it uses as activities; default none.</param>
    /// <exception cref="DefinitionException">The text is not a definition, or one that cannot be run.</exception>
    public static WorkflowDefinition Read(string json, ActivityRegistry registry, UsedWorkflows? used = null) =>
        Read(json, registry, new UsedWorkflowReader(registry, used ?? UsedWorkflows.None));

    internal static WorkflowDefinition Read(string json, ActivityRegistry registry, UsedWorkflowReader used)
    {
        using (var document = Parse(json))
        {
            if (DefinitionSize.WhyTooLarge(json) is { } tooLarge)
            {
                throw new DefinitionException(null, "$", tooLarge);
            }

            var top = Object(document.RootElement, null, "$");
            var declarations = Declarations.Read(top);
            var place = new Place("Workflow1", IsInLoop: false, declarations.Variables);
            var root = new DefinitionReader(registry, used, declarations).ReadRoot(Member(top, "root", null, "$"), place);
            return new WorkflowDefinition(
                Text(top, "definitionId", null, "$"),
                OptionalNumber(top, "version", null, "$")
                    ?? throw new DefinitionException(null, "$.version", "a version number is missing"),
                OptionalText(top, "name") ?? "",
                IncidentStrategies.Read(top),
                declarations,
                root) { IsOfferedAsActivity = WorkflowAsActivity.IsOffered(top) };
        }
    }

    private ActivityNode ReadRoot(JsonElement json, Place place)
    {
        try
        {
            return ReadNode(json, place, "$.root");
        }
        catch (DefinitionException wrong) when (wrong.ActivityId is { } id && _texts.TryGetValue(id, out var text))
        {
            throw wrong.Named(text);
        }
    }

    private ActivityNode ReadNode(JsonElement json, Place place, string path)
    {
        Object(json, null, path);
        var id = Text(json, "id", null, path);
        if (id.Contains(ActivityNode.IdSeparator, StringComparison.Ordinal))
        {
            throw new DefinitionException(id, path + ".id", $"an id cannot hold '{ActivityNode.IdSeparator}'");
        }

        if (!_texts.TryAdd(id, TextOf(json)))
        {
            throw new DefinitionException(id, path + ".id", "this id is there twice in the workflow");
        }

        var workflow = _used.Read(json, id, path);
        _activities += 1 + (workflow?.Activities.Count ?? 0);
        if (_activities > MaxActivities)
        {
            throw new DefinitionException(
                id,
                path,
                $"the workflow has more than {MaxActivities} activities, including those of the workflows that it uses");
        }

        var descriptor = workflow is null ? ReadType(json, id, path) : ActivityDescriptor.OfWorkflow(workflow);
        var text = DisplayTextOf(json) ?? (descriptor.DisplayName.Length > 0 ? descriptor.DisplayName : descriptor.TypeName);
        _texts[id] = text;
        RefuseWhatCannotRun(json, descriptor, place, id, path);
        var declared = workflow?.Declared ?? ReadVariables(json, descriptor, id, path) ?? Loop.DeclaredBy(descriptor.Type, id);
        var inner = place.Within(id, descriptor.Type.IsSubclassOf(typeof(Loop)), declared);
        var children = ReadChildren(json, descriptor, inner, path);
        var connections = FlowchartReader.ReadConnections(json, children, id, path);
        return new ActivityNode
        {
            Id = id,
            NodeId = inner.NodeId,
            Descriptor = descriptor,
            DisplayText = text,
            Inputs = _bindings.ReadInputs(json, descriptor, place.Variables, id, path),
            Outputs = BindingReader.ReadOutputs(json, descriptor, place.Variables, id, path),
            Children = children,
            Ports = workflow is null
                ? ReadPorts(json, descriptor, inner, id, path)
                : new Dictionary<string, ActivityNode> { [UsedWorkflow.Root] = workflow.Root.Within(id, inner.NodeId, text) },
            Connections = connections,
            MergeMode = CustomTextOf(json, "mergeMode"),
            Start = descriptor.Type == typeof(Flowchart) ? FlowchartReader.StartOf(json, children, connections) : null,
            Declared = declared,
        };
    }

    /// <summary>Variables that a container has for the activities inside it.</summary>
    private static Declarations? ReadVariables(JsonElement json, ActivityDescriptor descriptor, string id, string path)
    {
        if (!descriptor.Type.IsSubclassOf(typeof(Container)))
        {
            return null;
        }

        var declared = Declarations.ReadContainer(json, path);
        return
            declared is null
            || descriptor.Type == typeof(Flowchart)
            || descriptor.Type == typeof(Sequence)
            || descriptor.Type == typeof(Primitives.Parallel)
            ? declared
            : throw new DefinitionException(
                id,
                path + ".variables",
                "only flowcharts, sequences and parallels can have their own variables");
    }

    /// <summary>As far as the text by itself tells.</summary>
    private string TextOf(JsonElement json) => DisplayTextOf(json) ?? (
        OptionalText(json, "type") is not { Length: > 0 } type ? "an activity without a type"
        : _registry.Find(type, 1) is { DisplayName.Length: > 0 } known ? known.DisplayName
        : type);

    private static string? DisplayTextOf(JsonElement json) =>
        json.TryGetProperty("metadata", out var metadata)
        && metadata.ValueKind == JsonValueKind.Object
        && metadata.TryGetProperty("displayText", out var text)
        && text.ValueKind == JsonValueKind.String
        && text.GetString() is { Length: > 0 } given
            ? given
            : null;

    private static string? CustomTextOf(JsonElement json, string member) =>
        json.TryGetProperty("customProperties", out var custom)
        && custom.ValueKind == JsonValueKind.Object
        && custom.TryGetProperty(member, out var value)
        && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined)
        && value.ToString() is { Length: > 0 } text
            ? text
            : null;

    private ActivityDescriptor ReadType(JsonElement json, string id, string path)
    {
        var type = Text(json, "type", id, path);
        var version = OptionalNumber(json, "version", id, path) ?? 1;
        return _registry.Find(type, version)
            ?? throw new DefinitionException(
                id,
                path + ".type",
                $"there is no activity of type '{type}' version {version}");
    }

    private static void RefuseWhatCannotRun(JsonElement json, ActivityDescriptor descriptor, Place place, string id, string path)
    {
        if (descriptor.Type == typeof(Break) && !place.IsInLoop)
        {
            throw new DefinitionException(id, path, "there is no loop around it to leave");
        }

        if (descriptor.Type.IsSubclassOf(typeof(Scheduled)) && FlowchartReader.CanStartWorkflow(json))
        {
            throw new DefinitionException(
                id,
                path + ".customProperties.canStartWorkflow",
                "a timer cannot start a workflow here. Inside a workflow, it waits");
        }
    }

    private List<ActivityNode> ReadChildren(JsonElement json, ActivityDescriptor descriptor, Place place, string path)
    {
        var children = new List<ActivityNode>();
        if (descriptor.Type.IsSubclassOf(typeof(Container))
            && !descriptor.IsUsedWorkflow
            && json.TryGetProperty("activities", out var activities)
            && activities.ValueKind == JsonValueKind.Array)
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
                if (Object(@case, id, $"{path}.{name}").TryGetProperty("activity", out var child)
                    && child.ValueKind is not JsonValueKind.Null)
                {
                    ports.Add(name, ReadNode(child, place, $"{path}.{name}.activity"));
                }
            }
        }

        return ports;
    }

    /// <summary>Where an activity stands: the path of ids down to what is around it, and the variables in sight, nearest first.</summary>
    private sealed record Place(string NodeId, bool IsInLoop, IReadOnlyList<VariableDefinition> Variables)
    {
        public Place Within(string id, bool isLoop, Declarations? declared) =>
            new($"{NodeId}:{id}", IsInLoop || isLoop, declared is null ? Variables : [.. declared.Variables, .. Variables]);
    }
}
