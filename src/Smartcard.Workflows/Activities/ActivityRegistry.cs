using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace Smartcard.Workflows;

/// <summary>The activities that definitions may use.</summary>
public sealed class ActivityRegistry
{
    private readonly Dictionary<(string TypeName, int Version), ActivityDescriptor> _descriptors = [];

    public IEnumerable<ActivityDescriptor> All => _descriptors.Values;

    public ActivityRegistry Register<TActivity>()
        where TActivity : Activity
    {
        var descriptor = ActivityDescriptor.Of(typeof(TActivity));
        _descriptors.Add((descriptor.TypeName, descriptor.Version), descriptor);
        return this;
    }

    public ActivityDescriptor? Find(string typeName, int version) => _descriptors.GetValueOrDefault((typeName, version));
}

/// <summary>What is known of an activity type: its outcomes, its inputs, and how to make one.</summary>
public sealed class ActivityDescriptor
{
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
        MayWait = IsTimed || type.GetMethod(nameof(Activity.ResumeAsync), BindingFlags.Instance | BindingFlags.NonPublic)!.DeclaringType != typeof(Activity);
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

    public Type Type { get; }

    public string TypeName { get; }

    public int Version { get; }

    public string DisplayName { get; }

    public string Description { get; }

    public string Category { get; }

    public IReadOnlyList<string> Outcomes { get; }

    /// <summary>The members of its JSON that hold one activity each.</summary>
    public IReadOnlyList<string> Ports { get; }

    public IReadOnlyList<InputDescriptor> Inputs { get; }

    public IReadOnlyList<OutputDescriptor> Outputs { get; }

    /// <summary>It waits for nothing but time.</summary>
    public bool IsTimed => Type.IsSubclassOf(typeof(Primitives.Scheduled));

    /// <summary>It may wait, for time or to be resumed; one that says nothing of being resumed is done at once.</summary>
    public bool MayWait { get; }

    internal static ActivityDescriptor Of(Type type) =>
        new(type, type.GetCustomAttribute<ActivityTypeAttribute>() ?? throw new InvalidOperationException($"{type.Name} has no [ActivityType]."));

    /// <summary>The values that inputs have where a definition gives none, by input key.</summary>
    public IReadOnlyDictionary<string, object?> Defaults(IServiceProvider services)
    {
        var activity = Make(services);
        return Inputs.ToDictionary(i => i.Key, i => i.Get(activity), StringComparer.Ordinal);
    }

    internal Activity Make(IServiceProvider services) => (Activity)_make(services, null);
}

public sealed class InputDescriptor
{
    private readonly Action<object, object?> _set;
    private readonly Func<object, object?> _get;

    internal InputDescriptor(PropertyInfo property, InputAttribute attribute)
    {
        Attribute = attribute;
        Name = property.Name;
        Key = char.ToLowerInvariant(property.Name[0]) + property.Name[1..];
        Type = property.PropertyType;
        _set = property.SetValue;
        _get = property.GetValue;
    }

    public InputAttribute Attribute { get; }

    public string Name { get; }

    /// <summary>The member of the activity's JSON that holds the value: the name in camel case.</summary>
    public string Key { get; }

    public Type Type { get; }

    /// <summary>It has a smallest or a largest value.</summary>
    public bool HasLimits => double.IsFinite(Attribute.Minimum) || double.IsFinite(Attribute.Maximum);

    internal object? Get(Activity activity) => _get(activity);

    internal void Set(Activity activity, object? value) => _set(activity, value);
}

public sealed class OutputDescriptor
{
    private readonly Func<object, object?> _get;

    internal OutputDescriptor(PropertyInfo property, OutputAttribute attribute)
    {
        Attribute = attribute;
        Name = property.Name;
        Key = char.ToLowerInvariant(property.Name[0]) + property.Name[1..];
        Type = property.PropertyType;
        _get = property.GetValue;
    }

    public OutputAttribute Attribute { get; }

    public string Name { get; }

    /// <summary>The member of the activity's JSON that binds it to a variable: the name in camel case.</summary>
    public string Key { get; }

    public Type Type { get; }

    internal object? Get(Activity activity) => _get(activity);
}
