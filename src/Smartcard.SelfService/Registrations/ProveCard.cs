using Smartcard.CardTasks;
using Smartcard.Domain.CardTasks;
using Smartcard.Domain.Prompts;
using Smartcard.SelfService.Cards;
using Smartcard.SelfService.CardTasks;
using Smartcard.SelfService.Journeys;
using Smartcard.Workflows;

namespace Smartcard.SelfService.Registrations;

/// <summary>Has the card check its current passcode and sign a fresh challenge, which shows that it is the person's. P-R4.</summary>
/// <remarks>Outcomes: <c>Proved</c>, <c>NotKnown</c>, <c>PasscodeLocked</c>, <c>Referred</c>, <c>Failed</c>, <c>HelperLost</c>.</remarks>
[ActivityType(
    "Smartcard.ProveCard", Category = "Smartcard", DisplayName = "Prove the card",
    Description = "Asks for the current passcode in the reader helper. The card checks it and signs a challenge.",
    Outcomes = ["Proved", "NotKnown", "PasscodeLocked", "Referred", "Failed", "HelperLost"])]
internal sealed class ProveCard(CardTaskInbox inbox, JourneyEvidence journeys, CardGate gate) : CardTaskActivity(inbox)
{
    protected override JourneyEvidence Journeys => journeys;

    protected override Task<CardTaskItem?> AddTaskAsync(ActivityContext context, PairedSession session) =>
        Task.FromResult<CardTaskItem?>(
            Inbox.Add(session, CardWork.Prove, card: null, CardTaskInbox.NewChallenge(), context.Now));

    protected override Words LineOf(CardTaskState state) =>
        state == CardTaskState.WaitingForPasscode ? ChatWords.CardTypePasscode : base.LineOf(state);

    protected override string OutcomeOf(CardTaskOutcome outcome) => outcome is CardTaskOutcome.PasscodeLocked ? "PasscodeLocked" : "Failed";

    protected override async Task<ActivityResult> OnDoneAsync(ActivityContext context, CardTaskItem task, CardTaskResult result)
    {
        switch (await journeys.CardProvedAsync(JourneyOf(context), task, result, context.CancellationToken))
        {
            case CardStanding.NotKnown:
                return Done("NotKnown");
            case CardStanding.NotInUse:
                return TurnAway(context, (await gate.RefusalAsync(JourneyOf(context), context.CancellationToken))!);
            case CardStanding.Stopped:
                return Done("Referred");
            case CardStanding.NotBelieved:
                return await ReferAsync(context, ChatWords.CardNotPresent);
            case CardStanding.NotProved:
                Say(context, ChatWords.CardNotProved, MessageTone.Problem);
                return Done("Failed");
            default:
                Tell(context, ChatWords.CardProved, MessageTone.Good);
                return Done("Proved");
        }
    }
}
