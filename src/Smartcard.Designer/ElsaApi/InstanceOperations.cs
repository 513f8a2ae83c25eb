using Smartcard.Bot.Turns;
using Smartcard.Domain;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Prompts;
using Smartcard.SelfService.Audit;
using Smartcard.SelfService.Booth;
using Smartcard.Storage;
using Smartcard.Storage.Records;
using Smartcard.Storage.Telemetry;
using Smartcard.Storage.Workflows;
using Smartcard.Wording;
using Smartcard.Workflows;

namespace Smartcard.Designer.ElsaApi;

/// <summary>
/// What an RA administrator can do with a journey from the desk: end it, try its failed step again, delete its record.
/// Each is audited.
/// </summary>
internal sealed class InstanceOperations(
    SmartcardDbContext database,
    JourneyLeaving leaving,
    ChatCommands chat,
    InPersonUsers users,
    TurnTransaction turn,
    TurnTelemetry telemetry,
    AuditLog audit)
{
    /// <summary>
    /// Ends it, unless its card is being changed; its person is told in the chat. One that has ended already stays as
    /// it is.
    /// </summary>
    public Task<InstanceChange> EndAsync(UserId actor, Guid id, CancellationToken cancellationToken) => ChangeAsync(
        actor,
        id,
        "ended",
        async (_, ct) => await leaving.LeaveAsync(new JourneyId(id), ChatWords.CancelledAtDesk.Key, ct) switch
        {
            Leaving.Left => new InstanceChange.Done(),
            Leaving.WasOver => new InstanceChange.Done { HadBeenDone = true },
            _ => new InstanceChange.Refused(
                Catalogue.Studio["end.cardBusy"]),
        },
        cancellationToken);

    /// <summary>Runs the step that failed again, for the person who is still in its chat. Nobody does that for their own card.</summary>
    public Task<InstanceChange> RetryAsync(UserId actor, Guid id, CancellationToken cancellationToken) =>
        ChangeAsync(
            actor,
            id,
            "retried",
            async (_, ct) => await RefuseOwnCardAsync(actor, new JourneyId(id), ct)
                ?? await chat.RetryAsync(id, ct) switch
                {
                    RetryOutcome.Retried => new InstanceChange.Done(),
                    RetryOutcome.PersonHasLeft => new InstanceChange.Refused(Catalogue.Studio["retry.left"]),
                    _ => new InstanceChange.Refused(Catalogue.Studio["retry.nothing"]),
                },
            cancellationToken);

    /// <summary>Deletes the record of one that has ended. The audit, and what the domain knows of the journey, stay.</summary>
    public Task<InstanceChange> DeleteAsync(UserId actor, Guid id, CancellationToken cancellationToken) => ChangeAsync(
        actor,
        id,
        "record-deleted",
        async (row, ct) =>
        {
            if (row.Status == WorkflowStatus.Suspended)
            {
                return new InstanceChange.Refused(Catalogue.Studio["delete.notEnded"]);
            }

            await database.RemoveInstancesAsync([id], ct);
            return new InstanceChange.Done();
        },
        cancellationToken);

    /// <returns>Null = it is not about their own card.</returns>
    private async Task<InstanceChange?> RefuseOwnCardAsync(UserId actor, JourneyId id, CancellationToken cancellationToken)
    {
        if (await database.FindAsync<Journey>([id], cancellationToken) is not { CardId: { } card }
            || !await users.IsOwnCardAsync(actor, card, cancellationToken))
        {
            return null;
        }

        audit.Add("booth-act-refused:OwnCard", id, card, actor, subjectId: null);
        return new InstanceChange.Refused(Catalogue.Booth["refused.ownCard"]);
    }

    private Task<InstanceChange> ChangeAsync(
        UserId actor,
        Guid id,
        string what,
        Func<WorkflowInstanceRow, CancellationToken, Task<InstanceChange>> change,
        CancellationToken cancellationToken) =>
        turn.RunAsync<InstanceChange>(
            async ct =>
            {
                using var followed = telemetry.Follow(span: null, id);
                if (await database.FindAsync<WorkflowInstanceRow>([id], ct) is not { } row)
                {
                    return new InstanceChange.Unknown();
                }

                var result = await change(row, ct);
                if (result is InstanceChange.Done { HadBeenDone: false })
                {
                    audit.Add($"journey-{what}-at-desk", new JourneyId(id), cardId: null, actor, subjectId: null);
                }

                return result;
            },
        cancellationToken);
}

internal abstract record InstanceChange
{
    private InstanceChange()
    {
    }

    public sealed record Done : InstanceChange
    {
        /// <summary>It was so already; nothing was changed.</summary>
        public bool HadBeenDone { get; init; }
    }

    /// <summary>Nothing was changed.</summary>
    public sealed record Refused(string Why) : InstanceChange;

    public sealed record Unknown : InstanceChange;
}
