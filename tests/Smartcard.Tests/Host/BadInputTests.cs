using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Smartcard.Tests.Host;

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

        Assert.Equal(HttpStatusCode.Forbidden, (await mine.Client.GetAsync(theirs.Path, TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await (theirs with { Client = mine.Client }).TypeAsync("help")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await mine.Client.GetAsync("/v3/directline/conversations/nobody/activities", TestContext.Current.CancellationToken)).StatusCode);

        _host.Time.Advance(TimeSpan.FromMinutes(46));
        using var late = await mine.Client.GetAsync(mine.Path, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Forbidden, late.StatusCode);
        Assert.Contains("TokenExpired", await late.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("abc")]
    [InlineData("99999999999999999999")]
    [InlineData("1;drop table journeys")]
    public async Task A_watermark_that_is_none_of_ours_is_refused(string watermark)
    {
        var chat = await _host.ChatAsync();

        using var response = await chat.Client.GetAsync($"{chat.Path}?watermark={Uri.EscapeDataString(watermark)}", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task A_chat_is_begun_from_our_own_page_only()
    {
        using var client = _host.Client();
        client.DefaultRequestHeaders.Add("Origin", "https://evil.example");

        using var response = await client.PostAsync("/chat/session", new StringContent("{}", Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.False(response.Headers.Contains("Set-Cookie"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"pairingCode":""}""")]
    [InlineData("""{"pairingCode":7}""")]
    [InlineData("""{"pairingCode":"ABCDEFGHABCDEFGHABCDEFGHABCDEFGHA","helperVersion":"1"}""")]
    [InlineData("""{"pairingCode":"ABCDEFGH","helperVersion":"1"}""")]
    [InlineData("""{"pairingCode":"ABCDEFGH","token":"short","helperVersion":"1"}""")]
    [InlineData("""{"pairingCode":"ABCDEFGH","token":"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx","helperVersion":"1"}""")]
    public async Task Pairing_without_a_code_and_a_token_is_refused(string body)
    {
        using var client = _host.Client();

        using var response = await client.PostAsync("/helper/sessions", new StringContent(body, Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Theory]
    [InlineData(true, 20)]
    [InlineData(false, 200)]
    public async Task Pairing_codes_cannot_be_guessed_for_long_by_one_helper_nor_by_all_of_an_address(bool isOneHelper, int guesses)
    {
        await using var host = await HostBench.StartAsync("--Helper:FailedPairingsPerMinute=20");
        using var client = host.Client();
        var token = isOneHelper ? NewToken() : null;
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < guesses + 5; i++)
        {
            using var response = await PairAsync(client, "2222-2222", token);
            statuses.Add(response.StatusCode);
        }

        Assert.Equal(guesses, statuses.Count(s => s == HttpStatusCode.NotFound));
        Assert.Equal(5, statuses.Count(s => s == HttpStatusCode.TooManyRequests));
    }

    [Fact]
    public async Task A_right_code_is_let_in_whatever_other_helpers_of_the_hospital_have_guessed()
    {
        await using var host = await HostBench.StartAsync("--Helper:FailedPairingsPerMinute=20");
        using var client = host.Client();
        var wrong = NewToken();
        for (var i = 0; i < 25; i++)
        {
            using var one = await PairAsync(client, "2222-2222", wrong);
            using var other = await PairAsync(client, "2222-2222");
        }

        var chat = await host.ChatAsync();
        await chat.PressAsync("choices", "register");
        await chat.PressAsync(await chat.NonceAsync(), "continue");
        var code = await chat.BigTextAsync();
        using var guesser = await PairAsync(client, code, wrong);
        using var response = await PairAsync(client, code);

        Assert.Equal(HttpStatusCode.TooManyRequests, guesser.StatusCode);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
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
            using var begun = await client.PostAsync("/chat/session", new StringContent("{}", Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);
            statuses.Add(begun.StatusCode);
            Assert.Equal(begun.StatusCode == HttpStatusCode.TooManyRequests, begun.Headers.RetryAfter is not null);
        }

        using var again = await mine.Client.PostAsync("/chat/session", new StringContent("{}", Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.TooManyRequests, HttpStatusCode.TooManyRequests], statuses);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
    }

    public static TheoryData<string, string, string> BadHelperBodies => new()
    {
        { "progress", """{"state":77}""", "WaitingForReader, WaitingForCard" },
        { "progress", """{"state":-1}""", "WaitingForReader, WaitingForCard" },
        { "progress", """{"state":"Zebedee"}""", "WaitingForReader, WaitingForCard" },
        { "progress", """{"state":"Working, WrongPasscode"}""", "WaitingForReader, WaitingForCard" },
        { "progress", """{"state":null}""", "WaitingForReader, WaitingForCard" },
        { "progress", "{}", "'state'" },
        { "progress", "null", "'state'" },
        { "progress", "[]", "'state'" },
        { "progress", "", "'state'" },
        { "result", """{"outcome":999}""", "Done, NoCard" },
        { "result", """{"outcome":0}""", "Done, NoCard" },
        { "result", """{"outcome":"0"}""", "Done, NoCard" },
        { "result", """{"outcome":"Cancelled, Unknown"}""", "Done, NoCard" },
        { "result", """{"outcome":1e99}""", "Done, NoCard" },
        { "result", "{}", "'outcome'" },
        { "result", """{"outcome":"Done","attemptsLeft":16}""", "from 0 to 15" },
        { "result", """{"outcome":"Done","attemptsLeft":-1}""", "from 0 to 15" },
        { "result", """{"outcome":"Done","attemptsLeft":99999999999}""", "from 0 to 15" },
        { "result", """{"outcome":"Done","attemptsLeft":"3"}""", "from 0 to 15" },
        { "result", """{"outcome":"Done","signature":"not base64!"}""", "base64" },
        { "result", """{"outcome":"Done","signature":7}""", "base64" },
        { "result", """{"outcome":"Done","cardIdentifier":"LONG"}""".Replace("LONG", new string('A', 201), StringComparison.Ordinal), "at most 200 characters" },
        { "result", """{"outcome":"Done","statusWord":["Zebedee"]}""", "at most 200 characters" },
        { "authorise", """{"cardIdentifier":"x","cardChallenge":7}""", "base64" },
        { "authorise", "{}", "'cardIdentifier' and 'cardChallenge'" },
        { "card-response", """{"cardResponse":"%"}""", "base64" },
        { "confirm", "7", "'cardChallenge'" },
    };

    [Theory]
    [MemberData(nameof(BadHelperBodies))]
    public async Task What_a_helper_cannot_mean_is_refused_with_what_may_stand_there(string call, string body, string allowed)
    {
        var (helper, task, _) = await _host.PairedHelperAsync();
        var before = await _host.CountsAsync();

        using var response = await helper.PostAsync($"/helper/tasks/{task}/{call}", new StringContent(body, Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);

        var problem = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(allowed, (string)problem["detail"]!, StringComparison.Ordinal);
        Assert.DoesNotContain(Marker, problem.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(before, await _host.CountsAsync());
    }

    [Fact]
    public async Task A_helper_that_calls_too_often_is_told_so_and_cannot_flood_the_chat()
    {
        var (helper, task, chat) = await _host.PairedHelperAsync();
        var before = (await chat.ActivitiesAsync()).Count;
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 300; i++)
        {
            using var response = await helper.PostAsync(
                $"/helper/tasks/{task}/progress",
                new StringContent($$"""{"state":"{{(i % 2 == 0 ? "WaitingForCard" : "WrongCard")}}"}""", Encoding.UTF8, "application/json"),
                TestContext.Current.CancellationToken);
            statuses.Add(response.StatusCode);
            Assert.Equal(response.StatusCode == HttpStatusCode.TooManyRequests, response.Headers.RetryAfter is not null);
        }

        Assert.Contains(HttpStatusCode.TooManyRequests, statuses);
        Assert.All(statuses, s => Assert.True(s is HttpStatusCode.NoContent or HttpStatusCode.TooManyRequests));
        Assert.InRange((await chat.ActivitiesAsync()).Count - before, 1, 40);
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

    [Fact]
    public async Task Pairings_that_succeed_are_not_counted_however_many_come_from_one_hospital()
    {
        await using var host = await HostBench.StartAsync("--Helper:FailedPairingsPerMinute=10");
        using var client = host.Client();
        for (var i = 0; i < 15; i++)
        {
            var chat = await host.ChatAsync();
            await chat.PressAsync("choices", "register");
            await chat.PressAsync(await chat.NonceAsync(), "continue");
            using var response = await PairAsync(client, await chat.BigTextAsync());
            Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        }
    }

    [Theory]
    [InlineData("GET", "next")]
    [InlineData("GET", "{id}")]
    [InlineData("POST", "{id}/progress")]
    [InlineData("POST", "{id}/authorise")]
    [InlineData("POST", "{id}/card-response")]
    [InlineData("POST", "{id}/confirm")]
    [InlineData("POST", "{id}/result")]
    public async Task A_helper_without_a_session_gets_nothing(string method, string path)
    {
        using var client = _host.Client();
        foreach (var token in new[] { null, "x", new string('A', 5000) })
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), "/helper/tasks/" + path.Replace("{id}", Guid.CreateVersion7().ToString(), StringComparison.Ordinal));
            request.Headers.TryAddWithoutValidation("Authorization", token is null ? null : "Bearer " + token);
            request.Content = method == "POST" ? new StringContent("{}", Encoding.UTF8, "application/json") : null;

            using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);

            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        }
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

        Assert.Contains("does not work", await visit.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
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

    private static string NewToken() => RandomNumberGenerator.GetHexString(64);

    private static Task<HttpResponseMessage> PairAsync(HttpClient client, string code, string? token = null) => client.PostAsync(
        "/helper/sessions",
        new StringContent(new JsonObject { ["pairingCode"] = code, ["token"] = token ?? NewToken(), ["helperVersion"] = "1" }.ToJsonString(), Encoding.UTF8, "application/json"),
        TestContext.Current.CancellationToken);
}
