using Smartcard.Domain.Booth;
using Smartcard.Domain.Registrations;

namespace Smartcard.Domain.Prompts;

/// <summary>Each text that the chat says, with the places that are filled.</summary>
/// <remarks>The words are in <c>chat.json</c> of each language. A start checks that the files have all of these.</remarks>
public static class ChatWords
{
    public static Words BotName => Words.Named("bot.name");

    public static Words GreetingHeading => Words.Named("greeting.heading");
    public static Words GreetingRegister => Words.Named("greeting.register");
    public static Words GreetingUnlock => Words.Named("greeting.unlock");
    public static Words GreetingHelp => Words.Named("greeting.help");
    public static Words GreetingAgain => Words.Named("greeting.again");

    public static Words HelpText => Words.Named("help.text");

    public static Words BoothWhere => Words.Named("booth.where");
    public static Words BoothReset => Words.Named("booth.reset");
    public static Words BoothMailSent => Words.Named("booth.mailSent");
    public static Words BoothCodeAllowed => Words.Named("booth.codeAllowed");
    public static Words BoothEnded => Words.Named("booth.ended");
    public static Words BoothQuestionsCleared => Words.Named("booth.questionsCleared");
    public static Words BoothCaseClosed => Words.Named("booth.caseClosed");

    public static Words BoothCaseClosedStopped => Words.Named("booth.caseClosedStopped");

    public static Words Cancelled => Words.Named("cancelled");
    public static Words Retried => Words.Named("retried");
    public static Words CancelledAtDesk => Words.Named("cancelledAtDesk");
    public static Words NothingToCancel => Words.Named("nothingToCancel");
    public static Words Abandoned => Words.Named("abandoned");

    public static Words FormClosed => Words.Named("form.closed");
    public static Words FormSent(string button) => Words.Named("form.sent").With("button", button);
    public static Words FormAlreadySent => Words.Named("form.alreadySent");

    public static Words TypedNotKept => Words.Named("typed.notKept");
    public static Words TypedNotUnderstood => Words.Named("typed.notUnderstood");

    public static Words Busy => Words.Named("busy");

    public static Words LanguageChanged => Words.Named("language.changed");

    public static Words ErrorText(string reference) => Words.Named("error.text").With("reference", reference);
    public static Words ErrorSetAside(string reference) => Words.Named("error.setAside").With("reference", reference);

    /// <summary>After a journey that did not reach its aim: where the booth is, when it is open, and what to say there.</summary>
    public static Words EndingBooth(string reference) => Words.Named("ending.booth").With("reference", reference);

    public static Words Faulted => Words.Named("faulted");

    public static Words HelperHeading => Words.Named("helper.heading");
    public static Words HelperOpen => Words.Named("helper.open");
    public static Words HelperNewCode => Words.Named("helper.newCode");
    public static Words HelperConnected => Words.Named("helper.connected");
    public static Words HelperHint => Words.Named("helper.hint");
    public static Words HelperCodeBelow => Words.Named("helper.codeBelow");
    public static Words HelperLost => Words.Named("helper.lost");
    public static Words HelperTooOld(string version) => Words.Named("helper.tooOld").With("version", version);

    public static Words CardIdentified => Words.Named("card.identified");
    public static Words CardNotLocked => Words.Named("card.notLocked");
    public static Words CardNotLockedText => Words.Named("card.notLocked.text");
    public static Words CardNotLockedInDoubt => Words.Named("card.notLocked.doubt");
    public static Words CardNotLockedChange => Words.Named("card.notLocked.change");
    public static Words CardNotLockedLeave => Words.Named("card.notLocked.leave");
    public static Words CardLeft => Words.Named("card.left");
    public static Words CardLeftInDoubt => Words.Named("card.left.doubt");
    public static Words CardTypePasscode => Words.Named("card.typePasscode");
    public static Words CardProved => Words.Named("card.proved");
    public static Words CardNotProved => Words.Named("card.notProved");
    public static Words CardNotPresent => Words.Named("card.notPresent");
    public static Words CardNoPukLeft => Words.Named("card.noPukLeft");
    public static Words CardRegisteredForBooth => Words.Named("card.registeredForBooth");
    public static Words CardPivUnlockOff => Words.Named("card.pivUnlockOff");
    public static Words CardIsPayment => Words.Named("card.notSupported.Payment");
    public static Words CardIsPassport => Words.Named("card.notSupported.Passport");
    public static Words CardIsOther(string kind) => Words.Named("card.notSupported.named").With("kind", kind);
    public static Words CardSuspended => Words.Named("card.suspended");
    public static Words CardRevoked => Words.Named("card.revoked");
    public static Words CardVaultAway => Words.Named("card.vaultAway");
    public static Words CardVaultGaveUp => Words.Named("card.vaultGaveUp");
    public static Words CardKeyLimit => Words.Named("card.keyLimit");
    public static Words CardChanging => Words.Named("card.changing");

    public static Words QuestionsHeading => Words.Named("questions.heading");
    public static Words QuestionsChoose(int number) => Words.Named("questions.choose").With("number", number);
    public static Words QuestionsAnswer(int number) => Words.Named("questions.answer").With("number", number);
    public static Words QuestionsSave => Words.Named("questions.save");
    public static Words QuestionsAgain => Words.Named("questions.again");
    public static Words QuestionsSet => Words.Named("questions.set");
    public static Words QuestionsMissing(int number) => Words.Named("questions.missing").With("number", number);
    public static Words QuestionsSame(int other, int number) => Words.Named("questions.same").With("other", other).With("number", number);

    public static Words AnswersMissing(int number) => Words.Named("answers.missing").With("number", number);
    public static Words AnswersMissingHere => Words.Named("answers.missingHere");
    public static Words AnswersTypeOne => Words.Named("answers.typeOne");
    public static Words AnswersTooShort(int number, int min) => Words.Named("answers.tooShort").With("number", number).With("min", min);
    public static Words AnswersTooLong(int number, int max) => Words.Named("answers.tooLong").With("number", number).With("max", max);
    public static Words AnswersSame(int other, int number) => Words.Named("answers.same").With("other", other).With("number", number);
    public static Words AnswersIsQuestion(int number) => Words.Named("answers.isQuestion").With("number", number);
    public static Words AnswersIsNameOrAddress(int number) => Words.Named("answers.isNameOrAddress").With("number", number);
    public static Words AnswersTooCommon(int number) => Words.Named("answers.tooCommon").With("number", number);
    public static Words AnswersHeading => Words.Named("answers.heading");
    public static Words AnswersSend => Words.Named("answers.send");
    public static Words AnswersRight => Words.Named("answers.right");
    public static Words AnswersWrong(int attemptsLeft) => Words.Named("answers.wrong").With("attemptsLeft", attemptsLeft);

    public static Words EmailHeading => Words.Named("email.heading");
    public static Words EmailLabel => Words.Named("email.label");
    public static Words EmailConfirm => Words.Named("email.confirm");
    public static Words EmailInvalid => Words.Named("email.invalid");
    public static Words EmailSpace => Words.Named("email.space");
    public static Words EmailCharacter(string character) => Words.Named("email.character").With("character", character);
    public static Words EmailDots => Words.Named("email.dots");
    public static Words EmailSeveral => Words.Named("email.several");
    public static Words EmailOnlyTheAddress => Words.Named("email.onlyTheAddress");
    public static Words EmailTooLong(int max) => Words.Named("email.tooLong").With("max", max);
    public static Words EmailIsAnswer => Words.Named("email.isAnswer");
    public static Words EmailTypeOne => Words.Named("email.typeOne");
    public static Words EmailOtherAnswers => Words.Named("email.otherAnswers");
    public static Words EmailNotApproved(string providers) => Words.Named("email.notApproved").With("providers", providers);

    public static Words CodeHeading => Words.Named("code.heading");
    public static Words CodeLabel => Words.Named("code.label");
    public static Words CodeSend => Words.Named("code.send");
    public static Words CodeNewCode => Words.Named("code.newCode");
    public static Words CodeOtherAddress => Words.Named("code.otherAddress");
    public static Words CodeSent(string address) => Words.Named("code.sent").With("address", address);
    public static Words CodeRight => Words.Named("code.right");
    public static Words CodeWrong(int triesLeft) => Words.Named("code.wrong").With("triesLeft", triesLeft);
    public static Words CodeMalformed => Words.Named("code.malformed");
    public static Words CodeMailTooLate => Words.Named("code.mailTooLate");
    public static Words CodeMailLostAgain => Words.Named("code.mailLostAgain");

    public static Words QuestionsChoosePlaceholder => Words.Named("questions.choosePlaceholder");

    /// <summary>The journey goes on as the workflow of the holder's organisation, which asks questions too.</summary>
    public static Words MovedToQuestions => Words.Named("policy.moved.unlock");

    /// <summary>The journey goes on as the workflow of the holder's organisation, which asks no questions.</summary>
    public static Words MovedToCardAndCode => Words.Named("policy.moved.unlock-card-and-code");

    /// <summary>What can be done at a stage, for those who ask for help there.</summary>
    public static Words HelpAt(JourneyStage stage) => Words.Named($"help.stage.{stage}");

    /// <summary>What booth staff say to somebody in the chat.</summary>
    public static Words BoothSays(BoothSentence sentence) => Words.Named($"booth.says.{sentence}");

    public static Words Question(QuestionId question) => Words.Named($"question.{question.Value}");
}
