using System.Text.Json;
using Smartcard.Workflows.Expressions;

namespace Smartcard.Workflows;

/// <summary>One version of a workflow, read and checked. Never changes; may be shared by threads.</summary>
public sealed class WorkflowDefinition
{
    private readonly Dictionary<string, ActivityNode> _nodes;

    internal WorkflowDefinition(
        string definitionId,
        int version,
        string name,
        IncidentStrategy incidentStrategy,
        Declarations declarations,
        ActivityNode root)
    {
        DefinitionId = definitionId;
        Version = version;
        Name = name;
        IncidentStrategy = incidentStrategy;
        Declared = declarations;
        Root = root;
        _nodes = root.SelfAndDescendants().ToDictionary(n => n.Id, StringComparer.Ordinal);
    }

    /// <summary>The same for all versions.</summary>
    public string DefinitionId { get; }

    /// <summary>Counted from 1.</summary>
    public int Version { get; }

    /// <summary>What people call it.</summary>
    public string Name { get; }

    internal IncidentStrategy IncidentStrategy { get; }

    /// <summary>Those of the workflow itself; containers in it may have more of their own.</summary>
    public IReadOnlyList<VariableDefinition> Variables => Declared.Variables;

    /// <summary>What an instance can be started with.</summary>
    public IReadOnlyList<InputDefinition> Inputs => Declared.Inputs;

    /// <summary>What an instance can end with.</summary>
    public IReadOnlyList<OutputDefinition> Outputs => Declared.Outputs;

    /// <summary>Other workflows may use it as an activity.</summary>
    public bool IsOfferedAsActivity { get; init; }

    internal Declarations Declared { get; }

    /// <summary>The activity that is run: as a rule a flowchart.</summary>
    public ActivityNode Root { get; }

    /// <summary>All activities, containers, root and those of workflows used as activities included.</summary>
    public IReadOnlyCollection<ActivityNode> Activities => _nodes.Values;

    internal IReadOnlyList<string> ConnectedPortsOf(ActivityNode node) =>
        [
            .. _nodes
                .Values.SelectMany(n => n.Connections)
                .Where(c => c.Source == node.Id)
                .Select(c => c.Port)
                .Distinct(StringComparer.Ordinal),
        ];

    /// <summary>
    /// What an instance starts with: its input, and defaults for what is missing. Input that is not declared passes as
    /// text.
    /// </summary>
    /// <exception cref="WorkflowInputException">A required input is missing, or one is not of its type.</exception>
    internal Dictionary<string, string> Bind(IReadOnlyDictionary<string, string> given)
    {
        var input = new Dictionary<string, string>(given, StringComparer.Ordinal);
        foreach (var declared in Inputs)
        {
            if (!input.TryGetValue(declared.Name, out var text))
            {
                if (declared.DefaultValue is { } value)
                {
                    input.Add(declared.Name, value);
                }
                else if (declared.IsRequired)
                {
                    throw new WorkflowInputException(declared.Name, $"workflow {DefinitionId} cannot start without it");
                }

                continue;
            }

            try
            {
                declared.Type.ToStored(text);
            }
            catch (ExpressionException wrong)
            {
                throw new WorkflowInputException(declared.Name, wrong.Message);
            }
        }

        return input;
    }

    /// <summary>Finds an activity by its id.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public ActivityNode Node(string activityId) =>
        _nodes.GetValueOrDefault(activityId)
        ?? throw new InvalidOperationException(
            $"Workflow {DefinitionId} version {Version} has no activity '{activityId}'.");
}

/// <summary>An activity as the definition draws it.</summary>
public sealed class ActivityNode
{
    /// <summary>Stands in no activity's own id, so that those of a used workflow never meet another's.</summary>
    internal const char IdSeparator = '/';

    /// <summary>
    /// Unique in the workflow. One in a workflow that is used as an activity has that activity's id before its own,
    /// with a slash between.
    /// </summary>
    public required string Id { get; init; }

    /// <summary>The path of ids from the workflow node, with colons between.</summary>
    public required string NodeId { get; init; }

    /// <summary>What is known of its type.</summary>
    public required ActivityDescriptor Descriptor { get; init; }

    /// <summary>
    /// What the designer writes on it: the text it was given there, or its type's name; within a workflow used as an
    /// activity, after that one's.
    /// </summary>
    public required string DisplayText { get; init; }

    /// <summary>By input key.</summary>
    public required IReadOnlyDictionary<string, InputValue> Inputs { get; init; }

    /// <summary>By output key: the variable that takes the value. An output that is bound to none is absent.</summary>
    public IReadOnlyDictionary<string, VariableDefinition> Outputs { get; init; } = new Dictionary<string, VariableDefinition>();

    /// <summary>Flowchart, sequence and parallel: their activities, in order.</summary>
    public IReadOnlyList<ActivityNode> Children { get; init; } = [];

    /// <summary>
    /// Single activities in named ports, e.g. <c>then</c> and <c>else</c>; a switch's cases by their place, e.g.
    /// <c>cases[0]</c>; a used workflow's <c>root</c>.
    /// </summary>
    public IReadOnlyDictionary<string, ActivityNode> Ports { get; init; } = new Dictionary<string, ActivityNode>();

    /// <summary>Flowchart: its connections.</summary>
    public IReadOnlyList<Connection> Connections { get; init; } = [];

    /// <summary>Flowchart: the activity it starts with.</summary>
    public ActivityNode? Start { get; init; }

    /// <summary>How the designer wants arrivals to meet here; null = each runs the activity, which is what this engine does.</summary>
    public string? MergeMode { get; init; }

    /// <summary>An input's value where it does not depend on a run: written in the definition, or left to the type.</summary>
    /// <returns>Null when an expression gives it, or nothing does.</returns>
    public T? WrittenOut<T>(string key)
        where T : class =>
        Inputs.TryGetValue(key, out var value) && value.IsWrittenOut
            ? Expressions.ExpressionEvaluator.EvaluateConstant(value, typeof(T)) as T
            : null;

    /// <summary>One of a fixed set of choices, where it does not depend on a run.</summary>
    /// <param name="otherwise">What it is where the definition says nothing.</param>
    /// <returns>Null when an expression gives it.</returns>
    public T? WrittenOutChoice<T>(string key, T otherwise)
        where T : struct, Enum =>
        !Inputs.TryGetValue(key, out var value) ? otherwise
            : value.IsWrittenOut ? Expressions.ExpressionEvaluator.EvaluateConstant(value, typeof(T)) as T? ?? otherwise
            : null;

    /// <summary>Whether an input's text is known without a run: it is written out, or its expression asks for nothing.</summary>
    public bool IsTextKnown(string key, out string? text)
    {
        text = null;
        return Inputs.TryGetValue(key, out var value) && Expressions.ExpressionEvaluator.TryReadText(value, out text);
    }

    /// <summary>The length of time that a waiting activity is given; null when an expression gives it, or it takes none.</summary>
    public TimeSpan? WrittenOutLength() =>
        Descriptor.Inputs.FirstOrDefault(i => i.Type == typeof(TimeSpan)) is { } input && Inputs.TryGetValue(input.Key, out var value)
            ? value.IsWrittenOut ? (TimeSpan?)Expressions.ExpressionEvaluator.EvaluateConstant(value, typeof(TimeSpan)) : null
            : null;

    /// <summary>The id that the activity has in the workflow that it is drawn in.</summary>
    public static string OwnIdOf(string activityId) => activityId[(activityId.LastIndexOf(IdSeparator) + 1)..];

    /// <summary>
    /// What it declares for the activities inside it: a used workflow all that its definition does, a container its
    /// variables; null = nothing.
    /// </summary>
    internal Declarations? Declared { get; init; }

    /// <summary>The same activity with all that it holds, as part of the workflow that uses it.</summary>
    /// <param name="user">The activity that stands for the workflow that this one is the root of.</param>
    internal ActivityNode Within(string user, string userNodeId, string userText)
    {
        ActivityNode[] children = [.. Children.Select(c => c.Within(user, userNodeId, userText))];
        return new ActivityNode
        {
            Id = Prefixed(Id),
            NodeId = userNodeId + NodeId[NodeId.IndexOf(':', StringComparison.Ordinal)..],
            Descriptor = Descriptor,
            DisplayText = $"{userText} › {DisplayText}",
            Inputs = Inputs,
            Outputs = Outputs,
            Children = children,
            Ports = Ports.ToDictionary(p => p.Key, p => p.Value.Within(user, userNodeId, userText), StringComparer.Ordinal),
            Connections = [.. Connections.Select(c => new Connection(Prefixed(c.Source), c.Port, Prefixed(c.Target)))],
            Start = Start is null ? null : children.Single(c => c.Id == Prefixed(Start.Id)),
            Declared = Declared,
            MergeMode = MergeMode,
        };

        string Prefixed(string id) => user + IdSeparator + id;
    }

    internal IEnumerable<ActivityNode> SelfAndDescendants() =>
        Children.Concat(Ports.Values).SelectMany(c => c.SelfAndDescendants()).Prepend(this);
}

/// <summary>An arrow in a flowchart.</summary>
/// <param name="Source">The id of the activity that is left.</param>
/// <param name="Port">The outcome by which it is left.</param>
/// <param name="Target">The id of the activity that comes next.</param>
public sealed record Connection(string Source, string Port, string Target);

/// <summary>What a definition gives for an input: an expression, or a bare value.</summary>
public sealed record InputValue(Expression? Expression, JsonElement Bare, string JsonPath)
{
    /// <summary>It does not depend on a run.</summary>
    public bool IsWrittenOut => Expression is null or { Type: "Literal" or "Object" };
}

/// <param name="Type"><c>Literal</c>, <c>Object</c>, <c>Variable</c>, <c>Input</c>, <c>JavaScript</c> or <c>Liquid</c>.</param>
public sealed record Expression(string Type, JsonElement Value);

/// <summary>A definition that cannot be used, and where it is wrong.</summary>
/// <param name="activityText">What the designer writes on the activity; null where that is not known.</param>
public sealed class DefinitionException(string? activityId, string jsonPath, string reason, string? activityText = null)
    : Exception(
        activityId is null ? $"{reason} (at {jsonPath})"
        : activityText is null ? $"Activity '{activityId}': {reason} (at {jsonPath})"
        : $"'{activityText}' ({activityId}): {reason} (at {jsonPath})")
{
    /// <summary>The same, by the name that the designer shows.</summary>
    internal DefinitionException Named(string text) => new(ActivityId, JsonPath, reason, text);

    /// <summary>The activity that is wrong; null = the definition as a whole.</summary>
    public string? ActivityId { get; } = activityId;

    /// <summary>Where in the definition, e.g. <c>$.root.activities[2]</c>.</summary>
    public string JsonPath { get; } = jsonPath;
}
