using System.Net;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Storage;
using Smartcard.Tests.Host;

namespace Smartcard.Tests.Bot.Channels.DirectLine;

/// <summary>Who goes on with which chat, and what a page is told when the host cannot take a message.</summary>
public sealed class ChatSessionsTests : IAsyncLifetime
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
