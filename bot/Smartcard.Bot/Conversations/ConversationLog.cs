using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Smartcard.Bot.Cards;
using Smartcard.Domain.Prompts;
using Smartcard.Storage;
using Smartcard.Storage.Conversations;

namespace Smartcard.Bot.Conversations;

/// <summary>Adds to a conversation's log, inside the turn, and wakes its streams after the commit.</summary>
public sealed class ConversationLog(
    SmartcardDbContext database, TurnTransaction turn, ConversationSignals signals, MessageCatalogue messages, PromptCard cards, ActivitySeal seal, TimeProvider time)
{
    private (string Nonce, string Button)? _sent;

    /// <summary>This turn was made by a form: when it is closed, its place says so.</summary>
    public void IsSent(string nonce, string button) => _sent = (nonce, button);

    public void Say(Conversation conversation, Words words, MessageTone tone = MessageTone.Plain)
    {
        var mark = tone switch
        {
            MessageTone.Good => "✓ ",
            MessageTone.Warning or MessageTone.Problem => "⚠ ",
            _ => "",
        };
        Add(conversation, FromBot(new JsonObject
        {
            ["type"] = "message",
            ["text"] = mark + messages.In(words, conversation.Language),
            ["textFormat"] = "markdown",
            ["locale"] = conversation.Language,
        }, conversation));
    }

    public void Ask(Conversation conversation, Prompt prompt) =>
        Add(conversation, FromBot(WithCard(cards.Draw(prompt, conversation.Language), conversation.Language), conversation), nonce: prompt.Nonce, isSecret: prompt.BigText is not null);

    public void Reach(Conversation conversation, JourneyStage stage) =>
        Add(conversation, FromBot(new JsonObject { ["type"] = "event", ["name"] = "smartcard/stage", ["value"] = new JsonObject { ["stage"] = stage.ToString(), ["journey"] = conversation.LastKind } }, conversation));

    /// <summary>What the person sent, back on their stream: their client wants to see it, and nobody wants to keep what was in it.</summary>
    public string Echo(Conversation conversation, string? shownText, string clientActivityId)
    {
        conversation.LastActivityAt = time.GetUtcNow();
        var echo = new JsonObject
        {
            ["type"] = "message",
            ["from"] = new JsonObject { ["id"] = conversation.UserId, ["role"] = "user" },
            ["channelData"] = new JsonObject { ["clientActivityID"] = clientActivityId },
            ["locale"] = conversation.Language,
        };
        if (shownText is null)
        {
            ((JsonObject)echo["channelData"]!)["postBack"] = true;
        }
        else
        {
            echo["text"] = shownText;
        }

        return Add(conversation, echo, clientActivityId: clientActivityId);
    }

    /// <summary>Puts a short text in place of a card: the same id and time, so that it stays where it was and its inputs leave the page.</summary>
    public async Task CloseAsync(Conversation conversation, string nonce, CancellationToken cancellationToken)
    {
        var asked = database.Set<ConversationEntry>().Local.LastOrDefault(e => e.Nonce == nonce)
            ?? await database.Set<ConversationEntry>().AsNoTracking()
                .Where(e => e.Nonce == nonce && e.ConversationId == conversation.Id)
                .OrderByDescending(e => e.Sequence)
                .FirstOrDefaultAsync(cancellationToken);
        if (asked is null)
        {
            return;
        }

        var words = _sent is { } sent && sent.Nonce == nonce && PromptCard.TitleOf(seal.Open(asked.Json), sent.Button) is { } title
            ? Words.Named("form.sent").With("button", title)
            : Words.Named("form.closed");

        var closed = new JsonObject
        {
            ["type"] = "message",
            ["id"] = asked.ActivityId,
            ["timestamp"] = Stamp(asked.At),
            ["text"] = messages.In(words, conversation.Language),
            ["textFormat"] = "plain",
        };
        Store(conversation, FromBot(closed, conversation), asked.ActivityId, asked.At, null, null, isSecret: false);
    }

    /// <summary>The activities after a watermark, as JSON, and the watermark after them.</summary>
    public async Task<(IReadOnlyList<string> Activities, int Watermark)> AfterAsync(string conversationId, int watermark, CancellationToken cancellationToken)
    {
        var entries = await database.Set<ConversationEntry>().AsNoTracking()
            .Where(e => e.ConversationId == conversationId && e.Sequence > watermark)
            .OrderBy(e => e.Sequence)
            .Take(1000)
            .ToListAsync(cancellationToken);
        return ([.. entries.Select(e => seal.Open(e.Json))], entries.Count > 0 ? entries[^1].Sequence : watermark);
    }

    private string Add(Conversation conversation, JsonObject activity, string? clientActivityId = null, string? nonce = null, bool isSecret = false)
    {
        var now = time.GetUtcNow();
        var at = now > conversation.LastEntryAt ? now : conversation.LastEntryAt.AddMilliseconds(1);
        conversation.LastEntryAt = at;
        var id = $"{conversation.Id}|{(conversation.Entries + 1).ToString("D7", CultureInfo.InvariantCulture)}";
        activity["id"] = id;
        activity["timestamp"] = Stamp(at);
        Store(conversation, activity, id, at, clientActivityId, nonce, isSecret);
        return id;
    }

    private void Store(Conversation conversation, JsonObject activity, string id, DateTimeOffset at, string? clientActivityId, string? nonce, bool isSecret)
    {
        activity["channelId"] = "directline";
        activity["conversation"] = new JsonObject { ["id"] = conversation.Id };
        conversation.Entries++;
        database.Add(new ConversationEntry
        {
            ConversationId = conversation.Id,
            Sequence = conversation.Entries,
            ActivityId = id,
            Json = isSecret ? seal.Seal(activity.ToJsonString()) : activity.ToJsonString(),
            ClientActivityId = clientActivityId,
            Nonce = nonce,
            At = at,
        });
        turn.AfterCommit(() => signals.Wake(conversation.Id));
    }

    private JsonObject FromBot(JsonObject activity, Conversation conversation)
    {
        activity["from"] = new JsonObject { ["id"] = "smartcard", ["name"] = messages.Get("bot.name", conversation.Language), ["role"] = "bot" };
        return activity;
    }

    private static JsonObject WithCard(JsonObject card, string language) => new()
    {
        ["type"] = "message",
        ["locale"] = language,
        ["attachments"] = new JsonArray(new JsonObject { ["contentType"] = PromptCard.ContentType, ["content"] = card }),
    };

    private static string Stamp(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
}
