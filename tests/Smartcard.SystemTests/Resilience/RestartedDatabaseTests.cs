using System.Net;
using System.Text.Json.Nodes;
using Smartcard.SystemTests.Host;

namespace Smartcard.SystemTests.Resilience;

/// <summary>
/// A PostgreSQL server that is restarted while somebody writes: they wait a moment, and are not told that anything went
/// wrong.
/// </summary>
public sealed class RestartedDatabaseTests : IDisposable
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;
    private readonly string _folder = Directory.CreateTempSubdirectory("smartcard-restarted-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_message_that_meets_the_restart_is_taken()
    {
        Assert.SkipUnless(PostgresProcess.Programs is not null, "There is no PostgreSQL: install the package postgresql, and run ./test.");
        await using var database = await PostgresProcess.StartNewAsync(PostgresProcess.Programs);
        await using var host = new HostProcess(
            _folder,
            SmartcardHost.FreePort(),
            $"--ConnectionStrings:Smartcard={database.ConnectionString}",
            "--Logging:LogLevel:Default=Warning");
        await host.StartAsync(_ct);
        using var chat = PatientHandler.ChatWith(host.Address);
        await chat.OpenAsync(_ct);

        await database.StopAsync("fast");
        var answer = chat.PostAsync(
            new JsonObject
            {
                ["type"] = "message",
                ["text"] = "my card is locked",
                ["channelData"] = new JsonObject { ["clientActivityID"] = "mine" },
            },
            _ct);
        await Task.Delay(400, _ct); // long enough for it to find nobody there
        Assert.False(answer.IsCompleted);
        await database.StartAsync();

        Assert.Equal(HttpStatusCode.OK, (await answer).StatusCode);
        await chat.PollAsync(_ct);
        Assert.False(chat.Said("something went wrong"), host.Log);
        Assert.Equal(1L, await database.RunSqlAsync("SELECT count(*) FROM journeys", _ct));
    }
}
