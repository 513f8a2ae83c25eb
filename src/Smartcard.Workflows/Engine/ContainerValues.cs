using System.Text.Json;
using System.Text.Json.Serialization;

namespace Smartcard.Workflows;

/// <summary>
/// The values that one execution of a container keeps for the activities inside it. Like all of an instance's state,
/// never a secret.
/// </summary>
public sealed class ContainerValues
{
    /// <summary>What a workflow used as an activity was given, by name and as declared.</summary>
    [JsonPropertyName("i")]
    public Dictionary<string, JsonElement> Input { get; set; } = [];

    /// <summary>Its variables, by name.</summary>
    [JsonPropertyName("v")]
    public Dictionary<string, JsonElement> Variables { get; set; } = [];

    /// <summary>Of a used workflow: its outputs that were set, by name.</summary>
    [JsonPropertyName("o")]
    public Dictionary<string, JsonElement> Outputs { get; set; } = [];

    internal static ContainerValues Of(Declarations declared) =>
        new() { Variables = declared.Variables.ToDictionary(v => v.Name, v => v.Value, StringComparer.Ordinal) };

    internal ContainerValues Copy() => new()
    {
        Input = new Dictionary<string, JsonElement>(Input, StringComparer.Ordinal),
        Variables = new Dictionary<string, JsonElement>(Variables, StringComparer.Ordinal),
        Outputs = new Dictionary<string, JsonElement>(Outputs, StringComparer.Ordinal),
    };
}
