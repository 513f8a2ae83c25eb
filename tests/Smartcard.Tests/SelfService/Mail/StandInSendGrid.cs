using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Smartcard.SelfService;
using Smartcard.SelfService.Mail;

namespace Smartcard.Tests.SelfService.Mail;

/// <summary>
/// SendGrid's <c>POST /v3/mail/send</c> on loopback: takes what has exactly the shape that the API describes, and
/// answers as it is told.
/// </summary>
/// <remarks>Source: https://www.twilio.com/docs/sendgrid/api-reference/mail-send/mail-send</remarks>
internal sealed class StandInSendGrid : IAsyncDisposable
{
    public const string Key = "SG.stand-in.key";

    private readonly WebApplication _app;
    private readonly TaskCompletionSource _silent = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private StandInSendGrid()
    {
        var builder = WebApplication.CreateSlimBuilder(["--urls=http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.MapPost("/v3/mail/send", SendAsync);
    }

    public string Address => _app.Urls.Single();

    /// <summary>The mails whose shape was right, whatever was answered.</summary>
    public ConcurrentQueue<JsonObject> Received { get; } = new();

    /// <summary>What was wrong with requests; a test wants none.</summary>
    public ConcurrentQueue<string> Wrong { get; } = new();

    /// <summary>0 = cuts the connection; -1 = says nothing until the client goes.</summary>
    public int Status { get; set; } = StatusCodes.Status202Accepted;

    public Dictionary<string, string> Headers { get; } = [];

    /// <summary>Done when it has said nothing to somebody.</summary>
    public Task IsSilent => _silent.Task;

    public static async Task<StandInSendGrid> StartAsync()
    {
        var standIn = new StandInSendGrid();
        await standIn._app.StartAsync();
        return standIn;
    }

    /// <summary>The transport as a host has it, pointed here.</summary>
    public IMailTransport Transport(TimeProvider time, bool isSandbox = false, string key = Key) => new ServiceCollection()
        .AddSingleton(Options.Create(new MailOptions
        {
            Transport = MailTransportKind.SendGrid,
            From = "smartcards@trust.nhs.uk",
            SendGrid = new SendGridOptions { ApiKey = key, Address = Address, Sandbox = isSandbox },
        }))
        .AddSingleton(time)
        .AddSendGrid()
        .BuildServiceProvider()
        .GetRequiredService<IMailTransport>();

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task SendAsync(HttpContext http)
    {
        if (http.Request.Headers.Authorization != "Bearer " + Key)
        {
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        try
        {
            Received.Enqueue(Checked(http.Request, await JsonNode.ParseAsync(http.Request.Body)));
        }
        catch (InvalidDataException wrong)
        {
            Wrong.Enqueue(wrong.Message);
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        if (Status == 0)
        {
            http.Abort();
        }
        else if (Status < 0)
        {
            _silent.TrySetResult();
            await Task.Delay(Timeout.Infinite, http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        }
        else
        {
            http.Response.StatusCode = Status;
            foreach (var (name, value) in Headers)
            {
                http.Response.Headers[name] = value;
            }

            if (Status != StatusCodes.Status202Accepted)
            {
                await http.Response.WriteAsync("""{"errors":[{"message":"amal.hughes@trust.nhs.uk 482913: no","field":null,"help":null}]}""");
            }
        }
    }

    private static JsonObject Checked(HttpRequest request, JsonNode? body)
    {
        Require(request.ContentType == "application/json", $"content type {request.ContentType}");
        var mail = Has(body, "from", "subject", "personalizations", "content", "categories", "mail_settings", "tracking_settings");
        Require((string?)Has(mail["from"], "email")["email"] == "smartcards@trust.nhs.uk", "from");
        var personalization = Has(One(mail["personalizations"]), "to", "headers", "custom_args");
        Require(((string?)Has(One(personalization["to"]), "email")["email"])?.Contains('@') == true, "to");
        Require(
            (string?)Has(personalization["headers"], "Auto-Submitted")["Auto-Submitted"] == "auto-generated",
            "Auto-Submitted");
        Require(
            Has(personalization["custom_args"], "smartcard_mail_id", "smartcard_attempt")
                .All(a => a.Value is JsonValue v && v.TryGetValue<string>(out _)),
            "custom arguments are texts");
        var contents = mail["content"]!.AsArray();
        Require(
            contents.Select(c => (string?)Has(c, "type", "value")["type"]).SequenceEqual(["text/plain", "text/html"]),
            "text before HTML");
        Require(((string?)One(mail["categories"]))?.Length is > 0 and <= 255, "category");
        var tracking = Has(
            mail["tracking_settings"],
            "click_tracking",
            "open_tracking",
            "subscription_tracking",
            "ganalytics");
        Require(
            !(bool)Has(tracking["click_tracking"], "enable", "enable_text")["enable"]!
                && !(bool)tracking["click_tracking"]!["enable_text"]!,
            "clicks are not tracked");
        Require(
            new[] { "open_tracking", "subscription_tracking", "ganalytics" }.All(t =>
                !(bool)Has(tracking[t], "enable")["enable"]!),
            "nothing is tracked");
        Has(Has(mail["mail_settings"], "sandbox_mode")["sandbox_mode"], "enable");
        return mail;
    }

    private static JsonObject Has(JsonNode? node, params string[] names)
    {
        Require(node is JsonObject, $"{node?.GetPath()} is no object");
        Require(
            node!
                .AsObject()
                .Select(p => p.Key)
                .Order(StringComparer.Ordinal)
                .SequenceEqual(names.Order(StringComparer.Ordinal)),
            $"{node.GetPath()} has {string.Join(", ", node.AsObject().Select(p => p.Key))}");
        return node.AsObject();
    }

    private static JsonNode? One(JsonNode? node)
    {
        Require(node is JsonArray { Count: 1 }, $"{node?.GetPath()} is not one");
        return node![0];
    }

    private static void Require(bool holds, string what)
    {
        if (!holds)
        {
            throw new InvalidDataException(what);
        }
    }
}
