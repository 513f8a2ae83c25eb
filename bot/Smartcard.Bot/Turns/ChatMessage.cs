using System.Runtime.InteropServices;
using System.Text.Json;
using Smartcard.Domain.Prompts;
using Smartcard.Domain.Secrets;

namespace Smartcard.Bot.Turns;

/// <summary>What a client posted, with everything a person typed held as secrets. Dispose after the turn.</summary>
internal sealed class ChatMessage : IDisposable
{
    public const int MaxTextLength = 4000;
    private const int MaxFields = 32;
    private const int MaxFieldLength = 1000;

    private ChatMessage(string clientActivityId) => ClientActivityId = clientActivityId;

    /// <summary>The client's own id of this message: a second copy carries the same.</summary>
    public string ClientActivityId { get; }

    /// <summary>Typed words; null for a form.</summary>
    public string? Text { get; private init; }

    /// <summary>A form: which one. Null for typed words.</summary>
    public string? Nonce { get; private init; }

    public PromptReply? Reply { get; private init; }

    /// <summary>Not a message a person sent, e.g. typing: answered, and otherwise passed over.</summary>
    public bool IsOther { get; private init; }

    /// <summary>
    /// Null when the body is not an activity this product could mean; the reason then says why, and repeats nothing of
    /// it.
    /// </summary>
    public static ChatMessage? Read(JsonElement activity, out string reason)
    {
        try
        {
            return ReadActivity(activity, out reason);
        }
        catch (InvalidOperationException)
        {
            reason = "A text in the message is not valid Unicode: it has half a character.";
            return null;
        }
    }

    public void Dispose() => Reply?.Dispose();

    private static ChatMessage? ReadActivity(JsonElement activity, out string reason)
    {
        reason = "";
        if (activity.ValueKind != JsonValueKind.Object || TextOf(activity, "type") is not { Length: > 0 and <= 100 } type)
        {
            reason = "An activity is an object with a type.";
            return null;
        }

        var clientId = activity.TryGetProperty("channelData", out var channelData) && channelData.ValueKind == JsonValueKind.Object
            ? TextOf(channelData, "clientActivityID")
            : null;
        if (clientId is { Length: > 100 } || clientId?.Any(char.IsControl) == true)
        {
            reason = "The client's activity id is too long, or has a character that we cannot keep.";
            return null;
        }

        clientId ??= Guid.CreateVersion7().ToString("N");
        if (type != "message")
        {
            return new ChatMessage(clientId) { IsOther = true };
        }

        if (activity.TryGetProperty("value", out var value) && value.ValueKind == JsonValueKind.Object)
        {
            return ReadForm(value, clientId, out reason);
        }

        if (TextOf(activity, "text") is not { } text || string.IsNullOrWhiteSpace(text))
        {
            reason = "A message must have a text or the values of a form.";
            return null;
        }

        if (text.Contains('\0', StringComparison.Ordinal))
        {
            reason = "A message cannot have the character 0.";
            return null;
        }

        if (text.Length > MaxTextLength)
        {
            reason = $"A message can have up to {MaxTextLength} characters.";
            return null;
        }

        return new ChatMessage(clientId) { Text = text };
    }

    private static ChatMessage? ReadForm(JsonElement value, string clientId, out string reason)
    {
        reason = "A form must have a nonce, a button and fields, and they must all be texts.";
        if (TextOf(value, "nonce") is not { Length: > 0 and <= 64 } nonce
            || TextOf(value, "button") is not { Length: > 0 and <= 64 } button)
        {
            return null;
        }

        var fields = new Dictionary<string, Secret>(StringComparer.Ordinal);
        foreach (var member in value.EnumerateObject())
        {
            if (member.Name is "nonce" or "button")
            {
                continue;
            }

            if (member.Value.ValueKind != JsonValueKind.String
                || member.Name.Length > 64
                || fields.Count >= MaxFields
                || SecretOf(member.Value) is not { } secret)
            {
                foreach (var field in fields.Values)
                {
                    field.Dispose();
                }

                return null;
            }

            fields[member.Name] = secret;
        }

        reason = "";
        return new ChatMessage(clientId) { Nonce = nonce, Reply = new PromptReply(button, fields) };
    }

    /// <summary>The text without a string of it, which could not be wiped; null when it is too long.</summary>
    private static Secret? SecretOf(JsonElement json)
    {
        var raw = JsonMarshal.GetRawUtf8Value(json);
        var reader = new Utf8JsonReader(raw);
        reader.Read();
        var text = new char[raw.Length];
        try
        {
            var length = reader.CopyString(text);
            return length <= MaxFieldLength ? new Secret(text.AsSpan(0, length)) : null;
        }
        finally
        {
            Array.Clear(text);
        }
    }

    private static string? TextOf(JsonElement json, string name) =>
        json.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String ? member.GetString() : null;
}
