using System.Net;
using Smartcard.Tests.Host;

namespace Smartcard.Tests.Bot.Conversations;

/// <summary>What a chat's log gives its readers: messages echoed, repeated once, replaced in their place, and none missed.</summary>
public sealed class ConversationLogTests : IAsyncLifetime
{
    private HostBench _host = null!;

    public async ValueTask InitializeAsync() => _host = await HostBench.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_message_is_echoed_with_its_id_and_without_what_was_in_it()
    {
        var chat = await _host.ChatAsync();

        using var response = await chat.TypeAsync("my passcode is Zebedee", "mine-1");

        var echo = (await chat.ActivitiesAsync()).Single(a => (string?)a["channelData"]?["clientActivityID"] == "mine-1");
        Assert.Equal("••••••", (string?)echo["text"]);
        Assert.Equal("user", (string?)echo["from"]!["role"]);
        Assert.Contains(
            (string)echo["id"]!,
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
        Assert.DoesNotContain(
            "Zebedee",
            (await chat.PollAsync()).ToJsonString() + _host.Log.Text,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("help", "help")]
    [InlineData("My card is locked", "My card is locked")]
    [InlineData("help, my passcode was 4821", "••••••")]
    public async Task Harmless_words_are_shown_as_they_were_typed(string typed, string shown)
    {
        var chat = await _host.ChatAsync();
        await chat.TypeAsync(typed, "mine-1");

        Assert.Equal(
            shown,
            (string?)
                (await chat.ActivitiesAsync()).Single(a => (string?)a["channelData"]?["clientActivityID"] == "mine-1")[
                    "text"
                ]);
    }

    [Fact]
    public async Task The_same_message_twice_is_done_once_and_answered_the_same()
    {
        var chat = await _host.ChatAsync();
        using var first = await chat.PressAsync("choices", "register", "mine-1");
        var counts = await _host.CountsAsync();
        using var second = await chat.PressAsync("choices", "register", "mine-1");

        Assert.Equal(counts, await _host.CountsAsync());
        Assert.Equal(
            await first.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            await second.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Copies_that_arrive_at_the_same_time_start_one_journey()
    {
        var chat = await _host.ChatAsync();

        var responses = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => chat.PressAsync("choices", "register", "mine-1")));

        Assert.All(responses, r => Assert.Equal(HttpStatusCode.OK, r.StatusCode));
        Assert.Contains("journeys=1 ", await _host.CountsAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_that_was_sent_is_replaced_in_its_place_and_cannot_be_sent_again()
    {
        var chat = await _host.ChatAsync();
        await chat.PressAsync("choices", "register");
        var nonce = await chat.NonceAsync();
        var before = await chat.ActivitiesAsync();
        await chat.PressAsync(nonce, "continue");
        var counts = await _host.CountsAsync();
        await chat.PressAsync(nonce, "continue");
        var after = await chat.ActivitiesAsync();

        var asked = before.Single(a => a.ToJsonString().Contains(nonce, StringComparison.Ordinal));
        var closed = after.Single(a => (string?)a["id"] == (string?)asked["id"]); // once: a page that is loaded again never shows it open
        Assert.Equal(before.IndexOf(asked), after.IndexOf(closed));
        Assert.Null(closed["attachments"]);
        Assert.Equal((string?)asked["timestamp"], (string?)closed["timestamp"]);
        Assert.True(
            await chat.SaidAsync("That form was already sent") || await chat.SaidAsync("already"),
            "Nothing was said about the second press.");
        Assert.Contains("journeys=1 ", counts, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_chats_form_does_nothing_even_when_its_nonce_is_known()
    {
        var theirs = await _host.ChatAsync();
        await theirs.PressAsync("choices", "unlock");
        var nonce = await theirs.NonceAsync();
        var mine = await _host.ChatAsync();
        await mine.PressAsync(nonce, "continue");

        Assert.Equal(nonce, await theirs.NonceAsync());
    }

    [Fact]
    public async Task A_reader_that_knows_more_than_the_log_gets_all_of_it()
    {
        var chat = await _host.ChatAsync(); // as after a backup was put back
        var all = await chat.PollAsync();

        Assert.Equal(all.ToJsonString(), (await chat.PollAsync("9999")).ToJsonString());
    }

    [Fact]
    [OnPostgres]
    public async Task A_reader_comes_back_at_its_watermark_and_misses_nothing()
    {
        var chat = await _host.ChatAsync();
        var first = await chat.PollAsync();
        await chat.TypeAsync("help");
        var watermark = (string)first["watermark"]!;

        var rest = await chat.ActivitiesAsync(watermark);
        var all = await chat.ActivitiesAsync();

        Assert.Equal(all.Skip(first["activities"]!.AsArray().Count).Select(a => (string)a["id"]!), rest.Select(a => (string)a["id"]!));
        Assert.True(rest.Count >= 2);
        Assert.Equal(all.Select(a => (string)a["timestamp"]!).Order(StringComparer.Ordinal), all.Select(a => (string)a["timestamp"]!));
    }
}
