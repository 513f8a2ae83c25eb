using Smartcard.Domain.Prompts;
using Smartcard.SelfService.Activities;
using Smartcard.Workflows;

namespace Smartcard.SelfService.Instructions;

/// <summary>Says something and goes on. Outcome: <c>Done</c>.</summary>
[ActivityType(
    "Smartcard.Say",
    Category = "Smartcard",
    DisplayName = "Say",
    Description = "Says something in the chat and carries on at once.",
    Outcomes = ["Done"])]
internal sealed class SayActivity : JourneyActivity
{
    [Input(DisplayName = "Text", UIHint = "multiline", Order = 1)]
    public string Text { get; set; } = "";

    [Input(DisplayName = "Text (Welsh)", UIHint = "multiline", Order = 2)]
    public string TextWelsh { get; set; } = "";

    [Input(DisplayName = "Tone", Order = 3)]
    public MessageTone Tone { get; set; }

    [Input(DisplayName = "Stage", Description = "The step shown above the chat. None leaves it as it is.", Order = 4)]
    public JourneyStage? Stage { get; set; }

    protected override ValueTask<ActivityResult> ExecuteAsync(ActivityContext context)
    {
        var words = Words.Of(Text, TextWelsh);
        if (!words.CanBeRead())
        {
            return ValueTask.FromResult(NothingToRead());
        }

        if (Stage is { } stage)
        {
            Reach(context, stage);
        }

        Say(context, words, Tone);
        return ValueTask.FromResult(Done());
    }
}
