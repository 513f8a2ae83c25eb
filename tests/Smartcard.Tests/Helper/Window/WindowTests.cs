using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Smartcard.CardTasks;
using Smartcard.Helper.Screen;
using Smartcard.Helper.Window;

namespace Smartcard.Tests.Helper.Window;

/// <summary>The helper's page on loopback: only the person's own browser gets in, and what is typed goes one way.</summary>
public sealed class WindowTests : IAsyncLifetime
{
    private static readonly CardPlace Place = new("SCM reader 1", "4F2A");

    private readonly HelperWindow _window = new();
    private readonly WindowAccess _access = new(keyStays: false);
    private WebApplication _server = null!;
    private HttpClient _browser = null!;

    private string Origin => _server.Urls.Single();

    public async ValueTask InitializeAsync()
    {
        _server = await WindowServer.StartAsync(0, _window, _access, demo: null);
        _browser = new HttpClient(new SocketsHttpHandler { CookieContainer = new CookieContainer() }) { BaseAddress = new Uri(Origin) };
        _browser.DefaultRequestHeaders.Add("Origin", Origin);
    }

    public async ValueTask DisposeAsync()
    {
        _browser.Dispose();
        await _server.DisposeAsync();
        _window.Dispose();
    }

    [Fact]
    public async Task The_key_lets_one_browser_in_and_is_used_up()
    {
        Assert.Equal(HttpStatusCode.Forbidden, (await _browser.GetAsync("/", Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await _browser.GetAsync("/?key=00000000000000000000000000000000", Ct)).StatusCode);
        var key = _access.NewKey();
        using var opened = await _browser.GetAsync($"/?key={key}", Ct);
        Assert.Equal(HttpStatusCode.OK, opened.StatusCode);
        Assert.True(opened.Headers.CacheControl!.NoStore);
        Assert.Contains("frame-ancestors 'none'", opened.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await _browser.GetAsync("/state", Ct)).StatusCode);

        using var second = new HttpClient { BaseAddress = new Uri(Origin) };
        Assert.Equal(HttpStatusCode.Forbidden, (await second.GetAsync($"/?key={key}", Ct)).StatusCode);
    }

    [Fact]
    public async Task A_window_that_is_opened_later_takes_the_place_of_the_one_before()
    {
        _access.Opened = _window.Refresh;
        var (first, later) = (_access.NewKey(), _access.NewKey());
        Assert.Equal(HttpStatusCode.OK, (await _browser.GetAsync($"/?key={first}", Ct)).StatusCode);
        var mine = JsonNode.Parse(await _browser.GetStringAsync("/state", Ct))!;

        var next = _browser.GetStringAsync($"/state?after={(int)mine["version"]!}", Ct);
        Assert.Equal(HttpStatusCode.OK, (await _browser.GetAsync($"/?key={later}", Ct)).StatusCode);

        Assert.Equal(1, (int)mine["windows"]!);
        Assert.Equal(2, (int)JsonNode.Parse(await next)!["windows"]!);
    }

    [Theory]
    [InlineData("take", 1)]
    [InlineData("leave", 0)]
    public async Task Another_chat_is_only_offered_and_the_person_decides(string answer, int taken)
    {
        var takes = 0;
        await _browser.GetAsync($"/?key={_access.NewKey()}", Ct);
        Assert.False((bool)JsonNode.Parse(await _browser.GetStringAsync("/state", Ct))!["isOffered"]!);

        _window.Offer(() => takes++);
        Assert.True((bool)JsonNode.Parse(await _browser.GetStringAsync("/state", Ct))!["isOffered"]!);
        await PostAsync($"/offer/{answer}", "");
        await PostAsync("/offer/take", "");

        Assert.Equal(taken, takes);
        Assert.False((bool)JsonNode.Parse(await _browser.GetStringAsync("/state", Ct))!["isOffered"]!);
    }

    [Fact]
    public async Task Of_keys_that_nobody_used_only_the_last_few_open_a_window()
    {
        var oldest = _access.NewKey();
        var next = _access.NewKey();
        for (var more = 0; more < 4; more++)
        {
            _access.NewKey();
        }

        Assert.Equal(HttpStatusCode.Forbidden, (await _browser.GetAsync($"/?key={oldest}", Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await _browser.GetAsync($"/?key={next}", Ct)).StatusCode);
    }

    [Theory]
    [InlineData("evil.example", null)]
    [InlineData(null, "https://evil.example")]
    [InlineData(null, "null")]
    public async Task Other_names_and_other_sites_are_refused_even_with_the_cookie(string? hostName, string? origin)
    {
        await _browser.GetAsync($"/?key={_access.NewKey()}", Ct);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/cancel");
        if (hostName is not null)
        {
            request.Headers.Host = hostName;
        }

        if (origin is not null)
        {
            _browser.DefaultRequestHeaders.Remove("Origin");
            request.Headers.Add("Origin", origin);
        }

        Assert.Equal(HttpStatusCode.Forbidden, (await _browser.SendAsync(request, Ct)).StatusCode);
    }

    [Fact]
    public async Task A_passcode_is_taken_when_asked_for_and_only_then()
    {
        await _browser.GetAsync($"/?key={_access.NewKey()}", Ct);
        Assert.Equal(HttpStatusCode.Conflict, (await PostAsync("/passcode", "1234")).StatusCode);

        var asked = _window.AskPasscodeAsync(Place, 3, null, Ct);
        var state = JsonNode.Parse(await _browser.GetStringAsync("/state", Ct))!;
        Assert.Equal(("Passcode", 3), ((string)state["scene"]!, (int)state["attemptsLeft"]!));
        Assert.Equal(HttpStatusCode.BadRequest, (await PostAsync("/passcode", "12\n34")).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await PostAsync("/passcode", "1234")).StatusCode);

        using var passcode = await asked;
        Assert.Equal("1234"u8.ToArray(), passcode!.Bytes.ToArray());
        Assert.Equal(HttpStatusCode.Conflict, (await PostAsync("/passcode", "1234")).StatusCode);
    }

    [Fact]
    public async Task A_card_is_chosen_from_the_list_that_the_person_saw()
    {
        await _browser.GetAsync($"/?key={_access.NewKey()}", Ct);
        CardPlace[] choices = [Place, new("SCM reader 2", "90B1")];
        Assert.Equal(HttpStatusCode.Conflict, (await PostAsync("/card?number=0&version=1", "")).StatusCode);

        var asked = _window.ChooseCardAsync(choices, Ct);
        var state = JsonNode.Parse(await _browser.GetStringAsync("/state", Ct))!;
        Assert.Equal(("SCM reader 2", "90B1"), ((string)state["choices"]![1]!["reader"]!, (string)state["choices"]![1]!["ending"]!));
        var version = (int)state["version"]!;
        Assert.Equal(HttpStatusCode.Conflict, (await PostAsync($"/card?number=1&version={version - 1}", "")).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await PostAsync($"/card?number=2&version={version}", "")).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await PostAsync($"/card?number=x&version={version}", "")).StatusCode);
        Assert.False(asked.IsCompleted);
        Assert.Equal(HttpStatusCode.NoContent, (await PostAsync($"/card?number=1&version={version}", "")).StatusCode);

        Assert.Same(choices[1], await asked);
        Assert.Equal(HttpStatusCode.Conflict, (await PostAsync($"/card?number=1&version={version}", "")).StatusCode);
    }

    [Theory]
    [InlineData("4826")]
    [InlineData("4826\n4826\n4826")]
    [InlineData("")]
    public async Task A_new_passcode_is_two_lines_and_nothing_else(string body)
    {
        await _browser.GetAsync($"/?key={_access.NewKey()}", Ct);
        var asked = _window.AskNewPasscodeAsync(Place, new PasscodeRule(4, 8, false), null, Ct);

        Assert.Equal(HttpStatusCode.BadRequest, (await PostAsync("/new-passcode", body)).StatusCode);
        Assert.False(asked.IsCompleted);
        Assert.Equal(HttpStatusCode.NoContent, (await PostAsync("/new-passcode", "4826\n5679")).StatusCode);
        using var typed = await asked;
        Assert.False(typed!.First.Is(typed.Second));
    }

    [Theory]
    [InlineData("/passcode", 500)]
    [InlineData("/passcode", 100_000)]
    [InlineData("/code", 100_000)]
    public async Task A_body_that_is_too_long_is_refused(string path, int length)
    {
        await _browser.GetAsync($"/?key={_access.NewKey()}", Ct);
        var asked = _window.AskPasscodeAsync(Place, 3, null, Ct);

        using var response = await PostAsync(path, new string('1', length));

        Assert.Contains(response.StatusCode, new[] { HttpStatusCode.BadRequest, HttpStatusCode.RequestEntityTooLarge });
        Assert.False(asked.IsCompleted);
    }

    [Fact]
    public async Task Other_versions_are_told_to_the_page()
    {
        await _browser.GetAsync($"/?key={_access.NewKey()}", Ct);
        _window.NewerVersion("0.4.0");
        var asked = _window.AskCodeAsync(new HelperView(Scene.TooOld) { Version = "0.3.0" }, Ct);

        var state = JsonNode.Parse(await _browser.GetStringAsync("/state", Ct))!;

        Assert.Equal(("TooOld", "0.3.0", "0.4.0"), ((string)state["scene"]!, (string)state["wanted"]!, (string)state["newer"]!));
        Assert.True((bool)state["asksCode"]!);
        await PostAsync("/code", "ABCD-EFGH");
        Assert.Equal("ABCD-EFGH", await asked);
    }

    [Fact]
    public async Task A_card_that_cannot_be_used_comes_with_what_its_words_begin_with()
    {
        await _browser.GetAsync($"/?key={_access.NewKey()}", Ct);
        _window.Show(new HelperView(Scene.CardNotSupported) { Reason = "unsupported.IdPrime" });

        var state = JsonNode.Parse(await _browser.GetStringAsync("/state", Ct))!;

        Assert.Equal(("CardNotSupported", "unsupported.IdPrime"), ((string)state["scene"]!, (string)state["reason"]!));
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private Task<HttpResponseMessage> PostAsync(string path, string body) =>
        _browser.PostAsync(path, new StringContent(body, Encoding.UTF8, "text/plain"), Ct);
}
