using Smartcard.Domain;
using Smartcard.Storage;
using Smartcard.Storage.Workflows;
using Smartcard.Wording;

namespace Smartcard.Designer.Definitions;

/// <summary>
/// The rules of taking away: what staff use stays, and what was ever published is kept. Asked within a turn of
/// <see cref="DefinitionEdits"/>.
/// </summary>
internal sealed class DefinitionRemovals(SmartcardDbContext database, DefinitionVersions versions, PublishingRequests requests)
{
    /// <summary>
    /// Takes a definition out of use. Staff could then not start it, so those of the chat are never without a published
    /// version.
    /// </summary>
    public async Task<DefinitionResult> RetractAsync(string definitionId, IReadOnlySet<string> inUse, CancellationToken cancellationToken)
    {
        var rows = await versions.RowsAsync(definitionId, cancellationToken);
        if (rows.Count == 0)
        {
            return new DefinitionResult.NotFound();
        }

        if (inUse.Contains(definitionId))
        {
            return Refused("definitionId", Catalogue.Versions["refused.inUse"]);
        }

        foreach (var row in rows)
        {
            row.IsPublished = false;
        }

        return Saved(rows[0]);
    }

    /// <summary>Deletes a draft. A version that was ever published stays: journeys have run on it.</summary>
    public async Task<DefinitionResult> DeleteVersionAsync(
        string definitionId,
        int version,
        UserId? by,
        CancellationToken cancellationToken)
    {
        var rows = await versions.RowsAsync(definitionId, cancellationToken);
        if (rows.Find(r => r.Version == version) is not { } row)
        {
            return new DefinitionResult.NotFound();
        }

        if (!row.IsDraft)
        {
            return Refused("version", Catalogue.Versions["refused.wasPublished", ("version", version)]);
        }

        await requests.EndAsync(definitionId, PublishingRequestState.Void, by, cancellationToken);
        database.Remove(row);
        return Saved(row);
    }

    /// <summary>Deletes a definition of which nothing was ever published.</summary>
    public async Task<DefinitionResult> DeleteAsync(string definitionId, UserId? by, CancellationToken cancellationToken)
    {
        var rows = await versions.RowsAsync(definitionId, cancellationToken);
        if (rows.Count == 0)
        {
            return new DefinitionResult.NotFound();
        }

        if (rows.Exists(r => !r.IsDraft))
        {
            return Refused("definitionId", Catalogue.Versions["refused.allWerePublished", ("name", rows[0].Name)]);
        }

        await requests.EndAsync(definitionId, PublishingRequestState.Void, by, cancellationToken);
        database.RemoveRange(rows);
        return Saved(rows[0]);
    }

    private static DefinitionResult.Saved Saved(WorkflowDefinitionRow row) =>
        new(new DefinitionVersion(row, IsLatest: true), AlreadyPublished: false);

    private static DefinitionResult.Refused Refused(string member, string reason) => new(member, [reason]);
}
