using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Smartcard.Domain.Journeys;
using Smartcard.SelfService.Journeys;
using Smartcard.SelfService.Retention;
using Smartcard.Storage.Workflows;
using Smartcard.Tests.SelfService.Unlock;
using Smartcard.Workflows;

namespace Smartcard.Tests.Postgres;

/// <summary>After years of journeys a turn reads what it needs, and no table from end to end.</summary>
[OnPostgres]
public sealed class ManyRowsTests
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_whole_unlock_its_mails_and_what_runs_beside_it_read_no_table_from_end_to_end()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        await UnlockJourneyTests.UpToQuestionsAsync(bench); // left as it is, so that there is one that waits
        var rows = new ManyRows(bench.Database.ConnectionString);
        await rows.FillAsync(_ct);

        var helper = await UnlockJourneyTests.UpToQuestionsAsync(bench);
        await bench.AnswerWronglyAsync();
        await bench.AnswerAsync();
        await bench.ReplyAsync("send", ("code", await bench.ReadCodeAsync()));
        Assert.True(await helper.ResetAsync(bench.Card, "77!kestr"));
        await bench.SendMailsAsync();
        await bench.DoAsync(services => services.GetRequiredService<DueTimers>().NextAsync(_ct));
        await bench.TurnAsync((services, ct) => services.GetRequiredService<DueTimers>().ClaimAsync(bench.Time.GetUtcNow(), 20, [], ct));
        await bench.DoAsync(services => services.GetRequiredService<AbandonedJourneys>().EndAsync(_ct));
        await bench.DoAsync(services => services.GetRequiredService<JourneyPurge>().RunAsync(_ct));

        Assert.Equal(WorkflowStatus.Finished, bench.Status);
        Assert.Equal(JourneyEnd.Completed, (await bench.JourneyAsync()).End);
        Assert.Empty(await rows.ReadFromEndToEndAsync(_ct));
    }

    [Fact]
    public async Task What_reads_a_table_from_end_to_end_is_noticed()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        await UnlockJourneyTests.UpToQuestionsAsync(bench);
        var rows = new ManyRows(bench.Database.ConnectionString);
        await rows.FillAsync(_ct);

        await bench.RowsAsync<WorkflowTurnRow>();

        Assert.StartsWith("workflow_turns: ", Assert.Single(await rows.ReadFromEndToEndAsync(_ct)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_step_that_neither_starts_nor_ends_changes_its_instance_in_place()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        await using var source = NpgsqlDataSource.Create(bench.Database.ConnectionString);
        await using var indexes = source.CreateCommand(
            "SELECT string_agg(indexdef, ' ') FROM pg_indexes WHERE tablename = 'workflow_instances'");

        var columns = (string)(await indexes.ExecuteScalarAsync(_ct))!;

        Assert.Contains("created_at", columns, StringComparison.Ordinal);
        // named by one, a change would rewrite all
        Assert.All(["updated_at", "state", "turn"], changed => Assert.DoesNotMatch($@"\b{changed}\b", columns));
    }
}
