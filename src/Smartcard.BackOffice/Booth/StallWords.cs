using Smartcard.Domain.Booth;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Prompts;

namespace Smartcard.BackOffice.Booth;

/// <summary>Why a journey stands still, and what can be done, in words for those at the desk.</summary>
internal static class StallWords
{
    public static string Why(StallCause cause) => cause switch
    {
        StallCause.LateTimer => "A timer is late. This is a fault on our side.",
        StallCause.ResultUnknown => "The card was being changed, and we do not know whether it has the new passcode.",
        StallCause.HelperLost => "The reader helper was connected and has gone quiet.",
        StallCause.HelperNotConnected => "No reader helper has connected yet.",
        StallCause.NoReader => "The reader helper finds no card reader.",
        StallCause.NoCard => "The reader helper waits for the card.",
        StallCause.WrongCard => "A different card is in the reader.",
        StallCause.CardRemoved => "The card was taken out and not put back.",
        StallCause.PasscodeNotTyped => "The reader helper waits for the passcode.",
        StallCause.HelperStuck => "The reader helper has been working with the card for too long.",
        StallCause.MailWaiting => "The mail with the code has not been accepted yet.",
        StallCause.MailDeferred => "The person’s mail server does not take the mail yet.",
        StallCause.MailCameBack => "The mail with the code came back.",
        StallCause.MailFailed => "The mail with the code could not be sent.",
        StallCause.CodeExpired => "The code has expired, and the person has not asked for a new one.",
        StallCause.CodeNotEntered => "The mail went out, and the person has not entered the code.",
        StallCause.PersonSilent => "The chat asks something, and the person does not answer.",
        _ => throw new ArgumentOutOfRangeException(nameof(cause), cause, null),
    };

    public static string Advice(StallCause cause) => cause switch
    {
        StallCause.LateTimer => "Tell the people who run Smartcard.",
        StallCause.ResultUnknown => "Ask the person to try the new passcode. If it does not work, they unlock the card again.",
        StallCause.HelperLost => "Ask them to open the reader helper again, from the chat.",
        StallCause.HelperNotConnected => "Is the helper on that computer? They open it from the chat, or use another computer.",
        StallCause.NoReader => "Ask them to plug in the reader again, or to use another computer.",
        StallCause.NoCard => "Ask them to put the card in, chip first.",
        StallCause.WrongCard => "Ask them to put in their own card.",
        StallCause.CardRemoved => "Ask them to put the same card back in.",
        StallCause.PasscodeNotTyped => "Ask them to look at the reader helper’s window.",
        StallCause.HelperStuck => "Ask them to take the card out and put it back in.",
        StallCause.MailWaiting => "If this is so for many people, mail has a fault: look at Mails.",
        StallCause.MailDeferred => "Wait, or help them in person.",
        StallCause.MailCameBack or StallCause.MailFailed => "They can ask for a new code in the chat. If it fails again, help them in person.",
        StallCause.CodeExpired => "They can ask for a new code in the chat.",
        StallCause.CodeNotEntered => "Ask them to look in their junk folder too.",
        StallCause.PersonSilent => "Nothing: it ends by itself after 30 minutes.",
        _ => throw new ArgumentOutOfRangeException(nameof(cause), cause, null),
    };

    public static string Where(Journey journey) => $"{BoothWords.Of(journey.Kind)}, {Of(journey.Stage ?? JourneyStage.Start)}";

    private static string Of(JourneyStage stage) => stage switch
    {
        JourneyStage.Start => "just begun",
        JourneyStage.Card => "at the card",
        JourneyStage.Questions => "at the security questions",
        JourneyStage.Email => "at the email address",
        JourneyStage.Code => "at the code",
        JourneyStage.Passcode => "at the new passcode",
        JourneyStage.Done => "done",
        _ => throw new ArgumentOutOfRangeException(nameof(stage), stage, null),
    };
}
