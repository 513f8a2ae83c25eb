using Smartcard.Domain.Prompts;
using Smartcard.SelfService.Activities;
using Smartcard.SelfService.Cards;
using Smartcard.SelfService.Journeys;
using Smartcard.Workflows;

namespace Smartcard.SelfService.Registrations;

/// <summary>
/// Makes the registration count, if the domain's evidence allows it. P-R8, S5, S6. Outcomes: <c>Completed</c>,
/// <c>Refused</c>.
/// </summary>
[ActivityType(
    "Smartcard.CompleteRegistration", Category = "Smartcard", DisplayName = "Complete the registration",
    Description = "Makes the registration count, and tells the holder by email.", Outcomes = ["Completed", "Refused"])]
internal sealed class CompleteRegistration(
    PendingRegistrations registrations, JourneyEvidence journeys, PivUnlock piv, CardGate gate) : JourneyActivity
{
    protected override async ValueTask<ActivityResult> ExecuteAsync(ActivityContext context)
    {
        if (await gate.RefusalAsync(JourneyOf(context), context.CancellationToken) is { } refusal)
        {
            return TurnAway(context, refusal);
        }

        if (!await registrations.CompleteAsync(JourneyOf(context), context.CancellationToken))
        {
            return Done("Refused");
        }

        if (await journeys.CardOfAsync(JourneyOf(context), context.CancellationToken) is not { } card || piv.MayUnlock(card.Type))
        {
            return Done("Completed");
        }

        Reach(context, JourneyStage.Done); // the words of its drawing are about the unlock
        Say(context, ChatWords.CardRegisteredForBooth, MessageTone.Good);
        return EndWorkflow();
    }
}
