using Smartcard.Domain.Booth;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Prompts;
using Smartcard.Wording;

namespace Smartcard.BackOffice.Booth;

/// <summary>Why a journey stands still, and what can be done, in words for those at the desk.</summary>
internal static class StallWords
{
    public static string Why(StallCause cause) => cause switch
    {
        StallCause.LateTimer => Catalogue.Booth["stall.lateTimer"],
        StallCause.ResultUnknown => Catalogue.Booth["stall.resultUnknown"],
        StallCause.HelperLost => Catalogue.Booth["stall.helperLost"],
        StallCause.HelperNotConnected => Catalogue.Booth["stall.helperNotConnected"],
        StallCause.HelperOutdated => Catalogue.Booth["stall.helperOutdated"],
        StallCause.NoReader => Catalogue.Booth["stall.noReader"],
        StallCause.NoCard => Catalogue.Booth["stall.noCard"],
        StallCause.WrongCard => Catalogue.Booth["stall.wrongCard"],
        StallCause.CardRemoved => Catalogue.Booth["stall.cardRemoved"],
        StallCause.CardInUse => Catalogue.Booth["stall.cardInUse"],
        StallCause.VaultAway => Catalogue.Booth["stall.vaultAway"],
        StallCause.PasscodeNotTyped => Catalogue.Booth["stall.passcodeNotTyped"],
        StallCause.HelperStuck => Catalogue.Booth["stall.helperStuck"],
        StallCause.HostGone => Catalogue.Booth["stall.hostGone"],
        StallCause.NoHostAtWork => Catalogue.Booth["stall.noHostAtWork"],
        StallCause.MailWaiting => Catalogue.Booth["stall.mailWaiting"],
        StallCause.MailDeferred => Catalogue.Booth["stall.mailDeferred"],
        StallCause.MailCameBack => Catalogue.Booth["stall.mailCameBack"],
        StallCause.MailFailed => Catalogue.Booth["stall.mailFailed"],
        StallCause.CodeExpired => Catalogue.Booth["stall.codeExpired"],
        StallCause.CodeNotEntered => Catalogue.Booth["stall.codeNotEntered"],
        StallCause.PersonSilent => Catalogue.Booth["stall.personSilent"],
        _ => throw new ArgumentOutOfRangeException(nameof(cause), cause, null),
    };

    public static string Advice(StallCause cause) => cause switch
    {
        StallCause.LateTimer => Catalogue.Booth["advice.lateTimer"],
        StallCause.ResultUnknown => Catalogue.Booth["advice.resultUnknown"],
        StallCause.HelperLost => Catalogue.Booth["advice.helperLost"],
        StallCause.HelperNotConnected => Catalogue.Booth["advice.helperNotConnected"],
        StallCause.HelperOutdated => Catalogue.Booth["advice.helperOutdated"],
        StallCause.NoReader => Catalogue.Booth["advice.noReader"],
        StallCause.NoCard => Catalogue.Booth["advice.noCard"],
        StallCause.WrongCard => Catalogue.Booth["advice.wrongCard"],
        StallCause.CardRemoved => Catalogue.Booth["advice.cardRemoved"],
        StallCause.CardInUse => Catalogue.Booth["advice.cardInUse"],
        StallCause.VaultAway => Catalogue.Booth["advice.vaultAway"],
        StallCause.PasscodeNotTyped => Catalogue.Booth["advice.passcodeNotTyped"],
        StallCause.HelperStuck => Catalogue.Booth["advice.helperStuck"],
        StallCause.HostGone => Catalogue.Booth["advice.hostGone"],
        StallCause.NoHostAtWork => Catalogue.Booth["advice.noHostAtWork"],
        StallCause.MailWaiting => Catalogue.Booth["advice.mailWaiting"],
        StallCause.MailDeferred => Catalogue.Booth["advice.mailDeferred"],
        StallCause.MailCameBack or StallCause.MailFailed => Catalogue.Booth["advice.mailCameBack"],
        StallCause.CodeExpired => Catalogue.Booth["advice.codeExpired"],
        StallCause.CodeNotEntered => Catalogue.Booth["advice.codeNotEntered"],
        StallCause.PersonSilent => Catalogue.Booth["advice.personSilent"],
        _ => throw new ArgumentOutOfRangeException(nameof(cause), cause, null),
    };

    public static string Where(Journey journey) => $"{BoothWords.Of(journey.Kind)}, {Of(journey.Stage ?? JourneyStage.Start)}";

    private static string Of(JourneyStage stage) => stage switch
    {
        JourneyStage.Start => Catalogue.Booth["stage.start"],
        JourneyStage.Card => Catalogue.Booth["stage.card"],
        JourneyStage.Questions => Catalogue.Booth["stage.questions"],
        JourneyStage.Email => Catalogue.Booth["stage.email"],
        JourneyStage.Code => Catalogue.Booth["stage.code"],
        JourneyStage.Passcode => Catalogue.Booth["stage.passcode"],
        JourneyStage.Done => Catalogue.Booth["stage.done"],
        _ => throw new ArgumentOutOfRangeException(nameof(stage), stage, null),
    };
}
