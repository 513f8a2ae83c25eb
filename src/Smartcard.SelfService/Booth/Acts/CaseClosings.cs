using Microsoft.EntityFrameworkCore;
using Smartcard.Domain;
using Smartcard.Domain.Booth;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Prompts;
using Smartcard.SelfService.Audit;
using Smartcard.Storage;

namespace Smartcard.SelfService.Booth.Acts;

/// <summary>
/// Closes the cases of a card that need nothing more. The call is whole: it decides, tells the person, audits and commits.
/// </summary>
/// <remarks>A stop of self-service stays: only a reset in person lifts it.</remarks>
public sealed class CaseClosings(
    TurnTransaction turn,
    CaseStandings standings,
    BoothCases cases,
    CaseChats chats,
    IJourneyChannel channel,
    AuditLog audit)
{
    /// <param name="reason">The name of a <see cref="CaseReason"/>.</param>
    /// <param name="seen">The cases that stood on the page: what came since is not closed unread.</param>
    public Task<CaseClosingResult> CloseAsync(
        MatterId id, UserId actor, string reason, IReadOnlyCollection<BoothCaseId> seen, CancellationToken cancellationToken) =>
        turn.RunAsync(ct => CloseInTurnAsync(id, actor, reason, seen, ct), cancellationToken);

    private async Task<CaseClosingResult> CloseInTurnAsync(
        MatterId id, UserId actor, string reason, IReadOnlyCollection<BoothCaseId> seen, CancellationToken cancellationToken)
    {
        if (await standings.ReadAsync(id, actor, cancellationToken) is not { } standing)
        {
            return new CaseClosingResult.Unknown();
        }

        if (standing.Refusal is { } refusal)
        {
            if (refusal is CaseRefusal.OwnCard or CaseRefusal.OtherOrganisation)
            {
                audit.Add($"booth-act-refused:{refusal}", journeyId: null, standing.CardId, actor, subjectId: null);
            }

            return new CaseClosingResult.Refused(refusal);
        }

        if (!Enum.GetNames<CaseReason>().Contains(reason, StringComparer.Ordinal))
        {
            return new CaseClosingResult.Refused(CaseRefusal.ReasonMissing);
        }

        if (!standing.Cases.All(c => seen.Contains(c.Id)))
        {
            return new CaseClosingResult.Refused(CaseRefusal.SomethingNew);
        }

        foreach (var closed in await cases.CloseAsync(standing.Id, cancellationToken))
        {
            audit.Add($"booth-case-closed:{reason}", closed.JourneyId, closed.CardId, actor, subjectId: null);
        }

        foreach (var chat in await chats.FindAsync(standing.Cases, cancellationToken))
        {
            var words = standing.IsStopped ? ChatWords.BoothCaseClosedStopped : ChatWords.BoothCaseClosed;
            await channel.TellAsync(chat, new Message(words), cancellationToken);
        }

        return new CaseClosingResult.Closed();
    }
}

public abstract record CaseClosingResult
{
    private CaseClosingResult()
    {
    }

    public sealed record Closed : CaseClosingResult;

    public sealed record Refused(CaseRefusal Refusal) : CaseClosingResult;

    /// <summary>There is no such case.</summary>
    public sealed record Unknown : CaseClosingResult;
}
