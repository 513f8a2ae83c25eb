using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Smartcard.SystemTests.Host;

/// <summary>Speaks to the chat as a browser does, by Direct Line, without drawing anything.</summary>
internal sealed class ChatClient : IDisposable
{
    private readonly HttpClient _http;
    private string _conversation = "";
    private int _watermark;

    /// <param name="waiting">Decides how long an answer is waited for.</param>
    public ChatClient(string address, Func<HttpMessageHandler, HttpMessageHandler> waiting) =>
        _http = new HttpClient(
            waiting(
                new SocketsHttpHandler
                {
                    CookieContainer = new CookieContainer(),
                    PooledConnectionLifetime = TimeSpan.FromSeconds(1),
                }))
        {
            BaseAddress = new Uri(address),
            Timeout = Timeout.InfiniteTimeSpan,
        };

    /// <summary>What the page shows now: a later message with the same id stands in the place of the earlier one.</summary>
    public Dictionary<string, JsonObject> Activities { get; } = [];

    public string Token { get; private set; } = "";

    public string Conversation => _conversation;

    public HttpClient Http => _http;

    /// <summary>Opens the page; again for the same browser carries on where it was.</summary>
    public async Task OpenAsync(CancellationToken ct)
    {
        using var response = await _http.PostAsJsonAsync("/chat/session", new { language = "en" }, ct);
        response.EnsureSuccessStatusCode();
        var session = (await response.Content.ReadFromJsonAsync<JsonObject>(ct))!;
        (Token, _conversation) = ((string)session["token"]!, (string)session["conversationId"]!);
        _http.DefaultRequestHeaders.Authorization = new("Bearer", Token);
    }

    /// <summary>Reads on from the watermark. True when there was something new.</summary>
    public async Task<bool> PollAsync(CancellationToken ct)
    {
        var set = (
            await _http.GetFromJsonAsync<JsonObject>(
                $"/v3/directline/conversations/{_conversation}/activities?watermark={_watermark}",
                ct))!;
        foreach (var activity in set["activities"]!.AsArray().OfType<JsonObject>())
        {
            Activities[(string)activity["id"]!] = activity;
        }

        var watermark = int.Parse((string)set["watermark"]!, System.Globalization.CultureInfo.InvariantCulture);
        var isNew = watermark > _watermark;
        _watermark = watermark;
        return isNew;
    }

    /// <summary>The newest card that can still be answered.</summary>
    public OpenForm? Form() => Activities.Values
        .Where(a => a["attachments"] is not null)
        .OrderBy(a => (string)a["id"]!, StringComparer.Ordinal)
        .Select(a => new OpenForm((JsonObject)a["attachments"]![0]!["content"]!))
        .LastOrDefault();

    /// <summary>The words of the last thing that was said or asked.</summary>
    public string Newest =>
        Activities
            .OrderBy(a => a.Key, StringComparer.Ordinal)
            .Select(a =>
                (string?)a.Value["text"] ?? a.Value["attachments"]?[0]?["content"]?["body"]?[0]?.ToJsonString() ?? "")
            .LastOrDefault("");

    public bool Said(string words) => Count(words) > 0;

    /// <summary>How often it was said.</summary>
    public int Count(string words) => Activities.Values.Count(a => ((string?)a["text"])?.Contains(words, StringComparison.Ordinal) == true);

    public Task<HttpResponseMessage> PressAsync(
        OpenForm form,
        string button,
        string clientActivityId,
        IReadOnlyDictionary<string, string> fields,
        CancellationToken ct)
    {
        var value = new JsonObject { ["nonce"] = form.Nonce, ["button"] = button };
        foreach (var (name, text) in fields)
        {
            value[name] = text;
        }

        return PostAsync(
            new JsonObject
            {
                ["type"] = "message",
                ["value"] = value,
                ["channelData"] = new JsonObject { ["clientActivityID"] = clientActivityId },
            },
            ct);
    }

    public Task<HttpResponseMessage> PostAsync(JsonNode activity, CancellationToken ct) =>
        _http.PostAsJsonAsync($"/v3/directline/conversations/{_conversation}/activities", activity, ct);

    public void Dispose() => _http.Dispose();
}

/// <summary>A card that waits for an answer.</summary>
internal sealed record OpenForm(JsonObject Card)
{
    private IEnumerable<JsonObject> Submits =>
        Card["actions"]!.AsArray().OfType<JsonObject>().Where(a => (string?)a["type"] == "Action.Submit");

    public string Nonce => (string)Submits.First()["data"]!["nonce"]!;

    public IEnumerable<string> Buttons => Submits.Select(a => (string)a["data"]!["button"]!);

    public IEnumerable<string> Inputs =>
        Card["body"]!
            .AsArray()
            .OfType<JsonObject>()
            .Where(b => ((string?)b["type"])?.StartsWith("Input.", StringComparison.Ordinal) == true)
            .Select(b => (string)b["id"]!);

    public string Label(string input) =>
        (string)Card["body"]!.AsArray().OfType<JsonObject>().Single(b => (string?)b["id"] == input)["label"]!;

    /// <summary>The pairing code, if this card shows one.</summary>
    public string? BigText =>
        (string?)
            Card["body"]!
                .AsArray()
                .OfType<JsonObject>()
                .FirstOrDefault(b => (string?)b["size"] == "ExtraLarge")
                ?["text"];
}
