using Smartcard.Domain.Prompts;
using Smartcard.Domain.Registrations;
using Smartcard.SelfService.Activities;
using Smartcard.Workflows;

namespace Smartcard.SelfService.Registrations;

/// <summary>
/// Asks for the email address, of an approved provider, to which codes are sent. P-R2, P-R6, S9. Outcome:
/// <c>Confirmed</c>.
/// </summary>
/// <remarks>
/// Answers are given before the address is known. Where it would give one away, the person gives another address, or
/// other answers here and now.
/// </remarks>
[ActivityType(
    "Smartcard.ConfirmEmail", Category = "Smartcard", DisplayName = "Confirm the email address",
    Description = "Asks for a work email address from an approved provider.", Outcomes = ["Confirmed"])]
internal sealed class ConfirmEmail(PendingRegistrations registrations) : JourneyActivity
{
    private const string OtherAnswersButton = "otherAnswers";

    [Input(DisplayName = "Text", UIHint = "multiline", Order = 1)]
    public string Text { get; set; } = ActivityWords.ConfirmEmail.English;

    [Input(DisplayName = "Text (Welsh)", UIHint = "multiline", Order = 2)]
    public string TextWelsh { get; set; } = ActivityWords.ConfirmEmail.Welsh;

    protected override async ValueTask<ActivityResult> ExecuteAsync(ActivityContext context)
    {
        Reach(context, JourneyStage.Email);
        return AskForAddress(context, await registrations.AddressOfAsync(JourneyOf(context), context.CancellationToken));
    }

    /// <summary>
    /// Whether the address gives an answer away takes half a second to find out: it is done before the turn's
    /// transaction starts.
    /// </summary>
    protected override async ValueTask<object?> PrepareAsync(ActivityContext context, Stimulus stimulus)
    {
        var reply = (PromptReply)stimulus.Payload!;
        return reply.Button switch
        {
            OtherAnswersButton => null,
            QuestionsForm.SaveButton => await registrations.HashAnswersAsync(JourneyOf(context), reply, context.CancellationToken),
            _ => await registrations.CheckAddressAsync(JourneyOf(context), TypedIn(reply), context.CancellationToken),
        };
    }

    protected override async ValueTask<ActivityResult> ResumeAsync(ActivityContext context, Stimulus stimulus)
    {
        switch (stimulus.Prepared)
        {
            case null:
                Reach(context, JourneyStage.Questions);
                return AskForAnswers(context, [], []);
            case PreparedAnswers { Problems.Count: > 0 } answers:
                return AskForAnswers(context, answers.ChosenQuestions, answers.Problems);
            case PreparedAnswers { Answers: var answers }:
                await registrations.BeginAsync(JourneyOf(context), answers, context.CancellationToken);
                Tell(context, ChatWords.QuestionsSet, MessageTone.Good);
                Reach(context, JourneyStage.Email);
                return AskForAddress(context, null);
            case CheckedAddress { Address: { } address }:
                await registrations.TakeAddressAsync(JourneyOf(context), address, context.CancellationToken);
                return Done("Confirmed");
            case CheckedAddress { Problem: { } problem, IsAnswer: var isAnswer }:
                return AskForAddress(context, TypedIn((PromptReply)stimulus.Payload!), problem, isAnswer);
            default:
                throw new InvalidOperationException($"Unexpected check {stimulus.Prepared}.");
        }
    }

    private static string TypedIn(PromptReply reply) =>
        reply.Fields.TryGetValue("email", out var field) ? field.Use(text => text.Trim().ToString()) : "";

    private ActivityResult AskForAddress(ActivityContext context, string? typed, Words? problem = null, bool mayChangeAnswers = false)
    {
        List<PromptButton> buttons = [new("confirm", ChatWords.EmailConfirm)];
        if (mayChangeAnswers)
        {
            buttons.Add(new(OtherAnswersButton, ChatWords.EmailOtherAnswers) { SendsFields = false });
        }

        return Ask(
            context,
            new Prompt(NewNonce(), Words.Of(Text, TextWelsh))
            {
                Heading = ChatWords.EmailHeading,
                Problems = problem is null ? [] : [problem],
                Fields =
                [
                    new PromptField("email", PromptFieldKind.Email, ChatWords.EmailLabel)
                    {
                        Value = typed,
                        Problem = problem,
                        MaxLength = EmailAddress.MaxLength,
                    },
                ],
                Buttons = buttons,
            });
    }

    private static ActivityResult AskForAnswers(
        ActivityContext context, IReadOnlyList<string> chosen, IReadOnlyList<FieldProblem> problems) =>
        Ask(context, QuestionsForm.Draw(NewNonce(), ChatWords.QuestionsAgain, chosen, problems));
}
