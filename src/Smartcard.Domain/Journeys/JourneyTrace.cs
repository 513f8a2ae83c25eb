using Smartcard.Domain.CardTasks;
using Smartcard.Domain.Codes;
using Smartcard.Domain.Evidence;
using Smartcard.Domain.Mail;
using Smartcard.Domain.Registrations;

namespace Smartcard.Domain.Journeys;

/// <summary>What a journey left on record, told as steps: whatever workflow it is on, and however that was drawn.</summary>
/// <param name="Registration">What it makes; null where it makes none.</param>
public sealed record JourneyTrace(
    Journey Journey,
    IEnumerable<PairedSession> Helpers,
    IEnumerable<CardTaskItem> Tasks,
    IEnumerable<EvidenceItem> Evidence,
    IEnumerable<EmailCode> Codes,
    IEnumerable<OutgoingMail> Mails,
    RegistrationStanding? Registration)
{
    /// <summary>In the order in which they happened.</summary>
    public IReadOnlyList<JourneyStep> Steps()
    {
        var began = Journey.StartedAt;
        JourneyStep[] steps =
        [
            new(JourneyStepKind.Began, began),
            .. new[]
            {
                // a helper that came along from the journey before is older than this one
                Helpers.Select(h => new JourneyStep(JourneyStepKind.HelperConnected, h.CreatedAt < began ? began : h.CreatedAt)),
                Tasks.Where(t => t is { EndedAt: not null, Outcome: not CardTaskEnd.Done and not null })
                    .Select(t => new JourneyStep(JourneyStepKind.TaskFailed, t.EndedAt!.Value, End: t.Outcome)),
                Evidence.Select(e => new JourneyStep(KindOf(e.Kind), e.At)),
                Codes.Select(c => new JourneyStep(JourneyStepKind.CodeMade, c.CreatedAt)),
                Mails.Where(m => m.HasCode).SelectMany(OfMail),
                OfRegistration(),
            }.SelectMany(s => s).OrderBy(s => s.At),
        ];
        return [.. steps.Select((step, i) => i == 0 ? step : step with { Took = TookSince(steps[i - 1].At, step.At) })];
    }

    /// <summary>How often the code that is open was entered wrongly.</summary>
    public int WrongCodes => Codes.Where(c => c.State is CodeState.Live or CodeState.Dead).MaxBy(c => c.CreatedAt)?.WrongTries ?? 0;

    /// <summary>Clocks of two hosts may differ a little.</summary>
    private static TimeSpan TookSince(DateTimeOffset before, DateTimeOffset at) => at > before ? at - before : TimeSpan.Zero;

    private static IEnumerable<JourneyStep> OfMail(OutgoingMail mail)
    {
        if (mail is { State: not MailState.Waiting, EndedAt: { } ended })
        {
            yield return new JourneyStep(mail.State == MailState.Sent ? JourneyStepKind.MailAccepted : JourneyStepKind.MailFailed, ended);
        }

        if (mail.DeliveryAt is { } at)
        {
            yield return new JourneyStep(
                mail.Delivery switch
                {
                    MailDelivery.Delivered => JourneyStepKind.MailArrived,
                    MailDelivery.Deferred => JourneyStepKind.MailDelayed,
                    _ => JourneyStepKind.MailCameBack,
                },
                at);
        }
    }

    private IEnumerable<JourneyStep> OfRegistration()
    {
        if (Registration is { } registration)
        {
            yield return new JourneyStep(JourneyStepKind.QuestionsChosen, registration.CreatedAt);
            if (registration.CompletedAt is { } completed)
            {
                yield return new JourneyStep(JourneyStepKind.Registered, completed);
            }
        }
    }

    private static JourneyStepKind KindOf(EvidenceKind kind) => kind switch
    {
        EvidenceKind.CardIdentified => JourneyStepKind.CardIdentified,
        EvidenceKind.CardPresent => JourneyStepKind.CardPresent,
        EvidenceKind.PasscodeProved => JourneyStepKind.PasscodeProved,
        EvidenceKind.QuestionsAnswered => JourneyStepKind.QuestionsAnswered,
        EvidenceKind.CodeConfirmed => JourneyStepKind.CodeConfirmed,
        EvidenceKind.ResetReleased => JourneyStepKind.ResetReleased,
        EvidenceKind.ResetConfirmed => JourneyStepKind.ResetConfirmed,
        EvidenceKind.IdentityChecked => JourneyStepKind.IdentityChecked,
        EvidenceKind.IdentityConfirmed => JourneyStepKind.IdentityConfirmed,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };
}
