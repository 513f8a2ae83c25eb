using Smartcard.Domain.Prompts;
using Smartcard.SelfService.Activities;
using Smartcard.Workflows;

namespace Smartcard.SelfService.Registrations;

/// <summary>
/// Has the person choose four different questions of the catalogue and answer each, in one form. P-R5, S9. Outcome:
/// <c>Set</c>.
/// </summary>
[ActivityType(
    "Smartcard.SetSecurityQuestions", Category = "Smartcard", DisplayName = "Set security questions",
    Description = "Shows four questions to choose from the catalogue, with an answer for each.", Outcomes = ["Set"])]
internal sealed class SetSecurityQuestions(PendingRegistrations registrations) : JourneyActivity
{
    [Input(DisplayName = "Text", UIHint = "multiline", Order = 1)]
    public string Text { get; set; } = ActivityWords.SetSecurityQuestions.English;

    [Input(DisplayName = "Text (Welsh)", UIHint = "multiline", Order = 2)]
    public string TextWelsh { get; set; } = ActivityWords.SetSecurityQuestions.Welsh;

    protected override ValueTask<ActivityResult> ExecuteAsync(ActivityContext context)
    {
        Reach(context, JourneyStage.Questions);
        return ValueTask.FromResult(AskFor(context, [], []));
    }

    /// <summary>Hashing four answers takes a tenth of a second: it is done before the turn's transaction starts.</summary>
    protected override async ValueTask<object?> PrepareAsync(ActivityContext context, Stimulus stimulus) =>
        await registrations.HashAnswersAsync(JourneyOf(context), (PromptReply)stimulus.Payload!, context.CancellationToken);

    protected override async ValueTask<ActivityResult> ResumeAsync(ActivityContext context, Stimulus stimulus)
    {
        var prepared = (PreparedAnswers)stimulus.Prepared!;
        if (prepared.Problems.Count > 0)
        {
            return AskFor(context, prepared.ChosenQuestions, prepared.Problems);
        }

        await registrations.BeginAsync(JourneyOf(context), prepared.Answers, context.CancellationToken);
        Tell(context, ChatWords.QuestionsSet, MessageTone.Good);
        return Done("Set");
    }

    private ActivityResult AskFor(ActivityContext context, IReadOnlyList<string> chosen, IReadOnlyList<FieldProblem> problems) =>
        Ask(context, QuestionsForm.Draw(NewNonce(), Words.Of(Text, TextWelsh), chosen, problems));
}
