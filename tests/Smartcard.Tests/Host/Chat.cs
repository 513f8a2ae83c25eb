using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace Smartcard.Tests.Host;

/// <summary>One browser's side of one chat.</summary>
internal sealed record Chat(HttpClient Client, string Id, string Token)
{
    /// <summary>The same browser, whose next requests a load balancer leads to another host.</summary>
    public Chat On(HostBench host)
    {
        var client = host.Client();
        client.DefaultRequestHeaders.Add("Cookie", Client.DefaultRequestHeaders.GetValues("Cookie"));
        client.DefaultRequestHeaders.Authorization = Client.DefaultRequestHeaders.Authorization;
        return this with { Client = client };
    }

    public string Path => $"/v3/directline/conversations/{Id}/activities";

    public async Task<JsonObject> PollAsync(string watermark = "") =>
        (await Client.GetFromJsonAsync<JsonObject>($"{Path}?watermark={watermark}"))!;

    public async Task<List<JsonObject>> ActivitiesAsync(string watermark = "") =>
        [.. (await PollAsync(watermark))["activities"]!.AsArray().OfType<JsonObject>()];

    public Task<HttpResponseMessage> PostAsync(string body, string type = "application/json") =>
        Client.PostAsync(Path, new StringContent(body, Encoding.UTF8, type));

    public Task<HttpResponseMessage> TypeAsync(string text, string id = "") =>
        PostAsync(
            new JsonObject
            {
                ["type"] = "message",
                ["text"] = text,
                ["channelData"] = new JsonObject
                {
                    ["clientActivityID"] = id.Length > 0 ? id : Guid.CreateVersion7().ToString("N"),
                },
            }.ToJsonString());

    public Task<HttpResponseMessage> PressAsync(string nonce, string button, string id = "", params (string Field, string Value)[] fields)
    {
        var value = new JsonObject { ["nonce"] = nonce, ["button"] = button };
        foreach (var (field, text) in fields)
        {
            value[field] = text;
        }

        return PostAsync(
            new JsonObject
            {
                ["type"] = "message",
                ["value"] = value,
                ["channelData"] = new JsonObject
                {
                    ["clientActivityID"] = id.Length > 0 ? id : Guid.CreateVersion7().ToString("N"),
                },
            }.ToJsonString());
    }

    /// <summary>The nonce of the newest form that is open.</summary>
    public async Task<string> NonceAsync()
    {
        var shown = new Dictionary<string, JsonObject>();
        foreach (var activity in await ActivitiesAsync())
        {
            shown[(string)activity["id"]!] = activity;
        }

        return shown
            .OrderBy(a => a.Key, StringComparer.Ordinal)
            .Select(a =>
                (string?)
                    a.Value["attachments"]
                        ?[0]?["content"]?["actions"]?.AsArray()
                        .Select(x => x?["data"]?["nonce"])
                        .FirstOrDefault(n => n is not null))
            .Last(n => n is not null)!;
    }

    /// <summary>The pairing code shown last.</summary>
    public async Task<string> BigTextAsync() => (await ActivitiesAsync())
        .SelectMany(a => a["attachments"]?[0]?["content"]?["body"]?.AsArray() ?? [])
        .Where(block => (string?)block?["size"] == "ExtraLarge")
        .Select(block => (string)block!["text"]!)
        .Last();

    /// <summary>Whether a form, not a message, has these words.</summary>
    public async Task<bool> SaysOnCardAsync(string words) =>
        (await ActivitiesAsync()).Exists(a =>
            a["attachments"]?.ToJsonString().Contains(words, StringComparison.Ordinal) == true);

    public async Task<bool> SaidAsync(string words) =>
        (await ActivitiesAsync()).Exists(a => ((string?)a["text"])?.Contains(words, StringComparison.Ordinal) == true);
}
