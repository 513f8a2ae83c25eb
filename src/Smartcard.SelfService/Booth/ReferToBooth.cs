using Smartcard.Domain.Booth;
using Smartcard.Domain.Prompts;
using Smartcard.SelfService.Activities;
using Smartcard.SelfService.Journeys;
using Smartcard.Workflows;

namespace Smartcard.SelfService.Booth;

/// <summary>Opens a case at the IT booth and tells the person to go there. Outcome: <c>Done</c>. P-U6.</summary>
[ActivityType(
    "Smartcard.ReferToBooth", Category = "Smartcard", DisplayName = "Refer to the IT booth",
    Description = "Opens a case at the IT booth and tells the person where to go.", Outcomes = ["Done"])]
internal sealed class ReferToBooth(JourneyEvidence journeys) : JourneyActivity
{
    [Input(DisplayName = "Text", UIHint = "multiline", Order = 1)]
    public string Text { get; set; } = ActivityWords.ReferToBooth.English;

    [Input(DisplayName = "Text (Welsh)", UIHint = "multiline", Order = 2)]
    public string TextWelsh { get; set; } = ActivityWords.ReferToBooth.Welsh;

    [Input(DisplayName = "Reason", Description = "What the booth sees.", Order = 3)]
    public BoothReason Reason { get; set; } = BoothReason.SelfServiceStopped;

    protected override async ValueTask<ActivityResult> ExecuteAsync(ActivityContext context)
    {
        await journeys.ReferToBoothAsync(JourneyOf(context), Reason, context.CancellationToken);
        var words = Words.Of(Text, TextWelsh);
        if (!words.CanBeRead())
        {
            return NothingToRead(); // the case is open all the same
        }

        Say(context, words, MessageTone.Warning);
        return Done();
    }
}
