using Microsoft.EntityFrameworkCore;
using Smartcard.Domain.Prompts;
using Smartcard.Storage;
using Smartcard.Storage.Conversations;
using Smartcard.Workflows;

namespace Smartcard.Bot.Conversations;

/// <summary>Writes what a journey says and asks into its conversation, whoever made the turn: the person, the card, or a timer.</summary>
public sealed class ConversationObserver(SmartcardDbContext database, ConversationLog log) : ITurnObserver
{
    public async ValueTask OnTurnAsync(Turn turn, CancellationToken cancellationToken)
    {
        var conversation = await OfAsync(turn, cancellationToken);
        if (conversation is null)
        {
            return;
        }

        if (!turn.IsTimer && turn.CancelReason is null)
        {
            log.Hear(conversation);
        }

        foreach (var burnt in turn.BurntBookmarks.Where(b => b.Name == Prompt.BookmarkName))
        {
            await log.CloseAsync(conversation, burnt.Key, cancellationToken);
        }

        foreach (var output in turn.Emitted)
        {
            switch (output)
            {
                case Message message:
                    log.Say(conversation, message.Text, message.Tone);
                    break;
                case Prompt prompt:
                    log.Ask(conversation, prompt);
                    break;
                case StageReached reached:
                    log.Reach(conversation, reached.Stage);
                    break;
            }
        }

        if (turn.State.Status == WorkflowStatus.Suspended)
        {
            return;
        }

        conversation.InstanceId = turn.Next?.InstanceId;
        if (turn.Next is { } next)
        {
            conversation.LastKind = next.DefinitionId;
            return;
        }

        if (turn.State.Status == WorkflowStatus.Faulted)
        {
            log.Say(conversation, Words.Named("faulted"), MessageTone.Problem);
            log.Say(conversation, Words.Named("booth.where"));
        }

        if (turn.State.Status != WorkflowStatus.Cancelled)
        {
            log.Ask(conversation, Choices.Again());
        }
        else if (turn.CancelReason is { } reason)
        {
            log.Say(conversation, Words.Named(reason));
            log.Ask(conversation, Choices.Again());
        }
    }

    private async Task<Conversation?> OfAsync(Turn turn, CancellationToken cancellationToken)
    {
        var id = turn.State.StartedFor;
        return id is null ? null : await database.Set<Conversation>().SingleOrDefaultAsync(c => c.Id == id && c.InstanceId == turn.InstanceId, cancellationToken)
            ?? database.Set<Conversation>().Local.FirstOrDefault(c => c.Id == id && c.InstanceId == turn.InstanceId);
    }
}

/// <summary>The choices between journeys. Their nonce names no bookmark: they may be pressed at any time, and then start something.</summary>
public static class Choices
{
    public const string Nonce = "choices";
    public const string Register = "register";
    public const string Unlock = "unlock";
    public const string Help = "help";

    public static Prompt Greeting() => Of(Words.Named("greeting.text")) with { Heading = Words.Named("greeting.heading") };

    public static Prompt Again() => Of(Words.Named("greeting.again"));

    private static Prompt Of(Words text) => new(Nonce, text)
    {
        Buttons =
        [
            new PromptButton(Unlock, Words.Named("greeting.unlock")),
            new PromptButton(Register, Words.Named("greeting.register")),
            new PromptButton(Help, Words.Named("greeting.help")) { SendsFields = false },
        ],
    };
}
