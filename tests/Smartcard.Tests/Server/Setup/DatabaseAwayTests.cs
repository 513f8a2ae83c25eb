using System.Net;
using System.Net.Http.Json;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Smartcard.Storage;
using Smartcard.Tests.Host;

namespace Smartcard.Tests.Server.Setup;

/// <summary>A database that fails is told as that, to people and to operators; what it rightly refuses is not.</summary>
[OnPostgres]
public sealed class DatabaseAwayTests
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    public static TheoryData<Exception, bool> Failures =>
        new()
        {
            { new NpgsqlException("no connection", new IOException()), true },
            { new PostgresException("no room", "ERROR", "ERROR", PostgresErrorCodes.DiskFull), true },
            { new PostgresException("stopping", "FATAL", "FATAL", PostgresErrorCodes.AdminShutdown), true },
            { new PostgresException("no table", "ERROR", "ERROR", PostgresErrorCodes.UndefinedTable), true },
            { new DbUpdateException("", new SqliteException("database or disk is full", 13)), true },
            { new PostgresException("second key", "ERROR", "ERROR", PostgresErrorCodes.UniqueViolation), false },
            {
                new DbUpdateException(
                    "",
                    new PostgresException("too long", "ERROR", "ERROR", PostgresErrorCodes.StringDataRightTruncation)),
                false
            },
            { new DbUpdateException("", new SqliteException("second key", 19)), false },
            { new InvalidOperationException(), false },
        };

    [Theory]
    [MemberData(nameof(Failures), DisableDiscoveryEnumeration = true)]
    public void What_it_refuses_because_of_the_data_is_a_fault_of_ours(Exception failure, bool isTheDatabases) =>
        Assert.Equal(isTheDatabases, DatabaseFaults.IsOne(failure));

    [Theory]
    [InlineData("application/json", "\"status\":503")]
    [InlineData("text/html", "We cannot look that up or save it right now.")]
    public async Task Whatever_is_asked_is_answered_with_a_sentence_and_logged_without_what_the_database_says(string accept, string words)
    {
        await using var host = await HostBench.StartAsync();
        await using (var scope = host.Services.CreateAsyncScope())
        {
            await scope
                .ServiceProvider.GetRequiredService<SmartcardDbContext>()
                .Database.ExecuteSqlRawAsync("ALTER TABLE conversations RENAME TO conversations_away", _ct);
        }

        using var client = host.Client();
        using var asked = new HttpRequestMessage(HttpMethod.Post, "/chat/session")
        {
            Headers = { { "Accept", accept } },
            Content = JsonContent.Create(new { language = "en" }),
        };
        using var answer = await client.SendAsync(asked, _ct);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "5"), (answer.StatusCode, answer.Headers.RetryAfter?.ToString()));
        var said = await answer.Content.ReadAsStringAsync(_ct);
        Assert.Contains(words, said, StringComparison.Ordinal);
        Assert.DoesNotContain("conversations", said, StringComparison.Ordinal);
        var logged = Assert.Single(host.Log.Lines, line => line.Contains("The database failed a request", StringComparison.Ordinal));
        Assert.DoesNotContain("conversations", logged, StringComparison.Ordinal);
    }
}
