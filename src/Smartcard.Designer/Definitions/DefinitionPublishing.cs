using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Smartcard.Domain;
using Smartcard.Storage;
using Smartcard.Storage.Workflows;
using Smartcard.Wording;

namespace Smartcard.Designer.Definitions;

/// <summary>
/// The one way from a draft to a published version: proved, and approved where the installation wants that. The first version of a
/// workflow that comes with the product is published by <see cref="DefinitionSeed"/>, which proves it too.
/// </summary>
internal sealed class DefinitionPublishing(
    SmartcardDbContext database,
    DefinitionProofs proofs,
    OfferedWorkflows offered,
    PublishingRequests requests,
    IOptions<PublishingOptions> options,
    TimeProvider time)
{
    public async Task<DefinitionResult> PublishAsync(WorkflowDefinitionRow row, UserId? by, CancellationToken cancellationToken)
    {
        if (row.IsPublished)
        {
            return new DefinitionResult.Saved(new DefinitionVersion(row, IsLatest: true), AlreadyPublished: true);
        }

        if (await ReasonsAgainstAsync(row, cancellationToken) is { Count: > 0 } reasons)
        {
            return new DefinitionResult.Refused("root", reasons);
        }

        if (options.Value.PublishingNeedsApproval)
        {
            var asker = by ?? throw new InvalidOperationException("Only somebody can ask for approval.");
            await requests.AskAsync(row, asker, cancellationToken);
            return new DefinitionResult.Asked(
                new DefinitionVersion(row, IsLatest: true),
                await requests.IsThereAnotherThanAsync(asker, cancellationToken));
        }

        await requests.EndAsync(row.DefinitionId, PublishingRequestState.Void, by, cancellationToken);
        return await PutInUseAsync(row, by, cancellationToken);
    }

    /// <summary>Publishes what was asked for, exactly that. Asker and approver are never the same.</summary>
    public async Task<DefinitionResult> ApproveAsync(Guid requestId, UserId by, CancellationToken cancellationToken)
    {
        if (await requests.FindAsync(requestId, cancellationToken) is not { } request)
        {
            return new DefinitionResult.NotFound();
        }

        if (request.WhyNotDecidedBy(by) is { } why)
        {
            return new DefinitionResult.Refused("request", [why]);
        }

        var newest = await database.VersionsOf(request.DefinitionId).FirstOrDefaultAsync(cancellationToken);
        if (newest is null || newest.IsPublished || !request.IsAbout(newest))
        {
            request.End(PublishingRequestState.Void, by: null, time.GetUtcNow());
            return new DefinitionResult.Refused(
                "request",
                [Catalogue.Versions["refused.void"]]);
        }

        if (await ReasonsAgainstAsync(newest, cancellationToken) is { Count: > 0 } reasons)
        {
            return new DefinitionResult.Refused("request", reasons);
        }

        request.End(PublishingRequestState.Approved, by, time.GetUtcNow());
        return await PutInUseAsync(newest, by, cancellationToken);
    }

    private async Task<IReadOnlyList<string>> ReasonsAgainstAsync(WorkflowDefinitionRow row, CancellationToken cancellationToken) =>
        await offered.WhyNotOfferedAsync(row, cancellationToken) is { } why ? [why] : proofs.ReasonsAgainst(row.Json);

    private async Task<DefinitionResult> PutInUseAsync(WorkflowDefinitionRow row, UserId? by, CancellationToken cancellationToken)
    {
        foreach (var published in await database.VersionsOf(row.DefinitionId).Where(d => d.IsPublished).ToListAsync(cancellationToken))
        {
            published.IsPublished = false;
        }

        row.IsPublished = true;
        row.WasPublished = true;
        row.PublishedBy = by;
        row.PublishedAt = time.GetUtcNow();
        return new DefinitionResult.Saved(new DefinitionVersion(row, IsLatest: true), AlreadyPublished: false);
    }
}
