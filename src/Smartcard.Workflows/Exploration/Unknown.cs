using System.Text.Json;

namespace Smartcard.Workflows.Exploration;

/// <summary>A value that only a run would know.</summary>
internal static class Unknown
{
    private const string Mark = "\u0000unknown";

    public static JsonElement Value { get; } = JsonSerializer.SerializeToElement(Mark);

    public static bool Is(JsonElement value) => value.ValueKind == JsonValueKind.String && value.ValueEquals(Mark);
}

/// <summary>An expression asked for something that only a run would know.</summary>
internal sealed class UnknownValueException() : Exception("The value is not known before the workflow runs.");
