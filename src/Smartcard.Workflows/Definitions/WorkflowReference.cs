using System.Text.Json;

namespace Smartcard.Workflows;

/// <summary>A version of a workflow that another one names as an activity.</summary>
public readonly record struct WorkflowReference(string DefinitionId, int Version)
{
    /// <returns>Null when the activity stands for no workflow.</returns>
    internal static WorkflowReference? Of(JsonElement activity) =>
        activity.TryGetProperty("workflowDefinitionId", out var id)
        && id.ValueKind == JsonValueKind.String
        && id.GetString() is { Length: > 0 } definitionId
            ? new WorkflowReference(
                definitionId,
                activity.TryGetProperty("version", out var version)
                && version.ValueKind == JsonValueKind.Number
                && version.TryGetInt32(out var number)
                    ? number
                    : 1)
            : null;

    /// <summary>For messages, e.g. <c>unlock version 3</c>.</summary>
    public override string ToString() => $"{DefinitionId} version {Version}";
}
