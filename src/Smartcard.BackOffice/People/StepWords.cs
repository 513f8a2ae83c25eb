using Smartcard.Domain.CardTasks;
using Smartcard.Domain.Journeys;
using Smartcard.Wording;

namespace Smartcard.BackOffice.People;

/// <summary>The steps of a journey in words for those at the desk.</summary>
internal static class StepWords
{
    public static string Of(JourneyStep step) => step.Kind switch
    {
        JourneyStepKind.Began => Catalogue.People["step.began"],
        JourneyStepKind.HelperConnected => Catalogue.People["step.helperConnected"],
        JourneyStepKind.CardIdentified => Catalogue.People["step.cardIdentified"],
        JourneyStepKind.CardPresent => Catalogue.People["step.cardPresent"],
        JourneyStepKind.PasscodeProved => Catalogue.People["step.passcodeProved"],
        JourneyStepKind.QuestionsChosen => Catalogue.People["step.questionsChosen"],
        JourneyStepKind.QuestionsAnswered => Catalogue.People["step.questionsAnswered"],
        JourneyStepKind.CodeMade => Catalogue.People["step.codeMade"],
        JourneyStepKind.MailAccepted => Catalogue.People["step.mailAccepted"],
        JourneyStepKind.MailArrived => Catalogue.People["step.mailArrived"],
        JourneyStepKind.MailDelayed => Catalogue.People["step.mailDelayed"],
        JourneyStepKind.MailCameBack => Catalogue.People["step.mailCameBack"],
        JourneyStepKind.MailFailed => Catalogue.People["step.mailFailed"],
        JourneyStepKind.CodeConfirmed => Catalogue.People["step.codeConfirmed"],
        JourneyStepKind.TaskFailed => OfFailure(step.End),
        JourneyStepKind.IdentityChecked => Catalogue.People["step.identityChecked"],
        JourneyStepKind.IdentityConfirmed => Catalogue.People["step.identityConfirmed"],
        JourneyStepKind.ResetReleased => Catalogue.People["step.resetReleased"],
        JourneyStepKind.ResetConfirmed => Catalogue.People["step.resetConfirmed"],
        JourneyStepKind.Registered => Catalogue.People["step.registered"],
        _ => throw new ArgumentOutOfRangeException(nameof(step), step.Kind, null),
    };

    private static string OfFailure(CardTaskEnd? end) => end switch
    {
        CardTaskEnd.NoCard => Catalogue.People["failed.noCard"],
        CardTaskEnd.CardRemoved => Catalogue.People["failed.cardRemoved"],
        CardTaskEnd.WrongCard => Catalogue.People["failed.wrongCard"],
        CardTaskEnd.PasscodeLocked => Catalogue.People["failed.passcodeLocked"],
        CardTaskEnd.CardNotSupported => Catalogue.People["failed.cardNotSupported"],
        CardTaskEnd.Refused => Catalogue.People["failed.refused"],
        CardTaskEnd.Cancelled => Catalogue.People["failed.cancelled"],
        CardTaskEnd.Unknown => Catalogue.People["failed.unknown"],
        CardTaskEnd.HelperLost => Catalogue.People["failed.helperLost"],
        CardTaskEnd.Stopped => Catalogue.People["failed.stopped"],
        _ => throw new ArgumentOutOfRangeException(nameof(end), end, null),
    };
}
