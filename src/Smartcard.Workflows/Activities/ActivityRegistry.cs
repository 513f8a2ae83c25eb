using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace Smartcard.Workflows;

/// <summary>The activities that definitions may use.</summary>
public sealed class ActivityRegistry
{
    private readonly Dictionary<(string TypeName, int Version), ActivityDescriptor> _descriptors = [];

    /// <summary>Each version of each type, in the order of registration.</summary>
    public IEnumerable<ActivityDescriptor> All => _descriptors.Values;

    /// <summary>Offers an activity to definitions.</summary>
    /// <exception cref="InvalidOperationException">It has no <see cref="ActivityTypeAttribute"/>.</exception>
    /// <exception cref="ArgumentException">The type and version are taken.</exception>
    public ActivityRegistry Register<TActivity>()
        where TActivity : Activity
    {
        var descriptor = ActivityDescriptor.Of(typeof(TActivity));
        _descriptors.Add((descriptor.TypeName, descriptor.Version), descriptor);
        return this;
    }

    /// <returns>Null when there is no such type or version.</returns>
    public ActivityDescriptor? Find(string typeName, int version) => _descriptors.GetValueOrDefault((typeName, version));
}

/// <summary>What is known of an activity type: its outcomes, its inputs, and how to make one.</summary>
public sealed class ActivityDescriptor
{
    private static readonly ConcurrentDictionary<Type, ActivityDescriptor> Known = new();

    private readonly ObjectFactory _make;

    private ActivityDescriptor(Type type, ActivityTypeAttribute attribute)
    {
        Type = type;
        TypeName = attribute.TypeName;
        Version = attribute.Version;
        DisplayName = attribute.DisplayName;
        Description = attribute.Description;
        Category = attribute.Category;
        Outcomes = attribute.Outcomes;
        MayWait =
            IsTimed
            || type.GetMethod(
                nameof(Activity.ResumeAsync),
                BindingFlags.Instance | BindingFlags.NonPublic
            )!.DeclaringType != typeof(Activity);
        Ports = attribute.Ports;
        _make = ActivatorUtilities.CreateFactory(type, []);
        Inputs =
        [
            .. type.GetProperties()
                .Where(p => p.GetCustomAttribute<InputAttribute>() is not null)
                .Select(p => new InputDescriptor(p, p.GetCustomAttribute<InputAttribute>()!))
                .OrderBy(i => i.Attribute.Order),
        ];
        Outputs =
        [
            .. type.GetProperties()
                .Where(p => p.GetCustomAttribute<OutputAttribute>() is not null)
                .Select(p => new OutputDescriptor(p, p.GetCustomAttribute<OutputAttribute>()!)),
        ];
    }

    private ActivityDescriptor(WorkflowDefinition workflow)
    {
        Type = typeof(Primitives.UsedWorkflow);
        TypeName = WorkflowAsActivity.TypeNameOf(workflow.Name);
        Version = workflow.Version;
        DisplayName = workflow.Name;
        Description = "";
        Category = "Workflows";
        Outcomes = workflow.Declared.Outcomes.Count > 0 ? workflow.Declared.Outcomes : ["Done"];
        Ports = [];
        _make = (_, _) => new Primitives.UsedWorkflow();
        Inputs = [.. workflow.Inputs.Select(i => new InputDescriptor(i))];
        Outputs = [.. workflow.Outputs.Select(o => new OutputDescriptor(o))];
    }

    /// <summary>The class; the engine's own where it stands for a workflow.</summary>
    public Type Type { get; }

    /// <summary>The <c>type</c> in a definition.</summary>
    public string TypeName { get; }

    /// <summary>The <c>version</c> in a definition.</summary>
    public int Version { get; }

    /// <summary>What the designer calls it; empty = its name.</summary>
    public string DisplayName { get; }

    /// <summary>A sentence on what it does; may be empty.</summary>
    public string Description { get; }

    /// <summary>Where the designer's list of activities has it.</summary>
    public string Category { get; }

    /// <summary>The ports it can leave by.</summary>
    public IReadOnlyList<string> Outcomes { get; }

    /// <summary>The members of its JSON that hold one activity each.</summary>
    public IReadOnlyList<string> Ports { get; }

    /// <summary>Its inputs, in the order in which the designer shows them.</summary>
    public IReadOnlyList<InputDescriptor> Inputs { get; }

    /// <summary>Its outputs.</summary>
    public IReadOnlyList<OutputDescriptor> Outputs { get; }

    /// <summary>It waits for nothing but time.</summary>
    public bool IsTimed => Type.IsSubclassOf(typeof(Primitives.Scheduled));

    /// <summary>It may wait, for time or to be resumed; one that says nothing of being resumed is done at once.</summary>
    public bool MayWait { get; }

    /// <summary>It stands for a version of a workflow, and not for a type of this program.</summary>
    public bool IsUsedWorkflow => Type == typeof(Primitives.UsedWorkflow);

    /// <summary>
    /// A version of a workflow as an activity in others: its inputs, outputs and outcomes are those that the definition
    /// declares.
    /// </summary>
    public static ActivityDescriptor OfWorkflow(WorkflowDefinition workflow) => new(workflow);

    /// <remarks>Kept by type: to look at a type and to compile its factory takes far longer than to register it.</remarks>
    internal static ActivityDescriptor Of(Type type) =>
        Known.GetOrAdd(
            type,
            static type =>
                new(
                    type,
                    type.GetCustomAttribute<ActivityTypeAttribute>()
                        ?? throw new InvalidOperationException($"{type.Name} has no [ActivityType].")));

    /// <summary>The values that inputs have where a definition gives none, by input key.</summary>
    public IReadOnlyDictionary<string, object?> Defaults(IServiceProvider services)
    {
        var activity = Make(services);
        return Inputs.ToDictionary(i => i.Key, i => i.Get(activity), StringComparer.Ordinal);
    }

    internal Activity Make(IServiceProvider services) => (Activity)_make(services, null);
}

/// <summary>What is known of an input of an activity.</summary>
public sealed class InputDescriptor
{
    private readonly Action<object, object?> _set;
    private readonly Func<object, object?> _get;

    internal InputDescriptor(PropertyInfo property, InputAttribute attribute)
    {
        Attribute = attribute;
        Name = property.Name;
        Key = MemberNames.KeyOf(property.Name);
        Type = property.PropertyType;
        _set = property.SetValue;
        _get = property.GetValue;
    }

    internal InputDescriptor(InputDefinition declared)
    {
        Attribute = new InputAttribute { DisplayName = declared.Name };
        Name = MemberNames.Safe(declared.Name);
        Key = MemberNames.KeyOf(Name);
        Type = typeof(object);
        Declared = declared;
        _set = (activity, value) => ((Primitives.UsedWorkflow)activity).Given[Key] = value;
        _get = activity => ((Primitives.UsedWorkflow)activity).Given.GetValueOrDefault(Key);
    }

    /// <summary>How the designer shows it, and its limits.</summary>
    public InputAttribute Attribute { get; }

    /// <summary>Of a used workflow: what its definition declares; null for an activity of this program.</summary>
    public InputDefinition? Declared { get; }

    /// <summary>The property's name; for a used workflow the declared one, with what a name cannot have left out.</summary>
    public string Name { get; }

    /// <summary>What the designer writes beside it.</summary>
    public string Label => Attribute.DisplayName.Length > 0 ? Attribute.DisplayName : Name;

    /// <summary>The member of the activity's JSON that holds the value: the name in camel case.</summary>
    public string Key { get; }

    /// <summary>The type of the property; <see cref="object"/> for a used workflow, see <see cref="Declared"/>.</summary>
    public Type Type { get; }

    /// <summary>It has a smallest or a largest value.</summary>
    public bool HasLimits => double.IsFinite(Attribute.Minimum) || double.IsFinite(Attribute.Maximum);

    internal object? Get(Activity activity) => _get(activity);

    internal void Set(Activity activity, object? value) => _set(activity, value);
}

/// <summary>What is known of an output of an activity.</summary>
public sealed class OutputDescriptor
{
    private readonly Func<object, object?> _get;

    internal OutputDescriptor(PropertyInfo property, OutputAttribute attribute)
    {
        Attribute = attribute;
        Name = property.Name;
        Key = MemberNames.KeyOf(property.Name);
        Type = property.PropertyType;
        _get = property.GetValue;
    }

    internal OutputDescriptor(OutputDefinition declared)
    {
        Attribute = new OutputAttribute { DisplayName = declared.Name };
        Name = MemberNames.Safe(declared.Name);
        Key = MemberNames.KeyOf(Name);
        Type = typeof(object);
        Declared = declared;
        _get = _ => null;
    }

    /// <summary>Of a used workflow: what its definition declares; null for an activity of this program.</summary>
    public OutputDefinition? Declared { get; }

    /// <summary>How the designer shows it.</summary>
    public OutputAttribute Attribute { get; }

    /// <summary>The property's name; for a used workflow the declared one, with what a name cannot have left out.</summary>
    public string Name { get; }

    /// <summary>What the designer writes beside it.</summary>
    public string Label => Attribute.DisplayName.Length > 0 ? Attribute.DisplayName : Name;

    /// <summary>The member of the activity's JSON that binds it to a variable: the name in camel case.</summary>
    public string Key { get; }

    /// <summary>The type of the property; <see cref="object"/> for a used workflow, see <see cref="Declared"/>.</summary>
    public Type Type { get; }

    internal object? Get(Activity activity) => _get(activity);
}
