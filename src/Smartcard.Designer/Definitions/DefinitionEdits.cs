using System.Text.Json.Nodes;
using Smartcard.Domain;
using Smartcard.Domain.Journeys;
using Smartcard.SelfService.Audit;
using Smartcard.Storage;
using Smartcard.Storage.Workflows;
using Smartcard.Workflows;

namespace Smartcard.Designer.Definitions;

/// <summary>
/// The one way for people to change a definition: the rule, what follows from it and the audit in one turn, proofs
/// outside of it.
/// </summary>
internal sealed class DefinitionEdits(
    DefinitionVersions versions,
    DefinitionDrafts drafts,
    DefinitionRemovals removals,
    DefinitionFiles files,
    DefinitionPublishing publishing,
    PublishingRequests requests,
    DefinitionProofs proofs,
    IWorkflowChoice workflows,
    TurnTransaction turn,
    AuditLog audit)
{
    public Task<DefinitionResult> RunAsync(UserId? by, DefinitionEdit edit, CancellationToken cancellationToken) => proofs.RunAsync(
        async ct =>
        {
            var asker = await AskerOfAsync(edit, ct);
            var result = await DoAsync(edit, by, ct);
            if (result is DefinitionResult.Saved { AlreadyPublished: false, Version.Row: { IsPublished: true } row } published
                && WorkflowAsActivity.UpdatesConsumers(row.Json))
            {
                result = published with { Consumers = await DraftConsumersAsync(row, by, ct) };
            }

            if (result is DefinitionResult.Saved { AlreadyPublished: false } saved && edit.Record is { } record)
            {
                audit.AddForUser($"workflow-{record}:{saved.Version.Id}", by, asker);
            }
            else if (result is DefinitionResult.Asked asked)
            {
                audit.AddForUser($"workflow-approval-asked:{asked.Version.Id}", by, asker);
            }

            return result;
        },
        cancellationToken);

    /// <summary>Makes drafts of those that use a workflow, with its published version in them.</summary>
    /// <returns>Null when there is no such workflow that is published.</returns>
    public Task<IReadOnlyList<DefinitionVersion>?> UpdateReferencesAsync(
        UserId? by,
        string definitionId,
        CancellationToken cancellationToken) =>
        turn.RunAsync(
            async ct =>
                (await versions.VersionsOfAsync(definitionId, ct)).FirstOrDefault(v => v.Row.IsPublished)
                    is { Row: var row }
                    ? await DraftConsumersAsync(row, by, ct)
                    : null,
            cancellationToken);

    private Task<DefinitionResult> DoAsync(DefinitionEdit edit, UserId? by, CancellationToken cancellationToken) => edit switch
    {
        DefinitionEdit.Save save => drafts.SaveAsync(save.Model, save.IsPublished, by, cancellationToken),
        DefinitionEdit.Import import => ImportAsync(import.Model, by, cancellationToken),
        DefinitionEdit.Publish publish => drafts.PublishAsync(publish.DefinitionId, by, cancellationToken),
        DefinitionEdit.Retract retract => removals.RetractAsync(retract.DefinitionId, workflows.InUse, cancellationToken),
        DefinitionEdit.Revert revert => drafts.RevertAsync(revert.DefinitionId, revert.Version, revert.LatestHash, by, cancellationToken),
        DefinitionEdit.Delete delete => removals.DeleteAsync(delete.DefinitionId, by, cancellationToken),
        DefinitionEdit.DeleteVersion delete => removals.DeleteVersionAsync(delete.DefinitionId, delete.Version, by, cancellationToken),
        DefinitionEdit.TakeFile take => files.TakeAsync(take.DefinitionId, take.FileHash, take.LatestHash, Somebody(by), cancellationToken),
        DefinitionEdit.LeaveFile leave => files.LeaveAsync(leave.DefinitionId, cancellationToken),
        DefinitionEdit.Approve approve => publishing.ApproveAsync(approve.RequestId, Somebody(by), cancellationToken),
        DefinitionEdit.Reject reject => requests.RejectAsync(reject.RequestId, Somebody(by), reject.Reason, cancellationToken),
        DefinitionEdit.Withdraw withdraw => requests.WithdrawAsync(withdraw.RequestId, Somebody(by), cancellationToken),
        _ => throw new InvalidOperationException($"Nothing is known to do for {edit.GetType().Name}."),
    };

    private async Task<DefinitionResult> ImportAsync(JsonObject sent, UserId? by, CancellationToken cancellationToken)
    {
        var model = (JsonObject)sent.DeepClone();
        if (model["definitionId"] is JsonValue id && id.TryGetValue<string>(out var definitionId)
            && await versions.FindAsync(definitionId, null, cancellationToken) is { } latest)
        {
            model["version"] = latest.Row.Version;
        }

        return await drafts.SaveAsync(model, publish: false, by, cancellationToken);
    }

    /// <summary>Whose request is decided, so that the audit names both.</summary>
    private async Task<UserId?> AskerOfAsync(DefinitionEdit edit, CancellationToken cancellationToken) =>
        edit switch { DefinitionEdit.Approve a => a.RequestId, DefinitionEdit.Reject r => r.RequestId, _ => (Guid?)null } is { } request
            ? (await requests.FindAsync(request, cancellationToken))?.AskedBy
            : null;

    private async Task<IReadOnlyList<DefinitionVersion>> DraftConsumersAsync(
        WorkflowDefinitionRow published,
        UserId? by,
        CancellationToken cancellationToken)
    {
        var made = await drafts.DraftConsumersAsync(published, by, cancellationToken);
        foreach (var draft in made)
        {
            audit.AddForUser($"workflow-use-drafted:{draft.Id}", by, subjectId: null);
        }

        return made;
    }

    private static UserId Somebody(UserId? by) => by ?? throw new InvalidOperationException("Only somebody who is signed in can do this.");
}
