using System.Text.Json;

namespace Smartcard.Expressions;

/// <summary>What the host asks: one expression, and all that it may see.</summary>
internal sealed record EvaluationRequest(ExpressionLanguage Language, string Text)
{
    /// <summary>Only whether the text can be read; nothing is evaluated.</summary>
    public bool IsCheck { get; init; }

    /// <summary>Of a template: whether all that it names is there; a script's check does that anyway.</summary>
    public bool ChecksNames { get; init; }

    /// <summary>All that are in sight; null where one has no value, or where it is not known yet.</summary>
    public Dictionary<string, JsonElement?> Variables { get; init; } = [];

    public Dictionary<string, JsonElement?> Input { get; init; } = [];

    /// <summary>Names of the inputs that the workflow declares: each has a function of its own.</summary>
    public IReadOnlyList<string> DeclaredInputs { get; init; } = [];

    public string? CorrelationId { get; init; }

    public string WorkflowInstanceId { get; init; } = "";

    public string WorkflowDefinitionId { get; init; } = "";

    public int WorkflowDefinitionVersion { get; init; }

    /// <summary>The moment of the turn.</summary>
    public DateTimeOffset Now { get; init; }

    /// <summary>What it may have of the processor.</summary>
    public TimeSpan Longest { get; init; } = ProcessorBudget.OfExpressions;
}

internal enum ExpressionLanguage
{
    JavaScript,
    Liquid,
}

/// <summary>The result: a value, or why there is none.</summary>
/// <param name="Failure">Describes the expression, and never a person's data.</param>
internal sealed record EvaluationResponse(JsonElement? Value, string? Failure)
{
    /// <summary>The program ends after it: it has run out of memory or of stack.</summary>
    public bool IsLast { get; init; }

    /// <summary>The longest answer, in bytes.</summary>
    public const int MaxLength = 1_000_000;

    public const string TooMuch = "it is nested too deeply, or needs more memory than an expression may have";

    public static EvaluationResponse Failed(string failure) => new(null, failure);
}

/// <summary>An expression that gives no value. The message describes the definition, never a person's data.</summary>
internal sealed class EvaluationException(string message) : Exception(message);
