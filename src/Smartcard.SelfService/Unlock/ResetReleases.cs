using Microsoft.Extensions.Options;
using Smartcard.Domain;
using Smartcard.Domain.Booth;
using Smartcard.Domain.Cards;
using Smartcard.Domain.CardTasks;
using Smartcard.Domain.Evidence;
using Smartcard.Domain.Journeys;
using Smartcard.SelfService.Audit;
using Smartcard.SelfService.Booth;
using Smartcard.SelfService.Cards;
using Smartcard.SelfService.Journeys;
using Smartcard.SelfService.Policy;
using Smartcard.Storage;

namespace Smartcard.SelfService.Unlock;

/// <summary>Whether a reset is released: asked of the domain, with the evidence of the journey, and audited.</summary>
public sealed class ResetReleases(
    JourneyEvidence journeys,
    InPersonChecks inPerson,
    ReleaseNotices notices,
    SmartcardDbContext database,
    AuditLog audit,
    IOptions<PolicyOptions> policy,
    PivUnlock piv,
    TimeProvider time)
{
    /// <summary>Whether a reset would be released now, as far as it can be known before the helper asks.</summary>
    public async Task<bool> MayResetAsync(JourneyId id, CancellationToken cancellationToken) =>
        (await RefusalsAsync(id, session: null, cancellationToken)).Count == 0;

    /// <summary>
    /// Releases the reset, or refuses it and says so in the audit. The card was read again in this very session: that
    /// counts as identifying it.
    /// </summary>
    /// <param name="present">The PIV card that has signed just now that it is there; null for a GIDS card, which cannot.</param>
    public async Task<bool> ReleaseResetAsync(CardTaskItem task, Card? present, CancellationToken cancellationToken)
    {
        var journey = await journeys.GetAsync(task.JourneyId, cancellationToken);
        if (task.CardId != journey.CardId)
        {
            RefuseReset(task, "AnotherCard"); // the journey has turned to another: what it proved is about that one
            return false;
        }

        await journeys.RecordAsync(journey, EvidenceKind.CardIdentified, task.HelperSessionId, registration: null, cancellationToken);
        if (present is not null)
        {
            await journeys.RecordPresenceAsync(journey, present, task, cancellationToken);
        }

        var helpedBy = (await InPersonAsync(journey, cancellationToken))?.HelpedBy;
        var refusals = await RefusalsAsync(task.JourneyId, task.HelperSessionId, cancellationToken);
        if (refusals.Count > 0)
        {
            audit.Add("reset-refused:" + string.Join('+', refusals), task.JourneyId, journey.CardId, helpedBy, subjectId: null);
            if (helpedBy is { } user && refusals.Contains(nameof(InPersonRefusal.TooMany)))
            {
                inPerson.TellOfLimit(user);
            }

            return false;
        }

        await journeys.RecordAsync(
            journey, EvidenceKind.ResetReleased, task.HelperSessionId, journey.RegistrationId, cancellationToken, user: helpedBy);
        await notices.PromiseAsync(journey, cancellationToken);
        audit.Add("reset-released", task.JourneyId, journey.CardId, helpedBy, subjectId: null);
        return true;
    }

    /// <summary>Whether what was proved still counts, for another PUK in a reset that was released.</summary>
    internal async Task<bool> StandsAsync(CardTaskItem task, CancellationToken cancellationToken)
    {
        var journey = await journeys.GetAsync(task.JourneyId, cancellationToken);
        if (task.CardId == journey.CardId && (await RefusalsAsync(task.JourneyId, task.HelperSessionId, cancellationToken)).Count == 0)
        {
            return true;
        }

        RefuseReset(task, "ReleasedBefore");
        return false;
    }

    /// <summary>
    /// Whether a reset that was released may be answered again: not after a stop, not of a card that was suspended since, and not
    /// when what was proved counts no longer.
    /// </summary>
    public async Task<bool> MayAnswerAgainAsync(CardTaskItem task, CancellationToken cancellationToken)
    {
        if (!await StandsAsync(task, cancellationToken))
        {
            return false;
        }

        if (task.AnswerAgain()) // further times are only counted, so that nobody floods the audit
        {
            audit.Add("reset-answered-again", task.JourneyId, task.CardId);
        }

        return true;
    }

    /// <summary>The release is recorded, and the vault made no answer for it: the card heard nothing.</summary>
    public void ResetNotAnswered(CardTaskItem task) => audit.Add("reset-not-answered", task.JourneyId, task.CardId);

    /// <summary>Refuses it for what the helper sent, and not for want of evidence.</summary>
    public void RefuseReset(CardTaskItem task, string why) => audit.Add($"reset-refused:{why}", task.JourneyId, task.CardId);

    /// <returns>Their names.</returns>
    private async Task<IReadOnlyList<string>> RefusalsAsync(
        JourneyId id,
        HelperSessionId? session,
        CancellationToken cancellationToken)
    {
        var journey = await journeys.GetAsync(id, cancellationToken);
        if (await InPersonAsync(journey, cancellationToken) is { } reset)
        {
            return [.. (await inPerson.RefusalsAsync(reset, session, cancellationToken)).Select(r => r.ToString())];
        }

        var card = journeys.HoldCardOf(journey);
        var registration = card is null ? null : await card.RegistrationAsync(cancellationToken);
        var lockout = card is null ? null : await card.LockoutAsync(cancellationToken);
        var isInUse = card is not null && await card.IsInUseAsync(cancellationToken);
        var type = (await journeys.CardOfAsync(id, cancellationToken))?.Type ?? CardType.Gids; // without a card, nothing is released
        var refusals = ResetRelease.Refusals(
            journey,
            await journeys.EvidenceOfAsync(id, cancellationToken),
            session,
            registration,
            lockout,
            isInUse,
            type,
            policy.Value.ProfileFor(journey.Channel, await journeys.OrganisationOfAsync(journey, cancellationToken)).AreQuestionsRequired,
            time.GetUtcNow());
        return [.. refusals.Select(r => r.ToString()), .. piv.MayUnlock(type) ? [] : new[] { nameof(ReleaseRefusal.PivUnlockOff) }];
    }

    private async Task<InPersonReset?> InPersonAsync(Journey journey, CancellationToken cancellationToken) =>
        journey.Kind == JourneyKind.InPerson ? await database.FindAsync<InPersonReset>([journey.Id], cancellationToken) : null;
}
