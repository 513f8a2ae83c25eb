using System.Reflection;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Smartcard.Helper.Demo;
using Smartcard.Helper.Screen;

namespace Smartcard.Helper.Window;

/// <summary>Serves the helper's page on loopback.</summary>
internal static partial class WindowServer
{
    private const long MaxBodyBytes = 1024;
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(20);

    /// <param name="port">0 = any that is free.</param>
    /// <param name="demo">The demonstration's reader; null where there are real ones.</param>
    public static async Task<WebApplication> StartAsync(int port, HelperWindow window, WindowAccess access, DemoReader? demo)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;
            kestrel.ListenLocalhostOnly(port);
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.Converters.Add(new JsonStringEnumConverter()));
        var app = builder.Build();
        app.Use(next => http => access.InvokeAsync(http, next));

        app.MapGet("/", () => Asset("page.html", "text/html; charset=utf-8"));
        app.MapGet("/favicon.ico", () => Results.NoContent());
        app.MapGet("/page.js", () => Asset("page.js", "text/javascript; charset=utf-8"));
        app.MapGet("/page.css", () => Asset("page.css", "text/css; charset=utf-8"));
        app.MapGet("/words.json", (string? lang) => Results.Json(HelperWords.In(lang).ForPage()));
        app.MapGet(
            "/state",
            (int? after, HttpContext http) => StateAsync(after, window, access, demo, http, app.Lifetime.ApplicationStopping));
        app.MapPost("/code", async (HttpRequest request, CancellationToken ct) =>
        {
            window.OfferCode(await TextAsync(request, ct));
            return Results.NoContent();
        });
        app.MapPost("/card", (int number, int version) => Answered(window.Choose(number, version)));
        app.MapPost("/passcode", (HttpRequest request, CancellationToken ct) => PasscodeAsync(request, window, ct));
        app.MapPost("/new-passcode", (HttpRequest request, CancellationToken ct) => NewPasscodeAsync(request, window, ct));
        app.MapPost("/offer/{answer}", (string answer) =>
        {
            window.AnswerOffer(takes: answer == "take");
            return Results.NoContent();
        });
        app.MapPost("/cancel", () =>
        {
            window.Cancel();
            return Results.NoContent();
        });
        if (demo is not null)
        {
            app.MapPost(
                "/demo/{action}",
                async (string action, string? card, CancellationToken ct) =>
                    await demo.ActAsync(action, card, ct) is { } problem
                        ? Results.Text(problem, statusCode: StatusCodes.Status409Conflict)
                        : Results.NoContent());
        }

        await app.StartAsync();
        return app;
    }

    private static void ListenLocalhostOnly(this Microsoft.AspNetCore.Server.Kestrel.Core.KestrelServerOptions kestrel, int port) =>
        kestrel.Listen(System.Net.IPAddress.Loopback, port);

    private static async Task<IResult> StateAsync(
        int? after,
        HelperWindow window,
        WindowAccess access,
        DemoReader? demo,
        HttpContext http,
        CancellationToken stopping)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping);
        limit.CancelAfter(LongestWait);
        var state = await window.NextAsync(after ?? -1, limit.Token);
        return Results.Json(
            new
            {
                state.Version,
                state.Scene,
                state.Reason,
                state.Problem,
                state.AttemptsLeft,
                state.Place,
                state.Choices,
                state.Rule,
                state.Wanted,
                state.Newer,
                state.HostIsSilent,
                state.IsOffered,
                state.AsksCode,
                access.Windows,
                Demo = demo?.Cards(),
            });
    }

    private static async Task<IResult> PasscodeAsync(HttpRequest request, HelperWindow window, CancellationToken cancellationToken)
    {
        if (await SecretBody.ReadAsync(request.BodyReader, 1, cancellationToken) is not [var passcode])
        {
            return Malformed();
        }

        var taken = window.Answer(passcode);
        if (!taken)
        {
            passcode.Dispose();
        }

        return Answered(taken);
    }

    private static async Task<IResult> NewPasscodeAsync(HttpRequest request, HelperWindow window, CancellationToken cancellationToken)
    {
        if (await SecretBody.ReadAsync(request.BodyReader, 2, cancellationToken) is not [var first, var second])
        {
            return Malformed();
        }

        var typed = new NewPasscode(first, second);
        var taken = window.Answer(typed);
        if (!taken)
        {
            typed.Dispose();
        }

        return Answered(taken);
    }

    private static async Task<string> TextAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(request.Body);
        return await reader.ReadToEndAsync(cancellationToken);
    }

    private static IResult Answered(bool taken) => taken
        ? Results.NoContent()
        : Results.Text("The helper is not asking for that now.", statusCode: StatusCodes.Status409Conflict);

    private static IResult Malformed() => Results.Text("Not a passcode.", statusCode: StatusCodes.Status400BadRequest);

    /// <summary>The keys of words that the page names.</summary>
    internal static IReadOnlyList<string> KeysOfPage()
    {
        using var page = new StreamReader(Resource("page.html"));
        using var script = new StreamReader(Resource("page.js"));
        return
        [
            .. DataWord().Matches(page.ReadToEnd()).Select(m => m.Groups[1].Value),
            .. WordOfScript().Matches(script.ReadToEnd()).Select(m => m.Groups[1].Value),
        ];
    }

    private static IResult Asset(string name, string contentType) => Results.Stream(Resource(name), contentType);

    private static Stream Resource(string name) => Assembly.GetExecutingAssembly().GetManifestResourceStream($"Smartcard.Helper.{name}")!;

    [GeneratedRegex(@"data-word=""([\w.]+)""")]
    private static partial Regex DataWord();

    [GeneratedRegex(@"words(?:\.(?!json)|\["")([\w.]+)")]
    private static partial Regex WordOfScript();
}
