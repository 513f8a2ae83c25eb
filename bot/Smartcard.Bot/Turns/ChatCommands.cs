using Microsoft.EntityFrameworkCore;
using Smartcard.Bot.Conversations;
using Smartcard.Domain;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Prompts;
using Smartcard.Storage;
using Smartcard.Storage.Conversations;
using Smartcard.Storage.Records;
using Smartcard.Storage.Workflows;
using Smartcard.Workflows;

namespace Smartcard.Bot.Turns;

/// <summary>What a person may say or press at any time: begin, cancel, start again, ask for help, change the language.</summary>
public sealed class ChatCommands(
    SmartcardDbContext database,
    WorkflowEngine engine,
    JourneyLeaving leaving,
    IWorkflowChoice workflows,
    ConversationLog log,
    TimeProvider time)
{
    internal const string Channel = "webchat";

    /// <summary>One of the buttons between journeys.</summary>
    public async Task ChooseAsync(Conversation conversation, string button, CancellationToken cancellationToken)
    {
        switch (button)
        {
            case Choices.Register:
                await BeginAsync(conversation, JourneyKind.Registration, cancellationToken);
                break;
            case Choices.Unlock:
                await BeginAsync(conversation, JourneyKind.Unlock, cancellationToken);
                break;
            case Choices.Help:
                Help(conversation);
                break;
            default:
                log.Say(conversation, ChatWords.FormAlreadySent);
                break;
        }
    }

    /// <summary>Typed words.</summary>
    public async Task FollowAsync(Conversation conversation, Intent intent, CancellationToken cancellationToken)
    {
        switch (intent)
        {
            case Intent.Register:
                await BeginAsync(conversation, JourneyKind.Registration, cancellationToken);
                break;
            case Intent.Unlock:
                await BeginAsync(conversation, JourneyKind.Unlock, cancellationToken);
                break;
            case Intent.NotMe:
                await ReportAsync(conversation, cancellationToken);
                break;
            case Intent.Help:
                Help(conversation);
                break;
            case Intent.Cancel:
                await CancelAsync(conversation, cancellationToken);
                break;
            case Intent.StartAgain:
                await StartAgainAsync(conversation, cancellationToken);
                break;
            case Intent.English or Intent.Welsh:
                conversation.Speak(intent == Intent.Welsh ? "cy" : "en");
                log.Say(conversation, ChatWords.LanguageChanged);
                await log.RedrawAsync(conversation, cancellationToken); // the open form as well
                break;
            case Intent.Greeting when !conversation.IsOnJourney:
                log.Ask(conversation, Choices.Greeting());
                break;
            default:
                log.Say(conversation, conversation.IsOnJourney ? ChatWords.TypedNotKept : ChatWords.TypedNotUnderstood);
                break;
        }
    }

    /// <summary>Ends the journey under way, if there is one.</summary>
    /// <param name="reason">Key of what is said about it; null when the caller says it itself.</param>
    /// <returns>False while its card is being changed: that is brought to its end first.</returns>
    public async Task<bool> LeaveAsync(Conversation conversation, string? reason, CancellationToken cancellationToken)
    {
        if (conversation.JourneyId is { } journey)
        {
            if (await leaving.LeaveAsync(journey, reason, cancellationToken) == Leaving.CardIsChanging)
            {
                return false;
            }

            conversation.Leave();
        }

        return true;
    }

    /// <summary>Runs the step of a journey that failed again, where its chat still waits for that.</summary>
    public async Task<RetryOutcome> RetryAsync(Guid instanceId, CancellationToken cancellationToken)
    {
        var row = await database
            .Set<WorkflowInstanceRow>()
            .SingleOrDefaultAsync(i => i.Id == instanceId && i.Status == WorkflowStatus.Faulted, cancellationToken);
        var state = row?.Load();
        if (state?.Executions.Find(e => e.IsFaulted) is not { } failed)
        {
            return RetryOutcome.NothingFailed;
        }

        var chat = await database.FindConversationAsync(all => all.Where(c => c.Id == state.StartedFor), cancellationToken);
        if (chat is not { IsOnJourney: false } conversation
            || conversation.LastHeardAt < time.GetUtcNow() - Journey.Patience
            || await database.FindAsync<Journey>([new JourneyId(instanceId)], cancellationToken) is not { } journey)
        {
            return RetryOutcome.PersonHasLeft;
        }

        await log.CloseAsync(conversation, Choices.Nonce, cancellationToken);
        log.Say(conversation, ChatWords.Retried);
        journey.Language = conversation.WishedLanguage; // it may have changed since the fault
        conversation.Follow(journey);
        await engine.RetryAsync(instanceId, failed.ActivityId, cancellationToken);
        return RetryOutcome.Retried;
    }

    private Task BeginAsync(Conversation conversation, JourneyKind kind, CancellationToken cancellationToken) =>
        BeginAsync(conversation, workflows.For(kind, Channel, conversation.Organisation), cancellationToken);

    private async Task BeginAsync(Conversation conversation, string definitionId, CancellationToken cancellationToken)
    {
        if (conversation.IsOnJourney)
        {
            log.Say(conversation, ChatWords.Busy);
            return;
        }

        await log.CloseAsync(conversation, Choices.Nonce, cancellationToken);
        var instance = Guid.CreateVersion7();
        var input = new Dictionary<string, string> { ["language"] = conversation.WishedLanguage, ["channel"] = Channel };
        conversation.Begin(new JourneyId(instance), definitionId);
        await engine.StartAsync(new StartRequest(instance, definitionId, null, conversation.Id, input), cancellationToken);
    }

    /// <summary>"This was not me" is more urgent than whatever is under way.</summary>
    private async Task ReportAsync(Conversation conversation, CancellationToken cancellationToken)
    {
        if (conversation.Journey?.Kind == JourneyKind.Report)
        {
            log.Say(conversation, ChatWords.Busy);
        }
        else if (await LeaveAsync(conversation, reason: null, cancellationToken))
        {
            await BeginAsync(conversation, JourneyKind.Report, cancellationToken);
        }
        else
        {
            log.Say(conversation, ChatWords.CardChanging, MessageTone.Warning);
        }
    }

    private async Task CancelAsync(Conversation conversation, CancellationToken cancellationToken)
    {
        if (!conversation.IsOnJourney)
        {
            log.Say(conversation, ChatWords.NothingToCancel);
            log.Ask(conversation, Choices.Again());
        }
        else if (!await LeaveAsync(conversation, ChatWords.Cancelled.Key, cancellationToken))
        {
            log.Say(conversation, ChatWords.CardChanging, MessageTone.Warning);
        }
    }

    private async Task StartAgainAsync(Conversation conversation, CancellationToken cancellationToken)
    {
        if (!await LeaveAsync(conversation, reason: null, cancellationToken))
        {
            log.Say(conversation, ChatWords.CardChanging, MessageTone.Warning);
        }
        else if (conversation.LastKind is { } workflow)
        {
            await BeginAsync(conversation, workflow, cancellationToken);
        }
        else
        {
            log.Ask(conversation, Choices.Greeting());
        }
    }

    /// <summary>Help where the person stands, then what always holds.</summary>
    private void Help(Conversation conversation)
    {
        if (conversation.Journey?.Stage is { } stage)
        {
            log.Say(conversation, ChatWords.HelpAt(stage));
        }

        log.Say(conversation, ChatWords.HelpText);
    }
}

public enum RetryOutcome
{
    Retried,

    /// <summary>Nobody would see it go on: the chat is silent, or on another journey.</summary>
    PersonHasLeft,

    NothingFailed,
}
