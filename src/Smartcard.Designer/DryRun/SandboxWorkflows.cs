using System.Text.Json.Nodes;
using Smartcard.Storage;
using Smartcard.Storage.Workflows;

namespace Smartcard.Designer.DryRun;

/// <summary>The workflows of a sandbox.</summary>
internal static class SandboxWorkflows
{
    /// <param name="played">In force there, draft or not.</param>
    /// <param name="others">Those that the journey may go on as, and those that any of them uses as activities.</param>
    public static void Add(
        SmartcardDbContext database, WorkflowDefinitionRow played, IEnumerable<WorkflowDefinitionRow> others, DateTimeOffset now) =>
        database.AddRange(others.Append(played).Select(row => new WorkflowDefinitionRow
        {
            DefinitionId = row.DefinitionId,
            Version = row.Version,
            Name = row.Name,
            Json = AsVersion(row),
            IsPublished = row == played || row.IsPublished,
            WasPublished = true,
            CreatedAt = now,
        }));

    /// <summary>A draft may say the version that it was made from.</summary>
    private static string AsVersion(WorkflowDefinitionRow row)
    {
        var json = (JsonObject)JsonNode.Parse(row.Json)!;
        json["version"] = row.Version;
        return json.ToJsonString();
    }
}
