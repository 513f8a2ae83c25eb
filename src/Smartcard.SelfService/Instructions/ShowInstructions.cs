using Smartcard.Domain.Prompts;
using Smartcard.SelfService.Activities;
using Smartcard.Workflows;

namespace Smartcard.SelfService.Instructions;

/// <summary>Shows a page of instructions with one button, and waits for it. Outcome: <c>Continue</c>. P-R3, P-U1, P-U3, P-U4.</summary>
[ActivityType(
    "Smartcard.ShowInstructions", Category = "Smartcard", DisplayName = "Show instructions",
    Description = "Shows a page of words with one button, and waits until somebody presses it.", Outcomes = ["Continue"])]
internal sealed class ShowInstructions : JourneyActivity
{
    [Input(DisplayName = "Heading", Order = 1)]
    public string Heading { get; set; } = "";

    [Input(DisplayName = "Heading (Welsh)", Order = 2)]
    public string HeadingWelsh { get; set; } = "";

    [Input(DisplayName = "Text", UIHint = "multiline", Order = 3)]
    public string Text { get; set; } = "";

    [Input(DisplayName = "Text (Welsh)", UIHint = "multiline", Order = 4)]
    public string TextWelsh { get; set; } = "";

    [Input(DisplayName = "Button", Order = 5)]
    public string Button { get; set; } = ActivityWords.ContinueButton.English;

    [Input(DisplayName = "Button (Welsh)", Order = 6)]
    public string ButtonWelsh { get; set; } = ActivityWords.ContinueButton.Welsh;

    [Input(DisplayName = "Stage", Description = "The step shown above the chat.", Order = 7)]
    public JourneyStage Stage { get; set; }

    protected override ValueTask<ActivityResult> ExecuteAsync(ActivityContext context)
    {
        Reach(context, Stage);
        return ValueTask.FromResult(Ask(context, new Prompt(NewNonce(), Words.Of(Text, TextWelsh))
        {
            Heading = ReadableText.HasWords(Heading) ? Words.Of(Heading, HeadingWelsh) : null,
            Buttons = [new PromptButton("continue", Words.Of(Button, ButtonWelsh))],
        }));
    }

    protected override ValueTask<ActivityResult> ResumeAsync(ActivityContext context, Stimulus stimulus) =>
        ValueTask.FromResult(Done("Continue"));
}
