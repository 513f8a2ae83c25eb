using Microsoft.EntityFrameworkCore;
using Smartcard.Domain;
using Smartcard.Domain.Users;
using Smartcard.Storage;
using Smartcard.Storage.Workflows;
using Smartcard.Wording;
using Smartcard.Workflows;

namespace Smartcard.Designer.Definitions;

/// <summary>Requests for approval: one that is open for each definition at most, the others kept with how they ended.</summary>
internal sealed class PublishingRequests(SmartcardDbContext database, TimeProvider time)
{
    public async Task<PublishingRequest?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        await database.FindAsync<PublishingRequest>([id], cancellationToken);

    /// <summary>All that are open, the oldest first.</summary>
    public async Task<IReadOnlyList<PublishingRequest>> OpenAsync(CancellationToken cancellationToken) =>
        await database
            .Set<PublishingRequest>()
            .Where(r => r.State == PublishingRequestState.Open)
            .OrderBy(r => r.AskedAt)
            .ToListAsync(cancellationToken);

    /// <summary>The latest of a definition's, the newest first.</summary>
    public async Task<IReadOnlyList<PublishingRequest>> OfAsync(
        string definitionId,
        int limit,
        CancellationToken cancellationToken) =>
        await database
            .Set<PublishingRequest>()
            .Where(r => r.DefinitionId == definitionId)
            .OrderByDescending(r => r.AskedAt)
            .ThenByDescending(r => r.Id)
            .Take(limit)
            .ToListAsync(cancellationToken);

    /// <summary>How many wait for a decision that this account may make.</summary>
    public int CountFor(UserId user) =>
        database.Set<PublishingRequest>().Count(r => r.State == PublishingRequestState.Open && r.AskedBy != user);

    /// <summary>
    /// Whether this account waits for the approval of exactly this draft: its designer may still hold the version from
    /// which the draft was made when it asked.
    /// </summary>
    internal async Task<bool> IsAskedForByAsync(
        WorkflowDefinitionRow draft,
        UserId? by,
        CancellationToken cancellationToken) =>
        by is not null
        && draft.IsDraft
        && (await OpenOfAsync(draft.DefinitionId, cancellationToken)).Exists(r => r.AskedBy == by && r.IsAbout(draft));

    /// <summary>Whether an account beside this one could approve anything.</summary>
    public Task<bool> IsThereAnotherThanAsync(UserId user, CancellationToken cancellationToken) =>
        database.Users.AnyAsync(
            u => u.Id != user.Value && u.DisabledAt == null && (u.Roles & BackOfficeRoles.RaAdmin) != 0,
            cancellationToken);

    /// <summary>Asks for the draft as it stands. Asking for the same again is the same request.</summary>
    internal async Task AskAsync(WorkflowDefinitionRow draft, UserId by, CancellationToken cancellationToken)
    {
        foreach (var open in await OpenOfAsync(draft.DefinitionId, cancellationToken))
        {
            if (open.AskedBy == by && open.IsAbout(draft))
            {
                return;
            }

            open.End(PublishingRequestState.Replaced, by, time.GetUtcNow());
        }

        database.Add(new PublishingRequest
        {
            Id = Guid.CreateVersion7(time.GetUtcNow()),
            DefinitionId = draft.DefinitionId,
            Version = draft.Version,
            ContentHash = DefinitionContent.ExactHashOf(draft.Json),
            AskedBy = by,
            AskedAt = time.GetUtcNow(),
        });
    }

    /// <summary>Rejects a request; the draft stays as it is.</summary>
    /// <param name="reason">1 to 500 characters, for the asker.</param>
    public async Task<DefinitionResult> RejectAsync(Guid id, UserId by, string reason, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, cancellationToken) is not { } request)
        {
            return new DefinitionResult.NotFound();
        }

        if (request.WhyNotDecidedBy(by) is { } why)
        {
            return new DefinitionResult.Refused("request", [why]);
        }

        return reason.Trim() is { Length: > 0 and <= PublishingRequest.MaxReasonLength } said
            ? await EndAsync(request, PublishingRequestState.Rejected, by, said, cancellationToken)
            : new DefinitionResult.Refused(
                "reason",
                [
                    Catalogue.Versions["refused.reason", ("max", PublishingRequest.MaxReasonLength)],
                ]);
    }

    /// <summary>Takes back one's own request; the draft stays as it is.</summary>
    public async Task<DefinitionResult> WithdrawAsync(Guid id, UserId by, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, cancellationToken) is not { } request)
        {
            return new DefinitionResult.NotFound();
        }

        if (request.State != PublishingRequestState.Open || request.AskedBy != by)
        {
            return new DefinitionResult.Refused(
                "request",
                [
                    request.AskedBy == by
                        ? request.WhyNotDecidedBy(by)!
                        : Catalogue.Versions["refused.notYours"],
                ]);
        }

        return await EndAsync(request, PublishingRequestState.Withdrawn, by, reason: null, cancellationToken);
    }

    /// <summary>Ends what is open for a definition, if anything is.</summary>
    internal async Task EndAsync(string definitionId, PublishingRequestState state, UserId? by, CancellationToken cancellationToken)
    {
        foreach (var open in await OpenOfAsync(definitionId, cancellationToken))
        {
            open.End(state, by, time.GetUtcNow());
        }
    }

    private async Task<DefinitionResult> EndAsync(
        PublishingRequest request,
        PublishingRequestState state,
        UserId by,
        string? reason,
        CancellationToken cancellationToken)
    {
        request.End(state, by, time.GetUtcNow(), reason);
        var row = await database
            .Set<WorkflowDefinitionRow>()
            .SingleAsync(
                d => d.DefinitionId == request.DefinitionId && d.Version == request.Version,
                cancellationToken);
        return new DefinitionResult.Saved(new DefinitionVersion(row, IsLatest: true), AlreadyPublished: false);
    }

    private async Task<List<PublishingRequest>> OpenOfAsync(string definitionId, CancellationToken cancellationToken) =>
        [
            .. (
                await database
                    .Set<PublishingRequest>()
                    .Where(r => r.DefinitionId == definitionId && r.State == PublishingRequestState.Open)
                    .ToListAsync(cancellationToken)
            ).Where(r => r.State == PublishingRequestState.Open), // this turn may have ended it already
        ];
}
