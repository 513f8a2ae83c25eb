using Smartcard.Domain.Cards;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Lockouts;
using Smartcard.Domain.Registrations;

namespace Smartcard.Domain.Evidence;

/// <summary>
/// Decides whether a registration may count: the card proved with its passcode, four answers, and the code sent to this
/// very address.
/// </summary>
public static class RegistrationRelease
{
    /// <param name="isCardInUse">Whether the card is neither suspended nor revoked.</param>
    /// <param name="cardType">The kind on record. A PIV card has to have shown that it is there.</param>
    public static bool IsAllowed(
        Journey journey,
        IReadOnlyList<EvidenceItem> evidence,
        Registration? registration,
        CardLockout? lockout,
        bool isCardInUse,
        CardType cardType,
        DateTimeOffset now)
    {
        if (journey.Kind != JourneyKind.Registration
            || journey.EndedAt is not null
            || !isCardInUse
            || lockout is { IsStopped: true }
            || registration is not { State: RegistrationState.Pending, Address: not null }
            || registration.JourneyId != journey.Id
            || registration.CardId != journey.CardId
            || registration.Answers.Select(a => a.QuestionId).Distinct().Count() != AnswerRules.QuestionCount)
        {
            return false;
        }

        bool Has(EvidenceKind kind, Func<EvidenceItem, bool> also) => evidence.Any(e =>
            e.Kind == kind && e.JourneyId == journey.Id && e.CardId == registration.CardId && e.CountsAt(now, lockout) && also(e));

        return Has(EvidenceKind.PasscodeProved, _ => true)
            && (cardType != CardType.Piv || Has(EvidenceKind.CardPresent, _ => true))
            && Has(
                EvidenceKind.CodeConfirmed,
                e => e.RegistrationId == registration.Id && e.Address == registration.Address.Value);
    }
}
