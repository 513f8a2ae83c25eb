using Smartcard.Domain;
using Smartcard.Storage;
using Smartcard.Storage.Workflows;
using Smartcard.Wording;
using Smartcard.Workflows;

namespace Smartcard.Designer.Definitions;

/// <summary>Files that changed on the disk while somebody was at work on a draft, and so wait for a decision.</summary>
internal sealed class DefinitionFiles(SmartcardDbContext database, DefinitionVersions versions, DefinitionDrafts drafts)
{
    public async Task<WorkflowFileRow?> FindAsync(string definitionId, CancellationToken cancellationToken) =>
        await database.FindAsync<WorkflowFileRow>([definitionId], cancellationToken);

    /// <summary>Makes the file that is offered the draft.</summary>
    /// <param name="offeredHash">Of the file's JSON as whoever decides has seen it.</param>
    /// <param name="latestHash">Of the newest version's JSON, likewise.</param>
    public async Task<DefinitionResult> TakeAsync(
        string definitionId,
        string offeredHash,
        string latestHash,
        UserId by,
        CancellationToken cancellationToken)
    {
        if (await FindAsync(definitionId, cancellationToken) is not { Offered: { } json } file)
        {
            return new DefinitionResult.NotFound();
        }

        if (DefinitionContent.ExactHashOf(json) != offeredHash)
        {
            return new DefinitionResult.Refused(
                "file",
                [Catalogue.Versions["refused.fileChanged"]]);
        }

        var definition = DefinitionContent.Parse(json);
        var result = await drafts.PutDraftAsync(
            definitionId,
            definition,
            ((string)definition["name"]!).Trim(),
            latestHash,
            by,
            cancellationToken);
        if (result is DefinitionResult.Saved)
        {
            file.Offered = null;
        }

        return result;
    }

    /// <summary>Offers the file no longer; until it changes again, nothing comes of it.</summary>
    public async Task<DefinitionResult> LeaveAsync(string definitionId, CancellationToken cancellationToken)
    {
        if (await FindAsync(definitionId, cancellationToken) is not { Offered: not null } file
            || await versions.FindAsync(definitionId, null, cancellationToken) is not { } latest)
        {
            return new DefinitionResult.NotFound();
        }

        file.Offered = null;
        return new DefinitionResult.Saved(latest, AlreadyPublished: false);
    }
}
