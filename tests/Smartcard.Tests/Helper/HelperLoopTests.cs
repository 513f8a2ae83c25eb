using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Smartcard.CardTasks;
using Smartcard.Cards.Software;
using Smartcard.Helper;
using Smartcard.Helper.Hosts;
using Smartcard.Helper.Screen;

namespace Smartcard.Tests.Helper;

/// <summary>What the helper makes of a host that wants another version of it.</summary>
public sealed class HelperLoopTests : IAsyncLifetime
{
    private readonly CancellationTokenSource _stop = new();
    private readonly VirtualReaders _readers = new(TimeProvider.System);
    private readonly ScriptedScreen _screen = new();
    private readonly List<JsonNode> _asked = [];
    private WebApplication _host = null!;
    private Task _running = Task.CompletedTask;
    private Func<IResult> _answer = () => Results.NotFound();
    private HelperLoop _loop = null!;
    private readonly FakeTimeProvider _time = new();

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateBuilder(["--urls=http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        _host = builder.Build();
        _host.MapPost("/helper/sessions", (JsonNode wanted) =>
        {
            _asked.Add(wanted);
            return _answer();
        });
        _host.MapGet("/helper/tasks/next", () => Results.StatusCode(StatusCodes.Status410Gone));
        await _host.StartAsync(Ct);
        _loop = new HelperLoop(
            [new Uri(_host.Urls.Single())], _readers, _screen, _time, endsAfter: HelperLoop.PatienceWithNobody);
        _running = _loop.RunAsync(_stop.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _host.DisposeAsync();
        _screen.Dispose();
        _readers.Dispose();
        _stop.Dispose();
    }

    [Fact]
    public async Task Too_old_it_says_so_and_waits_for_the_person()
    {
        _answer = TooOld;
        _screen.TypesCode("ABCD-EFGH");

        await ShownAsync("TooOld");

        Assert.Equal("0.3.0", _screen.Wanted);
        Assert.Matches(@"^\d+\.\d+\.\d+$", (string)Assert.Single(_asked)["helperVersion"]!);
        _answer = () => Paired(newer: null);
        _screen.TypesCode("ABCD-EFGH"); // on this computer the new one was installed meanwhile
        await ShownAsync("Over");
    }

    [Fact]
    public async Task With_a_newer_version_there_it_says_so_and_works()
    {
        _answer = () => Paired("0.4.0");
        _screen.TypesCode("ABCD-EFGH");

        await ShownAsync("Over");

        Assert.Equal("0.4.0", _screen.Newer);
    }

    [Theory]
    [InlineData("<html>Forbidden</html>", "text/html")]
    [InlineData("{}", "application/json")]
    [InlineData("""{"type":"https://smartcard.invalid/problems/helper-too-old"}""", "application/problem+json")]
    [InlineData("""{"type":"https://smartcard.invalid/problems/helper-too-old","version":"\u001b[2J"}""", "application/problem+json")]
    [InlineData("""{"type":"https://proxy.invalid/no","version":"1.0"}""", "application/problem+json")]
    public async Task Whatever_else_refuses_is_not_taken_for_the_host(string body, string type)
    {
        _answer = () => Results.Text(body, type, statusCode: StatusCodes.Status403Forbidden);
        _screen.TypesCode("ABCD-EFGH");

        await ShownAsync($"Code {Problem.Code}");
    }

    [Fact]
    public async Task A_link_that_comes_while_it_asks_for_a_code_is_followed()
    {
        _answer = () => Paired(newer: null);
        await ShownAsync("Code");

        _loop.SwitchTo(new PairingLink(new Uri(_host.Urls.Single()), "WXYZ-2345"));

        await ShownAsync("Over");
        Assert.Equal("WXYZ-2345", (string)Assert.Single(_asked)["pairingCode"]!);
    }

    [Fact]
    public async Task After_fifteen_minutes_without_a_journey_it_ends()
    {
        await ShownAsync("Code");
        _time.Advance(HelperLoop.PatienceWithNobody - TimeSpan.FromSeconds(1));
        _screen.TypesCode("ABCD-EFGH"); // a code that is wrong: somebody is there
        await ShownAsync($"Code {Problem.Code}");

        _time.Advance(HelperLoop.PatienceWithNobody - TimeSpan.FromSeconds(1));
        Assert.False(_running.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));

        await _running.WaitAsync(TimeSpan.FromSeconds(30), Ct);
        Assert.Single(_asked);
    }

    [Fact]
    public async Task A_start_without_a_link_keeps_it_awake()
    {
        await ShownAsync("Code");
        _time.Advance(HelperLoop.PatienceWithNobody - TimeSpan.FromSeconds(1));
        _loop.StayAwake();
        await Patience.UntilAsync("the helper to ask again", () => (_screen.Shown.Count(s => s == "Code") == 2, _screen.Shown.Count), Ct);

        _time.Advance(HelperLoop.PatienceWithNobody - TimeSpan.FromSeconds(1));

        Assert.False(_running.IsCompleted);
    }

    [Fact]
    public async Task Two_links_that_come_while_it_connects_are_followed_by_the_last_and_the_same_one_is_used_once()
    {
        var host = new Uri(_host.Urls.Single());
        var (first, second) = (new PairingLink(host, "ABCD-2345"), new PairingLink(host, "WXYZ-2345"));
        _answer = () =>
        {
            if (_asked.Count == 1)
            {
                _loop.SwitchTo(first); // pressed twice
                _loop.SwitchTo(second);
            }

            return Paired(newer: null);
        };
        await ShownAsync("Code");

        _loop.SwitchTo(first);

        await Patience.UntilAsync("both to be asked for", () => (_asked.Count == 2, _asked.Count), Ct);
        Assert.Equal(["ABCD-2345", "WXYZ-2345"], _asked.Select(a => (string)a["pairingCode"]!));
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static IResult TooOld() => Results.Problem(
        statusCode: (int)HttpStatusCode.Forbidden,
        type: "https://smartcard.invalid/problems/helper-too-old",
        extensions: new Dictionary<string, object?> { ["version"] = "0.3.0" });

    private static IResult Paired(string? newer) => Results.Json(
        new HelperSession(CardTaskClient.NewToken(), "Unlock", DateTimeOffset.UnixEpoch) { NewerVersion = newer },
        statusCode: StatusCodes.Status201Created);

    private Task ShownAsync(string scene) => Patience.UntilAsync(
        $"the helper to show {scene}", () => (_screen.Shown.Contains(scene), string.Join(", ", _screen.Shown)), Ct);
}
