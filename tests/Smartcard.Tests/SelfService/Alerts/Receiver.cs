using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Smartcard.Tests.SelfService.Alerts;

/// <summary>Somebody's receiver of alerts on loopback: verifies each post as docs/alerts.md says, and answers as it is told.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private static readonly byte[] Key = RandomNumberGenerator.GetBytes(32);

    private readonly WebApplication _app;
    private readonly TaskCompletionSource _silent = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Receiver()
    {
        var builder = WebApplication.CreateSlimBuilder(["--urls=http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.MapPost("/hook", TakeAsync);
        _app.MapPost("/elsewhere", () => Elsewhere++);
    }

    public static string Secret { get; } = "whsec_" + Convert.ToBase64String(Key);

    public string Address => _app.Urls.Single() + "/hook";

    /// <summary>Bodies of posts whose signature was right.</summary>
    public ConcurrentQueue<JsonObject> Received { get; } = new();

    public ConcurrentQueue<string> Ids { get; } = new();

    public ConcurrentQueue<string> Timestamps { get; } = new();

    public ConcurrentQueue<string> Raw { get; } = new();

    /// <summary>Posts whose signature was wrong; a test wants none.</summary>
    public int Forged { get; private set; }

    public int Elsewhere { get; private set; }

    /// <summary>What is answered, one after another; the last one stays. 0 = cuts the connection; -1 = says nothing.</summary>
    public Queue<int> Answers { get; } = new([StatusCodes.Status204NoContent]);

    public Dictionary<string, string> Headers { get; } = [];

    /// <summary>Done when it has said nothing to somebody.</summary>
    public Task IsSilent => _silent.Task;

    public static async Task<Receiver> StartAsync()
    {
        var receiver = new Receiver();
        await receiver._app.StartAsync();
        return receiver;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task TakeAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync();
        var (id, timestamp) = ((string)http.Request.Headers["webhook-id"]!, (string)http.Request.Headers["webhook-timestamp"]!);
        var signature = Convert.ToBase64String(HMACSHA256.HashData(Key, Encoding.UTF8.GetBytes($"{id}.{timestamp}.{body}")));
        if (http.Request.Headers["webhook-signature"] != "v1," + signature || http.Request.ContentType != "application/json")
        {
            Forged++;
        }
        else
        {
            Received.Enqueue(JsonNode.Parse(body)!.AsObject());
            Ids.Enqueue(id);
            Timestamps.Enqueue(timestamp);
            Raw.Enqueue(body);
        }

        await AnswerAsync(http, Answers.Count > 1 ? Answers.Dequeue() : Answers.Peek());
    }

    private async Task AnswerAsync(HttpContext http, int status)
    {
        switch (status)
        {
            case 0:
                http.Abort();
                return;
            case < 0:
                _silent.TrySetResult();
                await Task.Delay(Timeout.Infinite, http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
                return;
        }

        http.Response.StatusCode = status;
        foreach (var (name, value) in Headers)
        {
            http.Response.Headers[name] = value;
        }
    }
}
