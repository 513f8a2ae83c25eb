using Smartcard.SelfService.Activities;
using Smartcard.SelfService.Cards;
using Smartcard.Workflows;

namespace Smartcard.SelfService.Registrations;

/// <summary>
/// Makes the registration count, if the domain's evidence allows it. P-R8, S5, S6. Outcomes: <c>Completed</c>,
/// <c>Refused</c>.
/// </summary>
[ActivityType(
    "Smartcard.CompleteRegistration", Category = "Smartcard", DisplayName = "Complete the registration",
    Description = "Makes the registration count, and tells the holder by email.", Outcomes = ["Completed", "Refused"])]
internal sealed class CompleteRegistration(PendingRegistrations registrations, CardGate gate) : JourneyActivity
{
    protected override async ValueTask<ActivityResult> ExecuteAsync(ActivityContext context) =>
        await gate.RefusalAsync(JourneyOf(context), context.CancellationToken) is { } refusal
            ? TurnAway(context, refusal)
            : Done(await registrations.CompleteAsync(JourneyOf(context), context.CancellationToken) ? "Completed" : "Refused");
}
