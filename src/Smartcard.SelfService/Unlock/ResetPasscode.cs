using Smartcard.CardTasks;
using Smartcard.Domain.CardTasks;
using Smartcard.Domain.Prompts;
using Smartcard.SelfService.Cards;
using Smartcard.SelfService.CardTasks;
using Smartcard.SelfService.Journeys;
using Smartcard.Workflows;

namespace Smartcard.SelfService.Unlock;

/// <summary>Has the reader helper ask for a new passcode and set it on the card. P-U9, P-U10.</summary>
/// <remarks>
/// Outcomes: <c>Reset</c>, <c>Failed</c> (nothing changed), <c>Unknown</c> (old or new, safe to repeat), <c>Refused</c>
/// (the evidence is not enough), <c>HelperLost</c>. Whether the card's challenge is answered at all is decided by the
/// domain when the helper asks, see <see cref="CardTaskCalls"/>; here it is only asked beforehand, so that a person
/// does not choose a passcode for nothing.
/// </remarks>
[ActivityType(
    "Smartcard.ResetPasscode", Category = "Smartcard", DisplayName = "Reset the passcode",
    Description = "Asks for a new passcode in the reader helper, and sets it on the card that was identified.",
    Outcomes = ["Reset", "Failed", "Unknown", "Refused", "HelperLost"])]
internal sealed class ResetPasscode(CardTaskInbox inbox, ResetReleases releases, JourneyEvidence journeys, CardGate gate)
    : CardTaskActivity(inbox)
{
    protected override JourneyEvidence Journeys => journeys;

    protected override async ValueTask<ActivityResult> ExecuteAsync(ActivityContext context)
    {
        if (await gate.RefusalAsync(JourneyOf(context), context.CancellationToken) is { } refusal)
        {
            return TurnAway(context, refusal);
        }

        Reach(context, JourneyStage.Passcode);
        return await releases.MayResetAsync(JourneyOf(context), context.CancellationToken)
            ? await base.ExecuteAsync(context)
            : Done("Refused");
    }

    protected override async Task<CardTaskItem?> AddTaskAsync(ActivityContext context, PairedSession session) =>
        await journeys.CardOfAsync(JourneyOf(context), context.CancellationToken) is { } card
            ? Inbox.AddReset(session, card, context.Now)
            : null;

    protected override string OutcomeOf(CardTaskOutcome outcome) => outcome is CardTaskOutcome.Unknown ? "Unknown" : "Failed";

    protected override async Task<ActivityResult> OnDoneAsync(ActivityContext context, CardTaskItem task, CardTaskResult result)
    {
        await journeys.PasscodeResetAsync(JourneyOf(context), task, context.CancellationToken);
        return Done("Reset");
    }
}
