using Smartcard.Domain.Booth;
using Smartcard.Domain.CardTasks;
using Smartcard.SelfService.Booth;

namespace Smartcard.BackOffice.Booth;

/// <summary>A reset in person in words for those at the desk.</summary>
internal static class InPersonWords
{
    public static string Of(InPersonProblem problem) => problem switch
    {
        InPersonProblem.CheckMissing => "Choose how you checked who the person is.",
        InPersonProblem.SeenTooLong => $"Write what you saw on one line, in {InPersonReset.MaxSeenLength} characters or fewer.",
        InPersonProblem.OwnCard => "This is your own card. Ask a colleague to help you.",
        InPersonProblem.TooMany => "You have reset as many cards as one person may in an hour. Ask a colleague, or wait.",
        InPersonProblem.SamePerson => "You checked who the person is. Somebody else has to confirm it.",
        InPersonProblem.NotConfirmed => "A second member of staff has to confirm who the person is first.",
        InPersonProblem.TooOld => "This took more than 20 minutes, or self-service was stopped for the card. End this and begin again.",
        InPersonProblem.AnotherHelps => "A colleague is helping this person. Ask them, or end their reset and begin your own.",
        InPersonProblem.CardIsChanging => "The card is being changed at this moment. Wait until the reader helper has finished.",
        InPersonProblem.IsOver => "This reset has already ended.",
        _ => throw new ArgumentOutOfRangeException(nameof(problem), problem, null),
    };

    public static string Of(CardTaskEnd? end) => end switch
    {
        null => "The reader helper is connected.",
        CardTaskEnd.NoCard => "No card was put into the reader in time. Nothing was changed.",
        CardTaskEnd.CardRemoved => "The card was taken out. Nothing was changed.",
        CardTaskEnd.WrongCard => "The card in the reader is a different card. Nothing was changed.",
        CardTaskEnd.CardNotSupported => "We do not know how to work with this card. It has to be replaced.",
        CardTaskEnd.Refused => "The reset was refused. Nothing was changed. If this happens again, the card has to be replaced.",
        CardTaskEnd.Cancelled => "Cancel was pressed in the reader helper. Nothing was changed.",
        CardTaskEnd.Unknown or CardTaskEnd.HelperLost =>
            "We lost the connection while the card was being changed. It may have the new passcode. Try again: that does no harm.",
        CardTaskEnd.Stopped => "Self-service was stopped for this card meanwhile. End this and begin again.",
        _ => "It did not work. Nothing was changed.",
    };

    /// <summary>What the reader helper is doing, as it told us last.</summary>
    public static string Of(CardTaskPlace? place) => place switch
    {
        null => "The reader helper is connected. It will ask for the card.",
        CardTaskPlace.WaitingForReader => "No card reader is connected to this computer, or its smartcard service does not run.",
        CardTaskPlace.WaitingForCard => "Put the person’s card into your reader.",
        CardTaskPlace.WrongCard => "The card in the reader is a different card. Put in the card of this person.",
        CardTaskPlace.CardRemoved => "The card was taken out too early. Put it back.",
        CardTaskPlace.WaitingForPasscode => "Give the person the keyboard. They type their new passcode twice, and nobody else looks.",
        CardTaskPlace.Working => "The new passcode is being set. Leave the card in.",
        _ => "The reader helper is working with the card.", // whatever a helper may say
    };
}
