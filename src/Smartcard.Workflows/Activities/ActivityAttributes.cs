namespace Smartcard.Workflows;

/// <summary>Names an activity as definitions do, e.g. <c>Elsa.Delay</c>, and says what the designer shows of it.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ActivityTypeAttribute(string typeName) : Attribute
{
    public string TypeName { get; } = typeName;

    public int Version { get; init; } = 1;

    public string DisplayName { get; init; } = "";

    public string Description { get; init; } = "";

    public string Category { get; init; } = "Primitives";

    /// <summary>The ports it can leave by.</summary>
    public string[] Outcomes { get; init; } = ["Done"];

    /// <summary>The members of its JSON that hold an activity to run inside of it, e.g. <c>body</c>.</summary>
    public string[] Ports { get; init; } = [];
}

/// <summary>A value that a definition gives; where it gives none, the property's own initial value holds.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class InputAttribute : Attribute
{
    public string DisplayName { get; init; } = "";

    public string Description { get; init; } = "";

    public string UIHint { get; init; } = "singleline";

    public int Order { get; init; }

    /// <summary>Smallest number allowed; unset = any.</summary>
    public double Minimum { get; init; } = double.NegativeInfinity;

    /// <summary>Largest number allowed; unset = any.</summary>
    public double Maximum { get; init; } = double.PositiveInfinity;
}

/// <summary>A value that an activity gives: written into the variable that the definition binds it to when the activity completes; a loop's, each time round.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OutputAttribute : Attribute
{
    public string DisplayName { get; init; } = "";

    public string Description { get; init; } = "";
}
