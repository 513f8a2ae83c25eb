namespace Smartcard.Workflows;

/// <summary>Names an activity as definitions do, e.g. <c>Elsa.Delay</c>, and says what the designer shows of it.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ActivityTypeAttribute(string typeName) : Attribute
{
    /// <summary>The <c>type</c> in a definition.</summary>
    public string TypeName { get; } = typeName;

    /// <summary>The <c>version</c> in a definition. Default 1.</summary>
    public int Version { get; init; } = 1;

    /// <summary>What the designer calls the activity; empty = its name without the part before the dot.</summary>
    public string DisplayName { get; init; } = "";

    /// <summary>A sentence on what the activity does.</summary>
    public string Description { get; init; } = "";

    /// <summary>Where the designer's list of activities has it. Default <c>Primitives</c>.</summary>
    public string Category { get; init; } = "Primitives";

    /// <summary>The ports it can leave by.</summary>
    public string[] Outcomes { get; init; } = ["Done"];

    /// <summary>The members of its JSON that hold an activity to run inside it, e.g. <c>body</c>.</summary>
    public string[] Ports { get; init; } = [];
}

/// <summary>A value that a definition gives; where it gives none, the property's own initial value holds.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class InputAttribute : Attribute
{
    /// <summary>What the designer writes beside it; empty = the property's name.</summary>
    public string DisplayName { get; init; } = "";

    /// <summary>A sentence on what the value is for.</summary>
    public string Description { get; init; } = "";

    /// <summary>How the designer asks for the value, in Elsa's words, e.g. <c>multiline</c>. Default <c>singleline</c>.</summary>
    public string UIHint { get; init; } = "singleline";

    /// <summary>The place among the activity's inputs in the designer, lowest first. Default 0.</summary>
    public int Order { get; init; }

    /// <summary>Smallest number allowed; unset = any.</summary>
    public double Minimum { get; init; } = double.NegativeInfinity;

    /// <summary>Largest number allowed; unset = any.</summary>
    public double Maximum { get; init; } = double.PositiveInfinity;
}

/// <summary>
/// A value that an activity gives: written into the variable that the definition binds it to when the activity
/// completes; a loop's, each time round.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OutputAttribute : Attribute
{
    /// <summary>What the designer writes beside it; empty = the property's name.</summary>
    public string DisplayName { get; init; } = "";

    /// <summary>A sentence on what the value is.</summary>
    public string Description { get; init; } = "";
}
