using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Smartcard.CardTasks.Piv;
using Smartcard.Tests.Host;

namespace Smartcard.Tests.PublicEndpoints.HelperApi;

/// <summary>Whatever a helper sends: a clear refusal, nothing changed, and no way to guess a pairing code or to flood a chat.</summary>
public sealed class BadHelperInputTests : IAsyncLifetime
{
    private const string Marker = "Zebedee";
    private static readonly string ReplyKey = Convert.ToBase64String(new PukReply().PublicKey);
    private HostBench _host = null!;

    public async ValueTask InitializeAsync() => _host = await HostBench.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

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

        using var response = await client.PostAsync(
            "/helper/sessions",
            new StringContent(body, Encoding.UTF8, "application/json"),
            TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task A_helper_that_is_too_old_is_told_which_to_install_and_the_chat_tells_the_person()
    {
        await using var host = await HostBench.StartAsync("--Helper:OldestVersion=2.0", "--Helper:NewestVersion=2.1");
        using var client = host.Client();
        var chat = await host.ChatAsync();
        await chat.PressAsync("choices", "register");
        await chat.PressAsync(await chat.NonceAsync(), "continue");

        using var refused = await PairAsync(client, await chat.BigTextAsync());

        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        var problem = JsonNode.Parse(await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        Assert.Equal(
            ("https://smartcard.invalid/problems/helper-too-old", "2.1.0"), ((string)problem["type"]!, (string)problem["version"]!));
        Assert.True(await chat.SaidAsync("Go to the IT booth and ask for the new one (version 2.1.0)"));
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

    public static TheoryData<string, string, string> BadHelperBodies => new()
    {
        { "progress", """{"state":77}""", "WaitingForReader, WaitingForCard" },
        { "progress", """{"state":-1}""", "WaitingForReader, WaitingForCard" },
        { "progress", """{"state":"Zebedee"}""", "WaitingForReader, WaitingForCard" },
        { "progress", """{"state":"Working, WrongPasscode"}""", "WaitingForReader, WaitingForCard" }, // together: CardInUse
        { "progress", """{"state":"WaitingForCard, WrongCard"}""", "WaitingForReader, WaitingForCard" }, // together: CardRemoved
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
        { "result", """{"outcome":"Done","cardIdentifier":"LONG"}""".Replace("LONG", new string('A', 201), StringComparison.Ordinal), "up to 200 characters" },
        { "result", """{"outcome":"Done","statusWord":["Zebedee"]}""", "up to 200 characters" },
        { "authorise", """{"cardIdentifier":"x","cardChallenge":7}""", "base64" },
        { "authorise", "{}", "'cardIdentifier' and 'cardChallenge'" },
        { "card-response", """{"cardResponse":"%"}""", "base64" },
        { "confirm", "7", "'cardChallenge'" },
        { "result", """{"outcome":"Done","pukVersion":10000}""", "from 0 to 9999" },
        { "result", """{"outcome":"CardNotSupported","trouble":"Zebedee"}""", "NoPresenceKey, NoPasscodeKey, NoIdentity" },
        { "puk", "{}", "'cardIdentifier' and 'presenceSignature' and 'replyKey'" },
        { "puk", """{"cardIdentifier":"x","presenceSignature":"AAAA","replyKey":"AAAA"}""", "a fresh P-256 public key as 'replyKey'" },
        { "puk", """{"cardIdentifier":"x","presenceSignature":7,"replyKey":"AAAA"}""", "base64" },
        { "puk-result", """{"version":1,"outcome":"Zebedee","replyKey":"AAAA"}""", "Accepted, Wrong, Blocked" },
        { "puk-result", """{"version":10000,"outcome":"Accepted","replyKey":"AAAA"}""", "from 0 to 9999" },
        { "puk-result", """{"version":1,"outcome":"Wrong","replyKey":"AAAA","attemptsLeft":16}""", "from 0 to 15" },
        { "puk-result", """{"version":1,"outcome":"Accepted","replyKey":"AAAA"}""", "a fresh P-256 public key as 'replyKey'" },
        { "puk-result", $$"""{"version":1,"outcome":"Wrong","replyKey":"{{ReplyKey}}"}""", "'attemptsLeft' too" },
    };

    [Theory]
    [MemberData(nameof(BadHelperBodies))]
    public async Task What_a_helper_cannot_mean_is_refused_with_what_may_stand_there(string call, string body, string allowed)
    {
        var (helper, task, _) = await _host.PairedHelperAsync();
        var before = await _host.CountsAsync();

        using var response = await helper.PostAsync(
            $"/helper/tasks/{task}/{call}",
            new StringContent(body, Encoding.UTF8, "application/json"),
            TestContext.Current.CancellationToken);

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
        var before = await EntriesAsync();
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
        Assert.InRange(await EntriesAsync() - before, 1, 40);

        // Most of them have given way to others: what counts is what was written.
        async Task<int> EntriesAsync() => int.Parse((string)(await chat.PollAsync())["watermark"]!, CultureInfo.InvariantCulture);
    }

    [Theory]
    [InlineData("GET", "next")]
    [InlineData("GET", "{id}")]
    [InlineData("POST", "{id}/progress")]
    [InlineData("POST", "{id}/authorise")]
    [InlineData("POST", "{id}/card-response")]
    [InlineData("POST", "{id}/confirm")]
    [InlineData("POST", "{id}/puk")]
    [InlineData("POST", "{id}/puk-result")]
    [InlineData("POST", "{id}/result")]
    public async Task A_helper_without_a_session_gets_nothing(string method, string path)
    {
        using var client = _host.Client();
        foreach (var token in new[] { null, "x", new string('A', 5000) })
        {
            using var request = new HttpRequestMessage(
                new HttpMethod(method),
                "/helper/tasks/" + path.Replace("{id}", Guid.CreateVersion7().ToString(), StringComparison.Ordinal));
            request.Headers.TryAddWithoutValidation("Authorization", token is null ? null : "Bearer " + token);
            request.Content = method == "POST" ? new StringContent("{}", Encoding.UTF8, "application/json") : null;

            using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);

            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        }
    }

    private static string NewToken() => RandomNumberGenerator.GetHexString(64);

    private static Task<HttpResponseMessage> PairAsync(HttpClient client, string code, string? token = null) =>
        client.PostAsync(
            "/helper/sessions",
            new StringContent(
                new JsonObject
                {
                    ["pairingCode"] = code,
                    ["token"] = token ?? NewToken(),
                    ["helperVersion"] = "1",
                }.ToJsonString(),
                Encoding.UTF8,
                "application/json"),
            TestContext.Current.CancellationToken);
}
