using System.Diagnostics;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using Smartcard.SystemTests.Host;
using Smartcard.Tests;
using Smartcard.Workflows;

namespace Smartcard.SystemTests.Resilience;

/// <summary>What two hosts had in hand when they were killed is set aside by the third: by the real files of real processes.</summary>
public sealed class SetAsideProcessTests : IDisposable
{
    private const string MessageId = "the-one-that-ends-hosts";

    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;
    private readonly string _folder = Directory.CreateTempSubdirectory("smartcard-set-aside-").FullName;

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_message_under_way_when_two_hosts_were_killed_is_answered_with_what_to_do()
    {
        await using var host = new HostProcess(_folder, SmartcardHost.FreePort());
        using var chat = PatientHandler.ChatWith(host.Address);
        await host.StartAsync(_ct);
        await chat.OpenAsync(_ct);

        for (var ended = 0; ended < 2; ended++)
        {
            // Nobody else can write now, so the message stays under way.
            await using (var held = await HoldDatabaseAsync())
            {
                var sending = SendAsync(chat, "register", MessageId);
                await UnderWayAsync(StepId.Of("message", chat.Conversation, MessageId), host);
                await host.KillAsync();
                await Assert.ThrowsAsync<HttpRequestException>(() => sending);
            }

            await host.StartAsync(_ct);
        }

        await SendAsync(chat, "register", MessageId);
        await chat.PollAsync(_ct);

        Assert.True(chat.Said("Type *start again*"), chat.Newest);
        Assert.Contains("was set aside", host.Log, StringComparison.Ordinal);

        // The chat goes on.
        await SendAsync(chat, "start again", "another");
        await chat.PollAsync(_ct);
        Assert.NotNull(chat.Form());
    }

    private static async Task SendAsync(ChatClient chat, string words, string id)
    {
        var message = new JsonObject
        {
            ["type"] = "message",
            ["text"] = words,
            ["channelData"] = new JsonObject { ["clientActivityID"] = id },
        };
        using var response = await chat.PostAsync(message, CancellationToken.None);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Until the host's own file says that it has this step in hand.</summary>
    private async Task UnderWayAsync(StepId step, HostProcess host)
    {
        var id = step.Value.ToByteArray();
        await Patience.UntilAsync("the message to be under way", async () =>
        {
            Assert.True(host.IsRunning, $"The host ended.\n{host.Log}");
            var noted = await ReadAsync(Directory.GetFiles(Path.Combine(_folder, "steps"), "*.running"));
            return (noted.AsSpan().IndexOf(id) >= 0, $"{noted.Length} bytes");
        }, _ct);
    }

    /// <summary>As another program reads: .NET would ask for the lock that the host has on its file.</summary>
    private async Task<byte[]> ReadAsync(string[] files)
    {
        using var cat = Process.Start(new ProcessStartInfo("cat", files) { RedirectStandardOutput = true })!;
        using var content = new MemoryStream();
        await cat.StandardOutput.BaseStream.CopyToAsync(content, _ct);
        await cat.WaitForExitAsync(_ct);
        return content.ToArray();
    }

    private async Task<SqliteConnection> HoldDatabaseAsync()
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(_folder, "smartcard.db")};Pooling=False;Default Timeout=30");
        await connection.OpenAsync(_ct);
        await using var begin = connection.CreateCommand();
        begin.CommandText = "BEGIN IMMEDIATE";
        await begin.ExecuteNonQueryAsync(_ct);
        return connection;
    }
}
