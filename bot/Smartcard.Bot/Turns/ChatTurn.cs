using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Smartcard.Bot.Conversations;
using Smartcard.Domain.Prompts;
using Smartcard.Domain.Secrets;
using Smartcard.Storage;
using Smartcard.Storage.Conversations;
using Smartcard.Storage.Telemetry;
using Smartcard.Workflows;

namespace Smartcard.Bot.Turns;

/// <summary>One message in: it starts, resumes or ends a journey, or is answered by itself; all in one transaction.</summary>
internal sealed class ChatTurn(
    SmartcardDbContext database,
    TurnTransaction turn,
    TurnTelemetry telemetry,
    WorkflowEngine engine,
    ChatCommands commands,
    ConversationLog log,
    LostJourneys lost,
    IStepRecord steps,
    TimeProvider time,
    ILogger<ChatTurn> logger)
{
    private static readonly int MaxAttempts = 1 + DatabaseFaults.Pauses.Count;

    /// <returns>The id the message has in the log; the same for a second copy, which does nothing else.</returns>
    public Task<string> TakeAsync(string conversationId, ChatMessage message, CancellationToken cancellationToken) =>
        telemetry.MeasureAsync(
            message.Text is null ? TurnTrigger.Button : TurnTrigger.Message,
            ChatCommands.Channel,
            () => TakeInTurnAsync(conversationId, message, cancellationToken));

    /// <summary>Greets, once; and again after the conversation was started anew.</summary>
    public Task GreetAsync(string conversationId, CancellationToken cancellationToken) => turn.RunAsync(
        TurnScope.OfConversation(conversationId),
        async ct =>
        {
            var conversation = await database.GetConversationAsync(conversationId, ct);
            if (conversation.Entries == 0)
            {
                log.Ask(conversation, Choices.Greeting());
            }
            else if (await lost.LeaveAsync(conversation, ct))
            {
                log.Ask(conversation, Choices.Again());
            }

            return true;
        },
        cancellationToken);

    private async Task<string> TakeInTurnAsync(string conversationId, ChatMessage message, CancellationToken cancellationToken)
    {
        // The page sends a message again until it is answered, under the same id.
        using var begun = await steps.BeginAloneAsync(StepId.Of("message", conversationId, message.ClientActivityId), cancellationToken);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                if (await FindCopyAsync(conversationId, message, cancellationToken) is { } known)
                {
                    return known;
                }

                if (begun.IsSetAside && !IsForStepSetAside(message))
                {
                    return await SetAsideAsync(conversationId, message, cancellationToken);
                }

                var form = await PrepareAsync(conversationId, message, cancellationToken);
                return await turn.RunAsync(
                    TurnScope.OfConversation(conversationId), ct => TakeAsync(conversationId, message, form, ct), cancellationToken);
            }
            catch (Exception failure)
                when (attempt < MaxAttempts
                    && !cancellationToken.IsCancellationRequested
                    && (failure is DbUpdateException || DatabaseFaults.ArePassing(failure)))
            {
                // Another copy of the message, or another turn of the conversation, came first; or the database went
                // away, perhaps after the commit: again on what is there now.
                if (DatabaseFaults.ArePassing(failure))
                {
                    await Task.Delay(DatabaseFaults.Pauses[attempt - 1], time, cancellationToken);
                }
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                return await ApologiseAsync(conversationId, message, failure, cancellationToken);
            }
        }
    }

    /// <summary>Then the engine sets the journey aside, and its chat is told what to do.</summary>
    private bool IsForStepSetAside(ChatMessage message) =>
        message.Nonce is { } nonce && engine.IsSetAside(new Stimulus(Prompt.BookmarkName, nonce, null));

    private async Task<string?> FindCopyAsync(string conversationId, ChatMessage message, CancellationToken cancellationToken) =>
        await database.Set<ConversationEntry>().AsNoTracking()
            .Where(e => e.ConversationId == conversationId && e.ClientActivityId == message.ClientActivityId)
            .Select(e => e.ActivityId)
            .FirstOrDefaultAsync(cancellationToken);

    /// <summary>
    /// The slow part, before the transaction. A form of another conversation's journey is treated like one that is
    /// closed.
    /// </summary>
    /// <returns>Null = the message is no form of a journey.</returns>
    private async Task<SentForm?> PrepareAsync(string conversationId, ChatMessage message, CancellationToken cancellationToken)
    {
        var (nonce, reply) = (message.Nonce, message.Reply);
        if (message.Text is { } text
            && Intents.Of(text) == Intent.Code
            && await log.OpenPromptAsync(conversationId, cancellationToken) is { } open
            && open.Fields.Any(f => f.Kind == PromptFieldKind.Code))
        {
            (nonce, reply) = (open.Nonce, new PromptReply("send", new Dictionary<string, Secret> { ["code"] = new(text.Trim()) }));
        }

        if (nonce is null || reply is null || nonce == Choices.Nonce)
        {
            return null;
        }

        var isHere = await database
            .Set<ConversationEntry>()
            .AsNoTracking()
            .AnyAsync(e => e.Nonce == nonce && e.ConversationId == conversationId, cancellationToken);
        return isHere
            ? new SentForm.Here(await engine.PrepareAsync(new Stimulus(Prompt.BookmarkName, nonce, reply), cancellationToken))
            : new SentForm.Closed();
    }

    private async Task<string> TakeAsync(string conversationId, ChatMessage message, SentForm? form, CancellationToken cancellationToken)
    {
        var conversation = await database.GetConversationAsync(conversationId, cancellationToken);
        telemetry.IsAbout(conversation.JourneyId?.Value);
        if (message.IsOther)
        {
            return $"{conversation.Id}|other";
        }

        var intent = message.Text is { } text ? Intents.Of(text) : Intent.Unknown;
        if (intent == Intent.Help || message is { Nonce: Choices.Nonce, Reply.Button: Choices.Help })
        {
            await log.StandAboveFormAsync(conversation, cancellationToken);
        }

        var id = log.Echo(conversation, ShownOf(message, intent), message.ClientActivityId);
        if (message.Reply is { } sent)
        {
            log.IsSent(message.Nonce ?? "", sent.Button);
        }

        var isLost = await lost.LeaveAsync(conversation, cancellationToken);
        if (!isLost || Begins(message, intent))
        {
            await DoAsync(conversation, message, form, intent, cancellationToken);
        }

        if (isLost && !conversation.IsOnJourney)
        {
            log.Ask(conversation, Choices.Again());
        }

        return id;
    }

    private async Task DoAsync(
        Conversation conversation, ChatMessage message, SentForm? form, Intent intent, CancellationToken cancellationToken)
    {
        if (form is not null)
        {
            await ResumeAsync(conversation, form, cancellationToken);
        }
        else if (message.Reply is { } choice)
        {
            await commands.ChooseAsync(conversation, choice.Button, cancellationToken);
        }
        else
        {
            await commands.FollowAsync(conversation, intent, cancellationToken);
        }
    }

    /// <summary>Whether a message begins a journey of its own, so that it means the same when the one before it is lost.</summary>
    private static bool Begins(ChatMessage message, Intent intent) =>
        message.Nonce == Choices.Nonce || intent is Intent.Register or Intent.Unlock or Intent.NotMe;

    /// <summary>
    /// Only words that are known for harmless are shown again; anything else might be an answer, a code or a passcode
    /// in the wrong place.
    /// </summary>
    private static string? ShownOf(ChatMessage message, Intent intent) => message.Text switch
    {
        null => null,
        var text when intent is not (Intent.Unknown or Intent.Code) && text.Length <= 60 && !text.Any(char.IsDigit) => text,
        _ => "••••••",
    };

    private async Task ResumeAsync(Conversation conversation, SentForm form, CancellationToken cancellationToken)
    {
        var isTaken = form is SentForm.Here(var stimulus) && await engine.ResumeAsync(stimulus, cancellationToken) is ResumeResult.Resumed;
        if (!isTaken)
        {
            log.Say(conversation, ChatWords.FormAlreadySent);
        }
    }

    /// <summary>
    /// The turn was rolled back, so nothing changed and the form is still open; the log names the fault by the
    /// reference the person was given.
    /// </summary>
    private Task<string> ApologiseAsync(string conversationId, ChatMessage message, Exception failure, CancellationToken cancellationToken)
    {
        var reference = NewReference();
        telemetry.Fail(failure);
        logger.TurnFailed(reference, failure.GetType().FullName!, failure.StackTrace);
        return AnswerAsync(conversationId, message, ChatWords.ErrorText(reference), cancellationToken);
    }

    /// <summary>
    /// Nothing is done with the message. The person hears what to do instead, and further copies of it get the same
    /// answer.
    /// </summary>
    private Task<string> SetAsideAsync(string conversationId, ChatMessage message, CancellationToken cancellationToken)
    {
        var reference = NewReference();
        logger.MessageSetAside(reference);
        return AnswerAsync(conversationId, message, ChatWords.ErrorSetAside(reference), cancellationToken);
    }

    private static string NewReference() => RandomNumberGenerator.GetString("23456789ABCDEFGHJKMNPQRSTVWXYZ", 6);

    private Task<string> AnswerAsync(
        string conversationId, ChatMessage message, Words words, CancellationToken cancellationToken) => turn.RunAsync(
        TurnScope.OfConversation(conversationId),
        async ct =>
        {
            var conversation = await database.GetConversationAsync(conversationId, ct);
            var id = log.Echo(conversation, message.Text is null ? null : "••••••", message.ClientActivityId);
            log.Say(conversation, words, MessageTone.Problem);
            return id;
        },
        cancellationToken);

    /// <summary>A form of a journey that somebody has sent.</summary>
    private abstract record SentForm
    {
        private SentForm()
        {
        }

        /// <summary>It was shown in this conversation, and may still be open.</summary>
        public sealed record Here(Stimulus Stimulus) : SentForm;

        public sealed record Closed : SentForm;
    }
}

internal static partial class Log
{
    // The message of the exception is left out: it could hold what a person typed.
    [LoggerMessage(4001, LogLevel.Error, "Turn {Reference} failed with {ExceptionType} and was rolled back{StackTrace}")]
    public static partial void TurnFailed(this ILogger logger, string reference, string exceptionType, string? stackTrace);

    [LoggerMessage(
        4002,
        LogLevel.Critical,
        "Message {Reference} was set aside because hosts ended twice while they handled it. Find out what the system "
        + "logged when they ended")]
    public static partial void MessageSetAside(this ILogger logger, string reference);
}
