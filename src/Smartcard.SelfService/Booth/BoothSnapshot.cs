using Smartcard.Domain;
using Smartcard.Domain.Booth;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Users;

namespace Smartcard.SelfService.Booth;

/// <summary>What those at the booth see who may see the same people.</summary>
/// <param name="IsWhole">Whether all open cases are in it; else the urgent ones and then the oldest.</param>
/// <param name="Stalls">The one that has been silent the longest first.</param>
/// <param name="AreStallsWhole">Whether all silent journeys were looked at; else those that have been silent the longest.</param>
/// <param name="Journeys">The newest first.</param>
public sealed record BoothSnapshot(
    IReadOnlyList<QueuedMatter> Waiting,
    bool IsWhole,
    IReadOnlyList<QueuedReset> Resets,
    IReadOnlyList<QueuedStall> Stalls,
    bool AreStallsWhole,
    IReadOnlyList<RecentJourney> Journeys)
{
    /// <summary>What is left of it for somebody who may see only some of the people.</summary>
    internal BoothSnapshot Within(OrganisationScope scope) => !scope.IsLimited
        ? this
        : this with
        {
            Waiting = [.. Waiting.Where(m => IsIn(scope, m.CardId, m.Holder))],
            Resets = [.. Resets.Where(r => IsIn(scope, r.CardId, r.Holder))],
            Stalls = [.. Stalls.Where(s => IsIn(scope, s.Journey.CardId, s.Holder))],
            Journeys = [.. Journeys.Where(j => IsIn(scope, j.Journey.CardId, j.Holder))],
        };

    /// <summary>Where no card is known, nobody is named.</summary>
    internal static bool IsIn(OrganisationScope scope, CardId? card, CardHolder? holder) =>
        card is null || scope.Includes(holder?.Organisation);
}

/// <summary>Whose card it is.</summary>
/// <param name="State">Of the card.</param>
/// <param name="StateReason">Why it is not in use; null while it is.</param>
public sealed record CardHolder(string Name, string Organisation, CardState State, CardStateReason? StateReason);

/// <summary>A card with all its open cases, or a case without a card.</summary>
/// <param name="Reasons">The oldest first; each once, with the time when it came first.</param>
/// <param name="Claim">Null = nobody has taken it, or it does not count (<see cref="BoothClaim"/>).</param>
public sealed record QueuedMatter(
    MatterId Id, CardId? CardId, CardHolder? Holder, IReadOnlyList<QueuedReason> Reasons, QueuedClaim? Claim)
{
    public DateTimeOffset Since => Reasons[0].At;

    /// <summary>When the last of its reasons came.</summary>
    public DateTimeOffset Newest => Reasons.Max(r => r.At);

    public CaseUrgency Urgency => Reasons.Min(r => CaseUrgencies.Of(r.Reason));
}

public sealed record QueuedReason(BoothReason Reason, DateTimeOffset At);

/// <param name="Name">Of the user.</param>
public sealed record QueuedClaim(UserId UserId, string Name, DateTimeOffset Since);

/// <summary>A reset in person under way.</summary>
/// <param name="HelpedBy">The name of who helps.</param>
public sealed record QueuedReset(JourneyId Id, CardId CardId, DateTimeOffset StartedAt, CardHolder? Holder, string? HelpedBy);

/// <param name="IsKept">Whether the record of its workflow is still there.</param>
public sealed record QueuedStall(Journey Journey, StallCause Cause, CardHolder? Holder, bool IsKept);

/// <param name="IsKept">Whether the record of its workflow is still there.</param>
public sealed record RecentJourney(Journey Journey, CardHolder? Holder, bool IsKept);
