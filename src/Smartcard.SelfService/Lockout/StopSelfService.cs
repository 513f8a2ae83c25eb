using Smartcard.Domain.Prompts;
using Smartcard.SelfService.Activities;
using Smartcard.SelfService.Journeys;
using Smartcard.Workflows;

namespace Smartcard.SelfService.Lockout;

/// <summary>"This was not me": stops self-service for the card that was identified, and opens a case at the IT booth. S6.</summary>
/// <remarks>Outcomes: <c>Stopped</c>, <c>NoCard</c> (none was identified in this journey).</remarks>
[ActivityType(
    "Smartcard.StopSelfService",
    Category = "Smartcard",
    DisplayName = "Stop self-service",
    Description = "Stops self-service for the card that was identified, until the IT booth has reset it in person.",
    Outcomes = ["Stopped", "NoCard"])]
internal sealed class StopSelfService(JourneyEvidence journeys) : JourneyActivity
{
    [Input(DisplayName = "Text", UIHint = "multiline", Order = 1)]
    public string Text { get; set; } = ActivityWords.StopSelfService.English;

    [Input(DisplayName = "Text (Welsh)", UIHint = "multiline", Order = 2)]
    public string TextWelsh { get; set; } = ActivityWords.StopSelfService.Welsh;

    protected override async ValueTask<ActivityResult> ExecuteAsync(ActivityContext context)
    {
        if (!await journeys.StopSelfServiceAsync(JourneyOf(context), context.CancellationToken))
        {
            return Done("NoCard");
        }

        var words = Words.Of(Text, TextWelsh);
        if (!words.CanBeRead())
        {
            return NothingToRead(); // self-service has stopped all the same
        }

        Reach(context, JourneyStage.Done);
        Say(context, words, MessageTone.Good);
        return Done("Stopped");
    }
}
