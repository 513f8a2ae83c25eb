using Smartcard.CardTasks;
using Smartcard.Domain.CardTasks;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Prompts;
using Smartcard.SelfService.Cards;
using Smartcard.SelfService.CardTasks;
using Smartcard.SelfService.Journeys;
using Smartcard.SelfService.Policy;
using Smartcard.Workflows;

namespace Smartcard.SelfService.Unlock;

/// <summary>Has the reader helper read which card is in the reader, without a passcode. P-U1, P-U2, S8.</summary>
/// <remarks>
/// Of a card that is not locked, the person is asked what they want before anything else: to leave it as it is ends the journey.
/// Where the holder's organisation unlocks by another workflow (S10), the journey goes on as that one, whatever the
/// drawing says. Outcomes: <c>Identified</c>, <c>NotRegistered</c>, <c>NotKnown</c>, <c>Referred</c> (self-service has
/// stopped for the card), <c>Failed</c>, <c>HelperLost</c>.
/// </remarks>
[ActivityType(
    "Smartcard.IdentifyCard", Category = "Smartcard", DisplayName = "Identify the card",
    Description = "Reads which card is in the reader, without its passcode.",
    Outcomes = ["Identified", "NotRegistered", "NotKnown", "Referred", "Failed", "HelperLost"])]
internal sealed class IdentifyCard(CardTaskInbox inbox, JourneyEvidence journeys, CardGate gate) : CardTaskActivity(inbox)
{
    private const string LeaveButton = "leave";

    /// <summary>"1" = nobody knows which passcode an earlier reset left on the card.</summary>
    private const string DoubtState = "doubt";

    protected override JourneyEvidence Journeys => journeys;

    protected override Task<CardTaskItem?> AddTaskAsync(ActivityContext context, PairedSession session) =>
        Task.FromResult<CardTaskItem?>(Inbox.Add(session, CardWork.Identify, card: null, CardTaskInbox.NewChallenge(), context.Now));

    protected override async Task<ActivityResult> OnDoneAsync(ActivityContext context, CardTaskItem task, CardTaskResult result)
    {
        switch (await journeys.CardIdentifiedAsync(JourneyOf(context), task, result, context.CancellationToken))
        {
            case CardStanding.NotKnown:
                return Done("NotKnown");
            case CardStanding.NotRegistered:
                return Done("NotRegistered");
            case CardStanding.NotInUse:
                return TurnAway(context, (await gate.RefusalAsync(JourneyOf(context), context.CancellationToken))!);
            case CardStanding.Stopped:
                return Done("Referred");
            case CardStanding.NotBelieved:
                return await ReferAsync(context, ChatWords.CardNotPresent);
        }

        if (await gate.RefusalAsync(JourneyOf(context), context.CancellationToken) is { } refusal)
        {
            return TurnAway(context, refusal);
        }

        if (await journeys.OtherWorkflowAsync(JourneyOf(context), context.CancellationToken) is { } workflow)
        {
            Say(context, workflow == PolicyProfile.CardAndCode.UnlockWorkflow ? ChatWords.MovedToCardAndCode : ChatWords.MovedToQuestions);
            return ContinueAs(workflow);
        }

        if (result.AttemptsLeft is > 0
            && (await journeys.GetAsync(JourneyOf(context), context.CancellationToken)).Kind == JourneyKind.Unlock)
        {
            return await AskWhatTheyWantAsync(context);
        }

        return Identified(context);
    }

    protected override async ValueTask<ActivityResult> ResumeAsync(ActivityContext context, Stimulus stimulus)
    {
        if (stimulus.Payload is not PromptReply reply)
        {
            return await base.ResumeAsync(context, stimulus);
        }

        if (reply.Button != LeaveButton)
        {
            return Done("Identified");
        }

        (await journeys.GetAsync(JourneyOf(context), context.CancellationToken)).Achieve(JourneyEnd.Cancelled);
        Reach(context, JourneyStage.Done);
        Say(context, context.GetState(DoubtState) == "1" ? ChatWords.CardLeftInDoubt : ChatWords.CardLeft, MessageTone.Good);
        return EndWorkflow();
    }

    private async Task<ActivityResult> AskWhatTheyWantAsync(ActivityContext context)
    {
        var card = (await journeys.GetAsync(JourneyOf(context), context.CancellationToken)).CardId;
        var isInDoubt = card is { } id && await Inbox.IsInDoubtAsync(id, context.Now, context.CancellationToken);
        context.SetState(DoubtState, isInDoubt ? "1" : "0");
        Tell(context, ChatWords.CardIdentified, MessageTone.Good);
        return Ask(
            context,
            new Prompt(NewNonce(), isInDoubt ? ChatWords.CardNotLockedInDoubt : ChatWords.CardNotLockedText)
            {
                Heading = ChatWords.CardNotLocked,
                Buttons =
                [
                    new PromptButton("change", ChatWords.CardNotLockedChange) { SendsFields = false },
                    new PromptButton(LeaveButton, ChatWords.CardNotLockedLeave) { SendsFields = false },
                ],
            });
    }

    private static ActivityResult Identified(ActivityContext context)
    {
        Tell(context, ChatWords.CardIdentified, MessageTone.Good);
        return Done("Identified");
    }
}
