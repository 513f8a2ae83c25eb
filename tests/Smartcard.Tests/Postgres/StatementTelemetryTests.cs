using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Smartcard.Storage;
using Smartcard.Storage.Telemetry;
using Smartcard.Tests.Server.Telemetry;

namespace Smartcard.Tests.Postgres;

/// <summary>
/// The database's calls in a trace: that they were made, how long they took and how they failed, and nothing of what
/// was asked.
/// </summary>
[Collection(nameof(TelemetryTests))]
[OnPostgres]
public sealed class StatementTelemetryTests
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Neither_a_statement_nor_a_parameter_nor_an_errors_words_are_recorded()
    {
        await using var collector = await Collector.StartAsync();
        await using var host = await collector.HostAsync();
        await using (var scope = host.Services.CreateAsyncScope())
        {
            var database = scope.ServiceProvider.GetRequiredService<SmartcardDbContext>().Database;
            var turn = scope.ServiceProvider.GetRequiredService<TurnTelemetry>();
            var parameter = "MarkedParameter";
            await turn.MeasureAsync(
                TurnTrigger.Timer,
                null,
                () => database.SqlQuery<string>($"SELECT 'MarkedLiteral' || {parameter} AS \"Value\"").SingleAsync(_ct));

            // PostgreSQL says in its error what it could not read.
            await Assert.ThrowsAsync<PostgresException>(() =>
                turn.MeasureAsync(
                    TurnTrigger.Timer,
                    null,
                    () => database.ExecuteSqlAsync($"SELECT cast({parameter} AS int)", _ct)));
        }

        collector.Flush(host);

        var calls = collector.Spans.Where(s => s.Source.Name == "Npgsql" && s.ParentSpanId != default).ToList();
        var failed = Assert.Single(calls, s => s.Status == ActivityStatusCode.Error);
        Assert.Equal("22P02", failed.GetTagItem("db.response.status_code"));
        Assert.Contains(
            failed.Events.SelectMany(e => e.Tags),
            t => t.Key == "exception.type" && $"{t.Value}".EndsWith("PostgresException", StringComparison.Ordinal));
        Assert.Contains(calls, s => s.Status != ActivityStatusCode.Error);
        Assert.DoesNotContain("Marked", collector.Sent("/v1/traces") + collector.Sent("/v1/metrics"), StringComparison.Ordinal);
        Assert.Contains(collector.Metrics, m => m.Name == "db.client.operation.duration");
    }
}
