using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Smartcard.Tests.Host;

namespace Smartcard.Tests.Server;

/// <summary>Whatever is thrown at the host: a clear refusal, nothing changed, nothing secret in the log, and never a 500.</summary>
public sealed class BadInputTests : IAsyncLifetime
{
    private const string Marker = "Zebedee";
    private HostBench _host = null!;

    public async ValueTask InitializeAsync() => _host = await HostBench.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    public static TheoryData<string> BadBodies =>
    [
        "",
        "{",
        "null",
        "[]",
        "7",
        "\"Zebedee\"",
        "{}",
        """{"type":7}""",
        """{"type":"message"}""",
        """{"type":"message","text":""}""",
        """{"type":"message","text":{"Zebedee":1}}""",
        """{"type":"message","value":{"answer":"Zebedee"}}""",
        """{"type":"message","value":{"nonce":"choices","button":7,"answer":"Zebedee"}}""",
        """{"type":"message","value":{"nonce":"choices","button":"register","answer":{"deep":"Zebedee"}}}""",
        """{"type":"message","value":{"nonce":"choices","button":"register","answer":["Zebedee"]}}""",
        """{"type":"message","value":{"nonce":"LONG","button":"register"}}""".Replace("LONG", new string('n', 65), StringComparison.Ordinal),
        """{"type":"message","value":{"nonce":"n","button":"b","answer":"LONG"}}""".Replace("LONG", new string('Z', 1001), StringComparison.Ordinal),
        """{"type":"message","value":{"nonce":"n","button":"b"MANY}}""".Replace("MANY", string.Concat(Enumerable.Range(0, 40).Select(i => $",\"f{i}\":\"Zebedee\"")), StringComparison.Ordinal),
        $$"""{"type":"message","text":"{{new string('Z', 4001)}}"}""",
        $$"""{"type":"message","channelData":{"clientActivityID":"{{new string('i', 101)}}"},"text":"help"}""",
        string.Concat(Enumerable.Repeat("""{"type":""", 2000)),
        "{\"type\":\"message\",\"text\":\"\\ud800\"}",
        "\u0000\u0001\u0002",
    ];

    [Theory]
    [MemberData(nameof(BadBodies))]
    public async Task A_message_that_is_none_is_refused_in_words(string body)
    {
        var chat = await _host.ChatAsync();
        var before = await _host.CountsAsync();

        using var response = await chat.PostAsync(body);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var error = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["error"]!;
        Assert.Equal("BadArgument", (string)error["code"]!);
        Assert.DoesNotContain(Marker, (string)error["message"]!, StringComparison.Ordinal);
        Assert.Equal(before, await _host.CountsAsync());
        Assert.DoesNotContain(Marker, _host.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_of_a_megabyte_is_refused()
    {
        var chat = await _host.ChatAsync();

        using var response = await chat.PostAsync($$"""{"type":"message","text":"{{new string('Z', 1_000_000)}}"}""");

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Unauthorized)]
    [InlineData("Bearer", HttpStatusCode.Unauthorized)]
    [InlineData("Basic YTpi", HttpStatusCode.Unauthorized)]
    [InlineData("Bearer x", HttpStatusCode.Forbidden)]
    [InlineData("Bearer eyJhbGciOiJub25lIn0.eyJjb252IjoiYyIsInVzZXIiOiJ1In0.", HttpStatusCode.Forbidden)]
    public async Task Without_a_good_token_nothing_is_read_or_posted(string? authorization, HttpStatusCode expected)
    {
        var chat = await _host.ChatAsync();
        var before = await _host.CountsAsync();
        using var client = _host.Client();
        if (authorization is not null)
        {
            client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", authorization);
        }

        var responses = new[]
        {
            await client.GetAsync(chat.Path, TestContext.Current.CancellationToken),
            await client.PostAsync(chat.Path, new StringContent("""{"type":"message","text":"help"}"""), TestContext.Current.CancellationToken),
            await client.GetAsync($"/v3/directline/conversations/{chat.Id}", TestContext.Current.CancellationToken),
            await client.PostAsync("/v3/directline/conversations", null, TestContext.Current.CancellationToken),
            await client.PostAsync("/v3/directline/tokens/refresh", null, TestContext.Current.CancellationToken),
        };

        Assert.All(responses, r => Assert.Equal(expected, r.StatusCode));
        Assert.Equal(before, await _host.CountsAsync());
    }

    [Fact]
    public async Task A_token_opens_its_own_chat_and_no_other_and_not_for_ever()
    {
        var mine = await _host.ChatAsync();
        var theirs = await _host.ChatAsync();

        Assert.Equal(
            HttpStatusCode.Forbidden,
            (await mine.Client.GetAsync(theirs.Path, TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(
            HttpStatusCode.Forbidden,
            (await (theirs with { Client = mine.Client }).TypeAsync("help")).StatusCode);
        Assert.Equal(
            HttpStatusCode.Forbidden,
            (
                await mine.Client.GetAsync(
                    "/v3/directline/conversations/nobody/activities",
                    TestContext.Current.CancellationToken)
            ).StatusCode);

        _host.Time.Advance(TimeSpan.FromMinutes(46));
        using var late = await mine.Client.GetAsync(mine.Path, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Forbidden, late.StatusCode);
        Assert.Contains(
            "TokenExpired",
            await late.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("abc")]
    [InlineData("99999999999999999999")]
    [InlineData("1;drop table journeys")]
    public async Task A_watermark_that_is_none_of_ours_is_refused(string watermark)
    {
        var chat = await _host.ChatAsync();

        using var response = await chat.Client.GetAsync(
            $"{chat.Path}?watermark={Uri.EscapeDataString(watermark)}",
            TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task A_chat_is_begun_from_our_own_page_only()
    {
        using var client = _host.Client();
        client.DefaultRequestHeaders.Add("Origin", "https://evil.example");

        using var response = await client.PostAsync(
            "/chat/session",
            new StringContent("{}", Encoding.UTF8, "application/json"),
            TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.False(response.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task A_flood_of_new_chats_leaves_those_under_way_alone()
    {
        await using var host = await HostBench.StartAsync("--Chat:SessionsPerMinute=3");
        var mine = await host.ChatAsync();
        using var client = host.Client();
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 4; i++)
        {
            using var begun = await client.PostAsync(
                "/chat/session",
                new StringContent("{}", Encoding.UTF8, "application/json"),
                TestContext.Current.CancellationToken);
            statuses.Add(begun.StatusCode);
            Assert.Equal(begun.StatusCode == HttpStatusCode.TooManyRequests, begun.Headers.RetryAfter is not null);
        }

        using var again = await mine.Client.PostAsync(
            "/chat/session",
            new StringContent("{}", Encoding.UTF8, "application/json"),
            TestContext.Current.CancellationToken);

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.TooManyRequests, HttpStatusCode.TooManyRequests], statuses);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
    }

    [Theory]
    [InlineData("\\u0000")]
    [InlineData("a\\u0000b")]
    [OnPostgres]
    public async Task A_character_that_no_database_keeps_is_no_fault_of_ours(string text)
    {
        using var client = _host.Client();
        using var begun = await client.PostAsync("/chat/session", new StringContent($$"""{"organisation":"{{text}}","language":"{{text}}"}""", Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, begun.StatusCode);
        var chat = await _host.ChatAsync();

        using var typed = await chat.PostAsync($$$"""{"type":"message","text":"{{{text}}} help","channelData":{"clientActivityID":"{{{text}}}"}}""");
        using var pressed = await chat.PostAsync($$$"""{"type":"message","value":{"nonce":"{{{text}}}","button":"{{{text}}}","{{{text}}}":"{{{text}}}"},"channelData":{"clientActivityID":"x"}}""");

        Assert.True(typed.StatusCode is HttpStatusCode.OK or HttpStatusCode.BadRequest, $"typed: {typed.StatusCode}");
        Assert.True(pressed.StatusCode is HttpStatusCode.OK or HttpStatusCode.BadRequest, $"pressed: {pressed.StatusCode}");
    }

    [Theory]
    [InlineData("/mailbox")]
    [InlineData("/mailbox.json")]
    [InlineData("/no-such-page")]
    [InlineData("/../../etc/passwd")]
    [InlineData("/webchat/../../appsettings.json")]
    public async Task What_is_for_this_machine_alone_is_not_there_for_others(string path)
    {
        using var client = _host.Client(); // comes from no loopback address
        using var response = await client.GetAsync(path, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task Only_the_button_behind_the_link_in_a_mail_stops_a_card_never_the_visit()
    {
        using var client = _host.Client();
        using var visit = await client.GetAsync("/not-me/forged", TestContext.Current.CancellationToken);
        using var press = await client.PostAsync("/not-me/forged", null, TestContext.Current.CancellationToken);

        Assert.Contains(
            "does not work",
            await visit.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, press.StatusCode);
    }

    [Fact]
    public async Task Every_page_forbids_what_it_does_not_need()
    {
        using var client = _host.Client();
        using var page = await client.GetAsync("/", TestContext.Current.CancellationToken);
        var csp = page.Headers.GetValues("Content-Security-Policy").Single();

        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Contains("default-src 'none'", csp, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe-eval", csp, StringComparison.Ordinal);
        Assert.Equal("nosniff", page.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.False(page.Headers.Contains("Server"));
    }
}
