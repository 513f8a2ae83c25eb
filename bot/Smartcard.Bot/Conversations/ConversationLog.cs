using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Smartcard.Bot.AdaptiveCards;
using Smartcard.Domain.Prompts;
using Smartcard.Storage;
using Smartcard.Storage.Conversations;

namespace Smartcard.Bot.Conversations;

/// <summary>Adds to a conversation's log, inside the turn, and wakes its streams after the commit.</summary>
public sealed class ConversationLog(
    SmartcardDbContext database,
    TurnTransaction turn,
    MessageCatalogue messages,
    PromptCard cards,
    SpokenPrompt spoken,
    ActivitySeal seal,
    TimeProvider time)
{
    /// <summary>Between two things that are said stand a few entries that are not seen.</summary>
    private const int LooksBack = 10;

    /// <summary>What stands last in each chat, if it tells how things are at a moment; null = it is something else.</summary>
    private readonly Dictionary<Conversation, Place?> _passing = new(ReferenceEqualityComparer.Instance);

    private (string Nonce, string Button)? _sent;
    private (JsonObject Activity, Place At)? _said;
    private Place? _above;

    /// <summary>This turn was made by a form: when it is closed, its place says so.</summary>
    public void IsSent(string nonce, string button) => _sent = (nonce, button);

    /// <summary>
    /// What is said from here on in this turn stands above the open form, which stays the last thing in the chat. Nothing changes
    /// where none is open.
    /// </summary>
    public async Task StandAboveFormAsync(Conversation conversation, CancellationToken cancellationToken) =>
        _above = await OpenEntryAsync(conversation.Id, cancellationToken) is { } entry ? new Place(entry.ActivityId, entry.At) : null;

    /// <summary>Before a journey says something: whether that takes the place of what stands last.</summary>
    public async Task LookBackAsync(Conversation conversation, CancellationToken cancellationToken)
    {
        if (!_passing.ContainsKey(conversation))
        {
            _passing[conversation] = await FindPassingAsync(conversation.Id, cancellationToken);
        }
    }

    public void Say(Conversation conversation, Words words, MessageTone tone = MessageTone.Plain) =>
        Say(conversation, new Message(words, tone), place: null);

    /// <summary>What a journey says next. It takes the place of what only told how things were at that moment.</summary>
    public void SayNext(Conversation conversation, Message message) =>
        Say(conversation, message, _passing.GetValueOrDefault(conversation));

    private void Say(Conversation conversation, Message message, Place? place)
    {
        var mark = message.Tone switch
        {
            MessageTone.Good => "✓ ",
            MessageTone.Warning or MessageTone.Problem => "⚠ ",
            _ => "",
        };
        var said = FromBot(new JsonObject
        {
            ["type"] = "message",
            ["text"] = mark + messages.In(message.Text, conversation.Language),
            ["textFormat"] = "markdown",
            ["locale"] = conversation.Language,
            ["channelData"] = new JsonObject { ["isPassing"] = message.IsPassing, ["replaces"] = place is not null },
        }, conversation);
        if (place is { } taken)
        {
            taken = taken with { At = NextTime(conversation) };
            (said["id"], said["timestamp"]) = (taken.ActivityId, Stamp(taken.At));
            Store(conversation, said, taken.ActivityId, taken.At, clientActivityId: null, prompt: null, message.IsPersonal);
        }
        else
        {
            taken = new Place(Add(conversation, said, isPersonal: message.IsPersonal), conversation.LastEntryAt);
        }

        _said = (said, taken);
        _passing[conversation] = message.IsPassing ? taken : null;
    }

    /// <summary>What this turn said last is how a journey ended: its place is drawn as that.</summary>
    public void IsEnding(Conversation conversation, bool isGood)
    {
        if (_said is var (said, place))
        {
            said["channelData"]!["ending"] = isGood ? "good" : "failed";
            Store(conversation, said, place.ActivityId, place.At, clientActivityId: null, prompt: null);
        }
    }

    public void Ask(Conversation conversation, Prompt prompt) => Add(conversation, CardOf(conversation, prompt), prompt: prompt);

    /// <summary>The newest form that can still be answered; null if there is none.</summary>
    public async Task<Prompt?> OpenPromptAsync(string conversationId, CancellationToken cancellationToken) =>
        await OpenEntryAsync(conversationId, cancellationToken) is { } entry ? PromptOf(entry) : null;

    /// <summary>Draws the open form again, in its place: the conversation's language has changed.</summary>
    public async Task RedrawAsync(Conversation conversation, CancellationToken cancellationToken)
    {
        if (await OpenEntryAsync(conversation.Id, cancellationToken) is not { } entry)
        {
            return;
        }

        var prompt = PromptOf(entry);
        var card = CardOf(conversation, prompt);
        card["id"] = entry.ActivityId;
        card["timestamp"] = Stamp(entry.At);
        Store(conversation, card, entry.ActivityId, entry.At, clientActivityId: null, prompt);
    }

    /// <param name="isStopped">The journey has ended there, short of its aim.</param>
    public void Reach(Conversation conversation, JourneyStage stage, bool isStopped = false) => Add(conversation, FromBot(
        new JsonObject
        {
            ["type"] = "event",
            ["name"] = "smartcard/stage",
            ["value"] = new JsonObject { ["stage"] = stage.ToString(), ["journey"] = conversation.LastKind, ["isStopped"] = isStopped },
        },
        conversation));

    /// <summary>
    /// What the person sent, back on their stream: their client wants to see it, and nobody wants to keep what was in
    /// it.
    /// </summary>
    public string Echo(Conversation conversation, string? shownText, string clientActivityId)
    {
        conversation.Hear(time.GetUtcNow());
        var echo = new JsonObject
        {
            ["type"] = "message",
            ["from"] = Person(conversation),
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

    /// <summary>
    /// Puts a short text instead of a card: the same id and time, so that it stays where it was and its inputs leave
    /// the page. Where the person sent it, the button that they pressed stands there as their own words. A code that was shown has
    /// done its work, or will not: nothing stands there.
    /// </summary>
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

        var prompt = PromptOf(asked);
        var pressed = _sent is { } sent && sent.Nonce == nonce ? prompt.Buttons.FirstOrDefault(b => b.Id == sent.Button) : null;
        var words = pressed is null ? ChatWords.FormClosed : ChatWords.FormSent(messages.In(pressed.Label, conversation.Language));
        var isGone = pressed is null && prompt.BigText is not null;
        var closed = new JsonObject
        {
            ["type"] = isGone ? "event" : "message",
            ["id"] = asked.ActivityId,
            ["timestamp"] = Stamp(asked.At),
            ["text"] = messages.In(words, conversation.Language),
            ["textFormat"] = "plain",
            ["from"] = pressed is null ? Bot(conversation) : Person(conversation),
        };
        Store(conversation, closed, asked.ActivityId, asked.At, clientActivityId: null, prompt: null);
    }

    /// <summary>The activities after a watermark, as JSON, and the watermark after them.</summary>
    /// <remarks>
    /// One that was replaced in the meantime, such as a form that was answered, comes as it is now, in its old place: a
    /// page that is loaded again would else show old forms open for a moment, and take what is typed there.
    /// </remarks>
    public async Task<(IReadOnlyList<string> Activities, int Watermark)> AfterAsync(
        string conversationId,
        int watermark,
        CancellationToken cancellationToken)
    {
        var entries = await database.Set<ConversationEntry>().AsNoTracking()
            .Where(e => e.ConversationId == conversationId && e.Sequence > watermark)
            .OrderBy(e => e.Sequence)
            .Take(1000)
            .ToListAsync(cancellationToken);
        return (
            [.. entries.GroupBy(e => e.ActivityId).Select(e => seal.Open(e.Last().Json))],
            entries.Count > 0 ? entries[^1].Sequence : watermark);
    }

    /// <summary>
    /// Where a reader goes on: at its watermark, or at the beginning if the log is shorter, as after a backup was put
    /// back.
    /// </summary>
    public async Task<int> FromAsync(string conversationId, int watermark, CancellationToken cancellationToken) =>
        watermark == 0
        || await database
            .Set<ConversationEntry>()
            .AnyAsync(e => e.ConversationId == conversationId && e.Sequence == watermark, cancellationToken)
            ? watermark
            : 0;

    private string Add(
        Conversation conversation, JsonObject activity, string? clientActivityId = null, Prompt? prompt = null, bool isPersonal = false)
    {
        var at = NextTime(conversation);
        var id = $"{conversation.Id}|{(conversation.Entries + 1).ToString("D7", CultureInfo.InvariantCulture)}";
        activity["id"] = id;
        activity["timestamp"] = Stamp(at);
        if ((string?)activity["type"] == "message")
        {
            if (IsSeen(activity))
            {
                _passing[conversation] = null;
            }

            if (_above is { } form && prompt is null)
            {
                // Web Chat orders the chat by it; else it takes the time, in milliseconds.
                activity["channelData"] ??= new JsonObject();
                activity["channelData"]!["webchat:sequence-id"] = form.At.ToUnixTimeMilliseconds() - 0.9 + (conversation.Entries * 0.0001);
            }
        }

        Store(conversation, activity, id, at, clientActivityId, prompt, isPersonal);
        return id;
    }

    private void Store(
        Conversation conversation,
        JsonObject activity,
        string id,
        DateTimeOffset at,
        string? clientActivityId,
        Prompt? prompt,
        bool isPersonal = false)
    {
        // A pairing code is drawn large, and is good for nothing in a stolen database. Nor is somebody's address.
        var isSealed = isPersonal
            || prompt?.BigText is not null
            || prompt?.Fields.Any(f => f is { Kind: PromptFieldKind.Email, Value: not null }) == true;
        string Kept(string json) => isSealed ? seal.Seal(json) : json;

        activity["channelId"] = "directline";
        activity["conversation"] = new JsonObject { ["id"] = conversation.Id };
        conversation.Entries++;
        database.Add(new ConversationEntry
        {
            ConversationId = conversation.Id,
            Sequence = conversation.Entries,
            ActivityId = id,
            Json = Kept(activity.ToJsonString()),
            ClientActivityId = clientActivityId,
            Nonce = prompt?.Nonce,
            Prompt = prompt is null ? null : Kept(JsonSerializer.Serialize(prompt)),
            At = at,
        });
        turn.Tell(ConversationSignals.NoteOf(conversation.Id));
    }

    private JsonObject FromBot(JsonObject activity, Conversation conversation)
    {
        activity["from"] = Bot(conversation);
        return activity;
    }

    private JsonObject Bot(Conversation conversation) => new()
    {
        ["id"] = "smartcard",
        ["name"] = messages.In(ChatWords.BotName, conversation.Language),
        ["role"] = "bot",
    };

    private static JsonObject Person(Conversation conversation) => new() { ["id"] = conversation.UserId, ["role"] = "user" };

    private JsonObject CardOf(Conversation conversation, Prompt prompt) =>
        FromBot(
            new JsonObject
            {
                ["type"] = "message",
                ["locale"] = conversation.Language,
                ["channelData"] = new JsonObject
                {
                    ["webchat:fallback-text"] = spoken.Of(prompt, conversation.Language), // Web Chat's name for what it reads aloud
                    ["until"] = prompt.Until is { } until ? Stamp(until) : null,
                    ["refused"] = new JsonArray([.. prompt.Fields.Where(f => f.Problem is not null).Select(f => (JsonNode)f.Id)]),
                },
                ["attachments"] = new JsonArray(
                    new JsonObject
                    {
                        ["contentType"] = PromptCard.ContentType,
                        ["content"] = cards.Draw(prompt, conversation.Language),
                    }),
            },
            conversation);

    private Prompt PromptOf(ConversationEntry entry) =>
        JsonSerializer.Deserialize<Prompt>(
            seal.Open(entry.Prompt ?? throw new InvalidOperationException($"Entry {entry.ActivityId} asks nothing.")))!;

    private async Task<Place?> FindPassingAsync(string conversationId, CancellationToken cancellationToken)
    {
        var newest = await database.Set<ConversationEntry>().AsNoTracking()
            .Where(e => e.ConversationId == conversationId)
            .OrderByDescending(e => e.Sequence)
            .Take(LooksBack)
            .ToListAsync(cancellationToken);
        foreach (var entry in newest.DistinctBy(e => e.ActivityId))
        {
            var activity = JsonNode.Parse(seal.Open(entry.Json))!;
            if ((string?)activity["type"] == "message" && IsSeen(activity))
            {
                return (bool?)activity["channelData"]?["isPassing"] == true ? new Place(entry.ActivityId, entry.At) : null;
            }
        }

        return null;
    }

    /// <summary>A press is not: the form that was pressed says it in its own place.</summary>
    private static bool IsSeen(JsonNode activity) => (bool?)activity["channelData"]?["postBack"] != true;

    /// <summary>Later than all that stands in the chat, which is read in the order of its times.</summary>
    private DateTimeOffset NextTime(Conversation conversation)
    {
        var now = time.GetUtcNow();
        return conversation.LastEntryAt = now > conversation.LastEntryAt ? now : conversation.LastEntryAt.AddMilliseconds(1);
    }

    /// <summary>What was asked last, unless something has taken its place since.</summary>
    private async Task<ConversationEntry?> OpenEntryAsync(string conversationId, CancellationToken cancellationToken)
    {
        var asked = await database.Set<ConversationEntry>().AsNoTracking()
            .Where(e => e.ConversationId == conversationId && e.Nonce != null)
            .OrderByDescending(e => e.Sequence)
            .FirstOrDefaultAsync(cancellationToken);
        return asked is not null && !await database.Set<ConversationEntry>().AnyAsync(
            e => e.ConversationId == conversationId && e.ActivityId == asked.ActivityId && e.Sequence > asked.Sequence, cancellationToken)
            ? asked
            : null;
    }

    /// <summary>Where an activity stands in the chat.</summary>
    private readonly record struct Place(string ActivityId, DateTimeOffset At);

    private static string Stamp(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
}
