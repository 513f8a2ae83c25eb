using System.Data.Common;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Bot.Channels.DirectLine;
using Smartcard.Storage;
using Smartcard.Tests.Host;

namespace Smartcard.Tests.Bot.Channels.DirectLine;

/// <summary>One chat in many tabs of a browser: each gets what is said, and one too many is told that there is no socket for it.</summary>
public sealed class ChatTabsTests
{
    [Fact]
    public async Task Each_of_many_tabs_gets_what_is_said_and_one_too_many_is_told()
    {
        await using var host = await HostBench.StartAsync();
        var chat = await host.ChatAsync();
        var tabs = new List<WebSocket>();
        for (var tab = 0; tab < StreamSockets.MaxPerConversation; tab++)
        {
            Assert.False(await IsFullAsync(chat));
            tabs.Add(await OpenAsync(host, chat));
        }

        Assert.True(tabs.Count > 6);
        Assert.True(await IsFullAsync(chat));
        Assert.False(await IsFullAsync(await host.ChatAsync()));

        tabs[0].Dispose();
        await Patience.UntilAsync(
            "the place of a closed tab",
            async () => (!await IsFullAsync(chat), (object?)null),
            TestContext.Current.CancellationToken);
        tabs.ForEach(tab => tab.Dispose());
    }

    [Fact]
    public async Task A_tab_that_hears_no_news_hears_that_the_host_is_there()
    {
        await using var host = await HostBench.StartAsync();
        using var tab = await OpenAsync(host, await host.ChatAsync());

        var beat = await tab.ReceiveAsync(new byte[1024], TestContext.Current.CancellationToken)
            .WaitAsync(Patience.Quiet, TestContext.Current.CancellationToken);

        Assert.Equal((WebSocketMessageType.Text, 0, true), (beat.MessageType, beat.Count, beat.EndOfMessage));
    }

    [Fact]
    public async Task A_tab_hears_that_the_host_is_there_while_the_database_is_slow()
    {
        var database = new SlowDatabase();
        await using var host = await HostBench.StartAsync(
            services => services.ConfigureDbContext<SmartcardDbContext>(options => options.AddInterceptors(database)));
        var address = await AddressAsync(await host.ChatAsync());
        database.Slows();
        using var tab = await host.WebSocketAsync(address);

        var beat = await tab.ReceiveAsync(new byte[1024], TestContext.Current.CancellationToken)
            .WaitAsync(Patience.Quiet, TestContext.Current.CancellationToken);
        Assert.Equal((WebSocketMessageType.Text, 0, true), (beat.MessageType, beat.Count, beat.EndOfMessage));

        database.Answers();
        await Patience.UntilAsync(
            "what was said",
            async () =>
            {
                var frame = await tab.ReceiveAsync(new byte[64 * 1024], TestContext.Current.CancellationToken);
                return (frame.Count > 0, frame.Count);
            },
            TestContext.Current.CancellationToken);
    }

    private static async Task<WebSocket> OpenAsync(HostBench host, Chat chat)
    {
        var socket = await host.WebSocketAsync(await AddressAsync(chat));
        var first = await socket.ReceiveAsync(new byte[64 * 1024], TestContext.Current.CancellationToken);
        Assert.True(first.Count > 0);
        return socket;
    }

    private static async Task<Uri> AddressAsync(Chat chat)
    {
        using var begun = await chat.Client.PostAsync("/v3/directline/conversations", null, TestContext.Current.CancellationToken);
        var session = await begun.Content.ReadFromJsonAsync<JsonObject>(TestContext.Current.CancellationToken);
        return new Uri((string)session!["streamUrl"]!);
    }

    private static async Task<bool> IsFullAsync(Chat chat)
    {
        using var response = await chat.Client.PostAsJsonAsync(
            "/chat/session",
            new { language = "en" },
            TestContext.Current.CancellationToken);
        return (bool)
            (await response.Content.ReadFromJsonAsync<JsonObject>(TestContext.Current.CancellationToken))!["isFull"]!;
    }

    /// <summary>Keeps whoever reads what was said waiting, until it answers.</summary>
    private sealed class SlowDatabase : DbCommandInterceptor
    {
        private readonly TaskCompletionSource _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private volatile bool _isSlow;

        public void Slows() => _isSlow = true;

        public void Answers() => _answered.SetResult();

        public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command,
            CommandEventData eventData,
            InterceptionResult<DbDataReader> result,
            CancellationToken cancellationToken = default)
        {
            if (_isSlow && command.CommandText.Contains("conversation_entries", StringComparison.Ordinal))
            {
                await _answered.Task.WaitAsync(cancellationToken);
            }

            return result;
        }
    }
}
