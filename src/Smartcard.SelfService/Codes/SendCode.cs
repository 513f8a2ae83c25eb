using Smartcard.Domain.Prompts;
using Smartcard.SelfService.Activities;
using Smartcard.SelfService.Cards;
using Smartcard.Workflows;

namespace Smartcard.SelfService.Codes;

/// <summary>Makes a code and has it emailed to the address of this journey; an older code dies. P-R7, P-U7, S2.</summary>
/// <remarks>Outcomes: <c>Sent</c>, <c>LimitReached</c> (3 in a journey, 6 for a card in 24 hours).</remarks>
[ActivityType(
    "Smartcard.SendCode",
    Category = "Smartcard",
    DisplayName = "Send a code",
    Description = "Emails a 6-digit code, which works for 15 minutes, to the address of this journey.",
    Outcomes = ["Sent", "LimitReached"])]
internal sealed class SendCode(EmailCodes codes, CardGate gate) : JourneyActivity
{
    protected override async ValueTask<ActivityResult> ExecuteAsync(ActivityContext context)
    {
        if (await gate.RefusalAsync(JourneyOf(context), context.CancellationToken) is { } refusal)
        {
            return TurnAway(context, refusal);
        }

        if (await codes.SendAsync(JourneyOf(context), context.CancellationToken) is not { } address)
        {
            return Done("LimitReached");
        }

        Say(context, ChatWords.CodeSent(address));
        return Done("Sent");
    }
}
