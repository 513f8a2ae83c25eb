using Smartcard.Domain.Cards;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Lockouts;
using Smartcard.Domain.Registrations;

namespace Smartcard.Domain.Evidence;

/// <summary>Decides whether a passcode reset may be released: from recorded evidence alone, never from what a workflow says.</summary>
/// <remarks>A mis-drawn flow or a fault of the engine can refuse a reset, and never release one.</remarks>
public static class ResetRelease
{
    /// <param name="helperSession">
    /// The session that asks; null leaves out what only the helper's own call can show, to tell a person beforehand.
    /// </param>
    /// <param name="isCardInUse">Whether the card is neither suspended nor revoked.</param>
    /// <param name="cardType">The kind on record. A PIV card has to have shown that it is there, before any question.</param>
    /// <param name="areQuestionsRequired">The installation's policy profile (S10).</param>
    /// <returns>Why it is refused; empty = released.</returns>
    public static IReadOnlyList<ReleaseRefusal> Refusals(
        Journey journey,
        IReadOnlyList<EvidenceItem> evidence,
        HelperSessionId? helperSession,
        Registration? registration,
        CardLockout? lockout,
        bool isCardInUse,
        CardType cardType,
        bool areQuestionsRequired,
        DateTimeOffset now)
    {
        if (journey.Kind != JourneyKind.Unlock || journey.EndedAt is not null || journey.CardId is not { } cardId)
        {
            return [ReleaseRefusal.NotAnOpenUnlock];
        }

        if (!isCardInUse)
        {
            return [ReleaseRefusal.CardNotInUse];
        }

        if (registration is not { State: RegistrationState.Active } || registration.CardId != cardId)
        {
            return [ReleaseRefusal.NotRegistered];
        }

        if (lockout is { IsStopped: true })
        {
            return [ReleaseRefusal.SelfServiceStopped];
        }

        var refusals = new List<ReleaseRefusal>();
        bool Has(EvidenceKind kind, Func<EvidenceItem, bool> also) => evidence.Any(e =>
            e.Kind == kind && e.JourneyId == journey.Id && e.CardId == cardId && e.CountsAt(now, lockout) && also(e));

        if (!Has(EvidenceKind.CardIdentified, e => helperSession is null || e.HelperSessionId == helperSession))
        {
            refusals.Add(ReleaseRefusal.CardNotIdentified);
        }

        if (cardType == CardType.Piv && !Has(EvidenceKind.CardPresent, e => helperSession is null || e.HelperSessionId == helperSession))
        {
            refusals.Add(ReleaseRefusal.CardNotPresent);
        }

        if (areQuestionsRequired
            && !Has(
                EvidenceKind.QuestionsAnswered,
                e => e.RegistrationId == registration.Id && PresenceRule.CameBefore(e, evidence, cardType)))
        {
            refusals.Add(ReleaseRefusal.QuestionsNotAnswered);
        }

        if (!Has(EvidenceKind.CodeConfirmed, e => e.RegistrationId == registration.Id && e.Address == registration.Address?.Value))
        {
            refusals.Add(ReleaseRefusal.CodeNotConfirmed);
        }

        return refusals;
    }
}

public enum ReleaseRefusal
{
    NotAnOpenUnlock,

    /// <summary>The card is suspended or revoked.</summary>
    CardNotInUse,

    NotRegistered,
    SelfServiceStopped,
    CardNotIdentified,

    /// <summary>A PIV card has not shown that it is there.</summary>
    CardNotPresent,
    QuestionsNotAnswered,
    CodeNotConfirmed,

    /// <summary>The installation forbids that PIV cards are unlocked in self-service, or its passcodes fit none.</summary>
    PivUnlockOff,
}
