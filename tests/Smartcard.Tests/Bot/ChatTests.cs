using System.Net;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Domain.Journeys;
using Smartcard.SelfService.Journeys;
using Smartcard.Storage;
using Smartcard.Storage.Conversations;
using Smartcard.Tests.Host;

namespace Smartcard.Tests.Bot;

/// <summary>The chat as its clients meet it: what is echoed, repeated, replaced, remembered and refused.</summary>
public sealed class ChatTests : IAsyncLifetime
{
    private HostBench _host = null!;

    public async ValueTask InitializeAsync() => _host = await HostBench.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_database_that_fails_is_told_in_a_sentence_and_the_same_message_goes_through_when_it_is_back()
    {
        var chat = await _host.ChatAsync();
        await SqlAsync("ALTER TABLE conversations RENAME TO conversations_away");

        using var answer = await chat.TypeAsync("my card is locked", "mine");
        var said = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "5"), (answer.StatusCode, answer.Headers.RetryAfter?.ToString()));
        Assert.Contains("It is safe to send it again", said, StringComparison.Ordinal);
        await SqlAsync("ALTER TABLE conversations_away RENAME TO conversations");
        Assert.Equal(HttpStatusCode.OK, (await chat.TypeAsync("my card is locked", "mine")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await chat.TypeAsync("my card is locked", "mine")).StatusCode);
        Assert.Contains("journeys=1 ", await _host.CountsAsync(), StringComparison.Ordinal);
    }

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

    [Fact]
    [OnPostgres]
    public async Task The_same_browser_carries_on_until_half_an_hour_of_silence()
    {
        var chat = await _host.ChatAsync();
        await chat.PressAsync("choices", "register");

        Assert.Equal(chat.Id, await SessionAsync(chat, startAgain: false));
        _host.Time.Advance(TimeSpan.FromMinutes(31));
        Assert.NotEqual(chat.Id, await SessionAsync(chat, startAgain: false));
    }

    [Fact]
    [OnPostgres]
    public async Task Start_again_on_the_page_begins_a_new_chat_and_ends_the_old_journey()
    {
        var chat = await _host.ChatAsync();
        await chat.PressAsync("choices", "register");

        Assert.NotEqual(chat.Id, await SessionAsync(chat, startAgain: true));
        Assert.True(await chat.SaidAsync("Cancelled") || await chat.SaidAsync("cancelled"));
    }

    [Theory]
    [InlineData("cancel", "en")]
    [InlineData("canslo", "cy")]
    public async Task Typed_words_begin_and_end_a_journey_in_both_languages(string cancel, string language)
    {
        var chat = await _host.ChatAsync(language);
        await chat.TypeAsync(language == "cy" ? "mae fy ngherdyn wedi cloi" : "my card is locked");
        Assert.Contains("journeys=1 ", await _host.CountsAsync(), StringComparison.Ordinal);

        await chat.TypeAsync(cancel);
        await chat.TypeAsync(cancel);

        Assert.Equal("choices", await chat.NonceAsync());
    }

    [Fact]
    [OnPostgres]
    public async Task Another_language_redraws_the_open_form_in_its_place_and_it_can_still_be_sent()
    {
        var chat = await _host.ChatAsync();
        await chat.PressAsync("choices", "unlock");
        var nonce = await chat.NonceAsync();
        async Task<JsonObject> FormAsync() =>
            (await chat.ActivitiesAsync()).Single(a => a.ToJsonString().Contains(nonce, StringComparison.Ordinal));
        var asked = await FormAsync();

        await chat.TypeAsync("Cymraeg");

        var drawn = await FormAsync();
        Assert.Equal(((string)asked["id"]!, (string)asked["timestamp"]!), ((string)drawn["id"]!, (string)drawn["timestamp"]!));
        Assert.Equal("Datgloi fy ngherdyn", (string?)drawn["attachments"]![0]!["content"]!["body"]![0]!["text"]);
        await chat.PressAsync(nonce, "continue");
        Assert.NotEqual(nonce, await chat.NonceAsync());
        Assert.True(await chat.SaidAsync("Dechrau"), "The button that was pressed is not named in Welsh.");
    }

    [Fact]
    public async Task The_language_is_the_journeys_and_goes_over_to_the_next_one()
    {
        var chat = await _host.ChatAsync();
        await chat.PressAsync("choices", "unlock");
        await chat.TypeAsync("Cymraeg");
        Assert.Equal(("cy", "en"), await LanguagesAsync()); // the wish is not asked while a journey is under way

        await chat.TypeAsync("canslo");
        await chat.TypeAsync("English");
        Assert.Equal(("cy", "en"), await LanguagesAsync()); // the mails of the first one stay as they were
        await chat.TypeAsync("Cymraeg");
        await chat.PressAsync("choices", "register");

        Assert.Equal(("cy", "cy"), await LanguagesAsync());

        async Task<(string Journey, string Wish)> LanguagesAsync()
        {
            await using var scope = _host.Services.CreateAsyncScope();
            var database = scope.ServiceProvider.GetRequiredService<SmartcardDbContext>();
            var newest = await database.Set<Journey>().OrderByDescending(j => j.Id).FirstAsync();
            return (newest.Language, (await database.Set<Conversation>().SingleAsync()).WishedLanguage);
        }
    }

    [Fact]
    public async Task Whoever_only_asks_for_help_is_still_there()
    {
        var chat = await _host.ChatAsync();
        await chat.PressAsync("choices", "unlock");
        _host.Time.Advance(Journey.Patience - TimeSpan.FromMinutes(1));
        await chat.TypeAsync("help");
        _host.Time.Advance(TimeSpan.FromMinutes(2));

        Assert.Null(await EndOfAbandonedAsync());
        _host.Time.Advance(Journey.Patience);
        Assert.Equal(JourneyEnd.Abandoned, await EndOfAbandonedAsync());

        async Task<JourneyEnd?> EndOfAbandonedAsync()
        {
            await using var scope = _host.Services.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<AbandonedJourneys>().EndAsync(CancellationToken.None);
            return (await scope.ServiceProvider.GetRequiredService<SmartcardDbContext>().Set<Journey>().AsNoTracking().SingleAsync()).End;
        }
    }

    [Fact]
    public async Task Help_is_about_where_the_person_stands()
    {
        var chat = await _host.ChatAsync();
        await chat.TypeAsync("help");
        Assert.False(await chat.SaidAsync("Open it with the button above"));

        await chat.PressAsync("choices", "unlock");
        await chat.PressAsync(await chat.NonceAsync(), "continue");
        await chat.TypeAsync("help");

        Assert.True(await chat.SaidAsync("Open it with the button above"));
    }

    [Fact]
    public async Task This_was_not_me_leaves_whatever_is_under_way_and_begins_a_report()
    {
        var chat = await _host.ChatAsync();
        await chat.PressAsync("choices", "unlock");

        await chat.TypeAsync("I had an email, but that wasn't me!");

        var form = (await chat.ActivitiesAsync()).Last(a => a["attachments"] is not null);
        Assert.Contains("Stop self-service for my card", form.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("journeys=2 ", await _host.CountsAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cancel")]
    [InlineData("start again")]
    [InlineData("this was not me")]
    public async Task A_journey_whose_card_is_being_changed_cannot_be_left_until_that_is_done(string typed)
    {
        var chat = await _host.ChatAsync();
        await chat.PressAsync("choices", "unlock");
        await _host.CardIsChangingAsync(isOver: false);

        await chat.TypeAsync(typed);

        Assert.True(await chat.SaidAsync("We are changing your card right now"));
        using var page = await chat.Client.PostAsync("/chat/session", new StringContent("""{"startAgain":true}""", System.Text.Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Conflict, page.StatusCode);
        await _host.CardIsChangingAsync(isOver: true);
        await chat.TypeAsync("cancel");
        Assert.True(await chat.SaidAsync("Cancelled."));
    }

    [Fact]
    public async Task Between_journeys_the_next_person_at_the_computer_finds_an_empty_page()
    {
        var chat = await _host.ChatAsync();
        await chat.TypeAsync("hello");

        _host.Time.Advance(TimeSpan.FromMinutes(4));
        Assert.Equal(chat.Id, await SessionAsync(chat, startAgain: false));
        _host.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.NotEqual(chat.Id, await SessionAsync(chat, startAgain: false));
    }

    [Fact]
    public async Task Words_too_many_at_once_are_asked_to_wait()
    {
        var chat = await _host.ChatAsync();
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 15; i++)
        {
            using var response = await chat.TypeAsync("help");
            statuses.Add(response.StatusCode);
        }

        Assert.Contains(HttpStatusCode.TooManyRequests, statuses);
        Assert.All(statuses, s => Assert.True(s is HttpStatusCode.OK or HttpStatusCode.TooManyRequests));
    }

    private static async Task<string> SessionAsync(Chat chat, bool startAgain)
    {
        using var response = await chat.Client.PostAsync(
            "/chat/session",
            new StringContent(
                new JsonObject { ["startAgain"] = startAgain }.ToJsonString(),
                System.Text.Encoding.UTF8,
                "application/json"));
        return (string)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["conversationId"]!;
    }

    private async Task SqlAsync(string sql)
    {
        await using var scope = _host.Services.CreateAsyncScope();
        await scope
            .ServiceProvider.GetRequiredService<SmartcardDbContext>()
            .Database.ExecuteSqlRawAsync(sql, TestContext.Current.CancellationToken);
    }
}
