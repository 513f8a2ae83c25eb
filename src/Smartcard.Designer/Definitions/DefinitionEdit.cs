using System.Text.Json.Nodes;

namespace Smartcard.Designer.Definitions;

/// <summary>What somebody wants to have done with a definition; <see cref="DefinitionEdits"/> does all of it.</summary>
/// <param name="Record">
/// As the audit says it: <c>workflow-</c> stands before it, the version's id behind. Null = it is not put on record.
/// </param>
internal abstract record DefinitionEdit(string? Record)
{
    /// <param name="Model">What the designer sends. Not changed.</param>
    public sealed record Save(JsonObject Model, bool IsPublished) : DefinitionEdit(IsPublished ? "published" : null);

    /// <summary>A new draft of the definition that it names, whatever version it was written as.</summary>
    public sealed record Import(JsonObject Model) : DefinitionEdit("imported");

    public sealed record Publish(string DefinitionId) : DefinitionEdit("published");

    public sealed record Retract(string DefinitionId) : DefinitionEdit("retracted");

    /// <param name="LatestHash">Of the newest version's JSON, as whoever asks has seen it; null = whatever it is by now.</param>
    public sealed record Revert(string DefinitionId, int Version, string? LatestHash) : DefinitionEdit("reverted");

    public sealed record Delete(string DefinitionId) : DefinitionEdit("deleted");

    public sealed record DeleteVersion(string DefinitionId, int Version) : DefinitionEdit("deleted");

    /// <summary>Makes the workflow file that is offered the draft.</summary>
    /// <param name="FileHash">Of the file's JSON as whoever decides has seen it.</param>
    /// <param name="LatestHash">Of the newest version's JSON, likewise.</param>
    public sealed record TakeFile(string DefinitionId, string FileHash, string LatestHash) : DefinitionEdit("file-taken");

    public sealed record LeaveFile(string DefinitionId) : DefinitionEdit("file-left");

    public sealed record Approve(Guid RequestId) : DefinitionEdit("published");

    /// <param name="Reason">For the asker.</param>
    public sealed record Reject(Guid RequestId, string Reason) : DefinitionEdit("rejected");

    public sealed record Withdraw(Guid RequestId) : DefinitionEdit("withdrawn");
}
