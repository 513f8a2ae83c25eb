using Microsoft.Extensions.Logging;
using Smartcard.Bot.Conversations;
using Smartcard.Domain.Prompts;
using Smartcard.Storage.Conversations;
using Smartcard.Workflows;

namespace Smartcard.Bot.Turns;

/// <summary>A chat that is on a journey of which there is no record, as after a database was put together from two backups.</summary>
internal sealed class LostJourneys(WorkflowEngine engine, ConversationLog log, ILogger<LostJourneys> logger)
{
    /// <summary>Tells the person that it cannot go on. What they may do next is asked by the caller.</summary>
    /// <returns>False where no journey is lost; then nothing is said.</returns>
    public async Task<bool> LeaveAsync(Conversation conversation, CancellationToken cancellationToken)
    {
        if (conversation.LostJourney is not { } journey)
        {
            return false;
        }

        logger.JourneyLost(journey.Value);
        if (await log.OpenPromptAsync(conversation.Id, cancellationToken) is { } open)
        {
            await log.CloseAsync(conversation, open.Nonce, cancellationToken);
        }

        conversation.Leave();
        await engine.CancelAsync(journey.Value, reason: null, cancellationToken); // what may be left of it
        log.Say(conversation, ChatWords.Faulted, MessageTone.Problem);
        log.Say(conversation, ChatWords.BoothWhere);
        return true;
    }
}

internal static partial class Log
{
    [LoggerMessage(
        4003,
        LogLevel.Error,
        "A chat was on journey {InstanceId}, of which there is no record. Its person was told to start again. Find out "
        + "whether rows are missing from the database")]
    public static partial void JourneyLost(this ILogger logger, Guid instanceId);
}
