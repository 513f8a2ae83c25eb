using System.Globalization;
using Smartcard.Domain.Lockouts;
using Smartcard.Domain.Prompts;
using Smartcard.Domain.Registrations;
using Smartcard.SelfService.Activities;
using Smartcard.SelfService.Cards;
using Smartcard.Workflows;

namespace Smartcard.SelfService.Unlock;

/// <summary>Asks 2 to 4 of the registered questions; one submission is one attempt. P-U5, P-U6, S1, S8.</summary>
/// <remarks>Outcomes: <c>Correct</c>, <c>Wrong</c> (attempts are left), <c>LockedOut</c>.</remarks>
[ActivityType(
    "Smartcard.AskSecurityQuestions",
    Category = "Smartcard",
    DisplayName = "Ask security questions",
    Description = "Asks some of the questions that the person registered. All answers must be right.",
    Outcomes = ["Correct", "Wrong", "LockedOut"])]
internal sealed class AskSecurityQuestions(SecurityQuestions questions, CardGate gate) : JourneyActivity
{
    [Input(DisplayName = "Number of questions", Description = "2 to 4.", Minimum = 2, Maximum = 4, Order = 1)]
    public int Count { get; set; } = 2;

    [Input(DisplayName = "Text", UIHint = "multiline", Order = 2)]
    public string Text { get; set; } = ActivityWords.AskSecurityQuestions.English;

    [Input(DisplayName = "Text (Welsh)", UIHint = "multiline", Order = 3)]
    public string TextWelsh { get; set; } = ActivityWords.AskSecurityQuestions.Welsh;

    protected override async ValueTask<ActivityResult> ExecuteAsync(ActivityContext context)
    {
        if (await gate.RefusalAsync(JourneyOf(context), context.CancellationToken) is { } refusal)
        {
            return TurnAway(context, refusal);
        }

        Reach(context, JourneyStage.Questions);
        return await questions.ForAsync(JourneyOf(context), Count, context.CancellationToken) is { } asked
            ? AskThese(context, asked)
            : Done("LockedOut");
    }

    /// <summary>Checking the answers takes a tenth of a second: it is done before the turn's transaction starts.</summary>
    protected override async ValueTask<object?> PrepareAsync(ActivityContext context, Stimulus stimulus) =>
        await questions.CheckAsync(JourneyOf(context), (PromptReply)stimulus.Payload!, context.CancellationToken);

    protected override async ValueTask<ActivityResult> ResumeAsync(ActivityContext context, Stimulus stimulus)
    {
        if (await gate.RefusalAsync(JourneyOf(context), context.CancellationToken) is { } refusal)
        {
            return TurnAway(context, refusal);
        }

        switch (await questions.RecordAsync(JourneyOf(context), (CheckedAnswers)stimulus.Prepared!, context.CancellationToken))
        {
            case AnswerAttempt.Right:
                Tell(context, ChatWords.AnswersRight, MessageTone.Good);
                return Done("Correct");
            case AnswerAttempt.Wrong(var attemptsLeft):
                Say(context, ChatWords.AnswersWrong(attemptsLeft), MessageTone.Problem);
                return Done("Wrong");
            default:
                return Done("LockedOut");
        }
    }

    private ActivityResult AskThese(ActivityContext context, IReadOnlyList<QuestionId> asked) =>
        Ask(context, new Prompt(NewNonce(), Words.Of(Text, TextWelsh))
        {
            Heading = ChatWords.AnswersHeading,
            Fields =
            [
                .. asked.Select(question => new PromptField(
                    "answer" + question.Value.ToString(CultureInfo.InvariantCulture),
                    PromptFieldKind.Answer,
                    ChatWords.Question(question))
                {
                    MaxLength = AnswerRules.MaxLength,
                    WhenEmpty = ChatWords.AnswersMissingHere,
                }),
            ],
            Buttons = [new PromptButton("answer", ChatWords.AnswersSend)],
        });
}
