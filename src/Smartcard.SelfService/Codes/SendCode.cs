using Smartcard.Domain.Evidence;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Prompts;
using Smartcard.SelfService.Activities;
using Smartcard.SelfService.Cards;
using Smartcard.SelfService.Journeys;
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
internal sealed class SendCode(EmailCodes codes, CardGate gate, JourneyEvidence journeys) : JourneyActivity
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

        var isKnownToThem = await MayReadAddressAsync(context);
        context.Emit(new JourneyOutput.Said(new Message(ChatWords.CodeSent(isKnownToThem ? address.Value : address.Masked))
        {
            IsPassing = true,
            IsPersonal = isKnownToThem,
        }));
        return Done("Sent");
    }

    /// <summary>
    /// Whoever has only put a card in a reader may have found it: the whole address is for those who typed it in this journey, or
    /// answered the holder's questions.
    /// </summary>
    private async Task<bool> MayReadAddressAsync(ActivityContext context) =>
        (await journeys.GetAsync(JourneyOf(context), context.CancellationToken)).Kind == JourneyKind.Registration
        || (await journeys.EvidenceOfAsync(JourneyOf(context), context.CancellationToken))
            .Any(evidence => evidence.Kind == EvidenceKind.QuestionsAnswered);
}
