using System.Net;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Smartcard.Bot.Conversations;
using Smartcard.Domain.Audit;
using Smartcard.Domain.Journeys;
using Smartcard.SelfService.Audit;
using Smartcard.Storage;
using Smartcard.Storage.Workflows;
using Smartcard.Tests.Host;
using Smartcard.Workflows;

namespace Smartcard.Tests.Postgres;

/// <summary>Two hosts on one PostgreSQL: a chat may hop between them at every message, and whatever arrives twice is done once.</summary>
[OnPostgres]
public sealed class TwoHostsTests : IAsyncLifetime
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;
    private HostBench _one = null!;
    private HostBench _two = null!;

    public async ValueTask InitializeAsync()
    {
        _one = await HostBench.StartAsync();
        _two = await HostBench.StartBesideAsync(_one);
    }

    public async ValueTask DisposeAsync()
    {
        await _two.DisposeAsync();
        await _one.DisposeAsync();
    }

    [Fact]
    public async Task A_chat_hops_between_them_at_every_message()
    {
        var here = await _one.ChatAsync();
        var there = here.On(_two);

        await here.TypeAsync("my card is locked");
        await there.PressAsync(await there.NonceAsync(), "continue");
        Assert.True(await here.SaysOnCardAsync("reader helper"));
        await here.TypeAsync("help");
        await there.TypeAsync("cancel");

        Assert.Equal((await here.PollAsync()).ToJsonString(), (await there.PollAsync()).ToJsonString());
        Assert.Contains("journeys=1 ", await _one.CountsAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_one_commits_wakes_who_waits_at_the_other()
    {
        var chat = await _one.ChatAsync();
        var signals = _two.Services.GetRequiredService<ConversationSignals>();
        await ListeningAsync(2);

        // Twice: a host that begins to listen wakes everybody once by itself.
        foreach (var words in new[] { "my card is locked", "help" })
        {
            var waiting = signals.Next(chat.Id);
            await chat.TypeAsync(words);

            await Patience.EndOfAsync(waiting, $"the other host to hear of '{words}'", _ct);
        }
    }

    [Fact]
    public async Task A_host_whose_ear_was_cut_off_hears_again_and_looks_for_what_it_missed()
    {
        var chat = await _one.ChatAsync();
        await ListeningAsync(2);
        var missed = _two.Services.GetRequiredService<ConversationSignals>().Next(chat.Id);
        await SqlAsync(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND "
            + "application_name = 'Smartcard listener'");

        await UntilAsync(async () =>
        {
            foreach (var host in new[] { _one, _two })
            {
                host.Time.Advance(TimeSpan.FromMilliseconds(100)); // after a second it connects again
            }

            return missed.IsCompleted && await ListenersAsync() >= 2;
        });
        Assert.Contains("does not hear what other hosts commit", _two.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_message_at_both_at_once_is_done_once_and_answered_the_same()
    {
        var here = await _one.ChatAsync();
        var there = here.On(_two);

        for (var round = 0; round < 4; round++) // with fewer than the ten posts that one host takes at a stroke
        {
            var answers = await Task.WhenAll(
                here.TypeAsync("help", $"mine-{round}"),
                there.TypeAsync("help", $"mine-{round}"),
                here.TypeAsync("help", $"mine-{round}"));

            Assert.All(answers, a => Assert.Equal(HttpStatusCode.OK, a.StatusCode));
            Assert.Single((await Task.WhenAll(answers.Select(a => a.Content.ReadAsStringAsync(_ct)))).Distinct());
        }

        Assert.Equal(
            4,
            (await here.ActivitiesAsync()).Count(a =>
                ((string?)a["channelData"]?["clientActivityID"])?.StartsWith("mine-", StringComparison.Ordinal) == true));
    }

    [Fact]
    public async Task Turns_of_both_at_once_leave_the_chain_of_the_audit_whole()
    {
        var chats = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => (i % 2 == 0 ? _one : _two).ChatAsync()));

        await Task.WhenAll(chats.Select(async (chat, i) =>
        {
            var other = chat.On(i % 2 == 0 ? _two : _one);
            await chat.TypeAsync("my card is locked");
            await other.PressAsync(await other.NonceAsync(), "continue");
            await chat.TypeAsync("cancel");
        }));

        await using var scope = _one.Services.CreateAsyncScope();
        Assert.Null(await scope.ServiceProvider.GetRequiredService<AuditLog>().FindBreakAsync(_ct));
        var database = scope.ServiceProvider.GetRequiredService<SmartcardDbContext>();
        Assert.Equal(20, await database.Set<AuditEntry>().CountAsync(a => a.Event == "journey-started", _ct));
        Assert.Equal(20, await database.Set<Journey>().CountAsync(_ct));
    }

    [Fact]
    public async Task A_timer_and_an_answer_in_the_same_instant_are_one_step()
    {
        var chat = await _one.ChatAsync();
        await chat.TypeAsync("my card is locked");
        var timer = await AddTimerAsync();

        await Task.WhenAll(new[] { _one, _two, _one, _two }.Select(host => ResumeAsync(host, timer)));

        // The hosts' own timers try as well, and may have been the first.
        await using var scope = _one.Services.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<SmartcardDbContext>();
        Assert.False(await database.Set<WorkflowBookmarkRow>().AnyAsync(b => b.Id == timer, _ct));
        var journal = (await database.Set<WorkflowTurnRow>().AsNoTracking().ToListAsync(_ct))
            .SelectMany(t => JournalEntry.Read(t.Journal))
            .Where(j => j.ActivityType == "Elsa.Delay")
            .ToList();
        Assert.Single(journal, j => j.Event == "Resumed");
        Assert.Single(journal, j => j.Event == "Completed");
    }

    /// <summary>Waits on a timer that is due.</summary>
    private async Task<Guid> AddTimerAsync()
    {
        await using var scope = _one.Services.CreateAsyncScope();
        var services = scope.ServiceProvider;
        var database = services.GetRequiredService<SmartcardDbContext>();
        const string json = """{"id":"nap.v1","definitionId":"nap","version":1,"name":"Nap","root":{"id":"d","type":"Elsa.Delay","version":1,"timeSpan":"00:00:00"}}""";
        database.Add(new WorkflowDefinitionRow
        {
            DefinitionId = "nap",
            Version = 1,
            Name = "Nap",
            Json = json,
            IsPublished = true,
            WasPublished = true,
            CreatedAt = _one.Time.GetUtcNow(),
        });
        await database.SaveChangesAsync(_ct);
        var nap = await services
            .GetRequiredService<TurnTransaction>()
            .RunAsync(
                ct =>
                    services
                        .GetRequiredService<WorkflowEngine>()
                        .StartAsync(
                            new StartRequest(
                                Guid.CreateVersion7(),
                                "nap",
                                null,
                                null,
                                new Dictionary<string, string>()),
                            ct),
                _ct);
        return nap.NewBookmarks.Single().Id;
    }

    private async Task<ResumeResult> ResumeAsync(HostBench host, Guid bookmark)
    {
        await using var scope = host.Services.CreateAsyncScope();
        var engine = scope.ServiceProvider.GetRequiredService<WorkflowEngine>();
        return await scope.ServiceProvider.GetRequiredService<TurnTransaction>().RunAsync(ct => engine.ResumeTimerAsync(bookmark, ct), _ct);
    }

    private Task ListeningAsync(int hosts) => UntilAsync(async () => await ListenersAsync() >= hosts);

    /// <summary>Hosts that listen. One that has not yet has made no query; later ones keep the connection alive.</summary>
    private async Task<long> ListenersAsync() =>
        (long)
            (
                await SqlAsync(
                    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = "
                    + "'Smartcard listener' AND state = 'idle' AND query <> ''"))!;

    private Task UntilAsync(Func<Task<bool>> isSo, [CallerArgumentExpression(nameof(isSo))] string what = "") =>
        Patience.UntilAsync(what, async () => (await isSo(), _one.Log.Lines.Count), _ct);

    private async Task<object?> SqlAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(
            ((DatabaseLocation.PostgresServer)_one.Services.GetRequiredService<DatabaseLocation>()).ConnectionString);
        await connection.OpenAsync(_ct);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(_ct);
    }
}
