using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Storage;
using Smartcard.Storage.Workflows;
using Smartcard.Tests.Host;
using Smartcard.Workflows;

namespace Smartcard.Tests.Server.Timers;

/// <summary>Timers of a running host: each is resumed when it comes due and not before, whatever stands beside it.</summary>
[OnPostgres]
public sealed class DueTimerTests : IAsyncLifetime
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;
    private HostBench _host = null!;

    public async ValueTask InitializeAsync() => _host = await HostBench.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Resumes_each_when_it_comes_due_and_none_before()
    {
        await SetAsync("00:00:10", "00:00:10.5", "00:01:00");

        await PassAsync(TimeSpan.FromSeconds(9.9));
        Assert.Equal(3, await WaitingAsync());

        await PassAsync(TimeSpan.FromSeconds(0.2));
        await UntilAsync(2);

        await PassAsync(TimeSpan.FromSeconds(0.4));
        await UntilAsync(1);

        await PassAsync(TimeSpan.FromSeconds(49));
        Assert.Equal(1, await WaitingAsync());
    }

    [Fact]
    public async Task Resumes_many_that_are_due_at_once_each_once()
    {
        await SetAsync([.. Enumerable.Repeat("00:00:05", 75)]);

        await PassAsync(TimeSpan.FromSeconds(5));
        await UntilAsync(0);

        await using var scope = _host.Services.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<SmartcardDbContext>();
        Assert.Equal(
            75,
            await database
                .Set<WorkflowInstanceRow>()
                .CountAsync(i => i.DefinitionId == "nap" && i.Status == WorkflowStatus.Finished, _ct));
        var turns = await database.Set<WorkflowTurnRow>().AsNoTracking().ToListAsync(_ct);
        Assert.Equal(
            75,
            turns
                .SelectMany(t => JournalEntry.Read(t.Journal))
                .Count(j => j is { Event: "Resumed", ActivityType: "Elsa.Delay" }));
    }

    [Fact]
    public async Task Those_that_cannot_be_resumed_keep_none_of_the_others_waiting()
    {
        await SetAsync([.. Enumerable.Repeat("00:00:05", 30)]);
        await using (var scope = _host.Services.CreateAsyncScope())
        {
            // Their state cannot be read: a fault that no activity caused, so that the turn is rolled back.
            var database = scope.ServiceProvider.GetRequiredService<SmartcardDbContext>();
            await database
                .Set<WorkflowInstanceRow>()
                .Where(i => i.DefinitionId == "nap")
                .ExecuteUpdateAsync(set => set.SetProperty(i => i.State, "null"), _ct);
        }

        await SetAsync("00:00:06");
        await PassAsync(TimeSpan.FromSeconds(7));

        await UntilAsync(30); // it comes after those thirty
        Assert.Contains("Due timers could not be resumed", _host.Log.Text, StringComparison.Ordinal);
    }

    private async Task SetAsync(params string[] spans)
    {
        await using var scope = _host.Services.CreateAsyncScope();
        var services = scope.ServiceProvider;
        var database = services.GetRequiredService<SmartcardDbContext>();
        foreach (var span in spans.Distinct())
        {
            var version = 1 + await database.Set<WorkflowDefinitionRow>().CountAsync(d => d.DefinitionId == "nap", _ct);
            database.Add(new WorkflowDefinitionRow
            {
                DefinitionId = "nap",
                Version = version,
                Name = "Nap",
                Json = $$$"""{"id":"nap.v{{{version}}}","definitionId":"nap","version":{{{version}}},"name":"Nap","root":{"id":"d","type":"Elsa.Delay","version":1,"timeSpan":"{{{span}}}"}}""",
                IsPublished = false,
                WasPublished = true,
                CreatedAt = _host.Time.GetUtcNow(),
            });
            await database.SaveChangesAsync(_ct);
            await services.GetRequiredService<TurnTransaction>().RunAsync(
                async ct =>
                {
                    foreach (var _ in spans.Where(s => s == span))
                    {
                        await services.GetRequiredService<WorkflowEngine>().StartAsync(
                            new StartRequest(Guid.CreateVersion7(), "nap", version, null, new Dictionary<string, string>()),
                            ct);
                    }

                    return true;
                },
                _ct);
        }
    }

    /// <summary>Lets time pass in small steps, as it does, and the host look after each.</summary>
    private async Task PassAsync(TimeSpan span)
    {
        for (var rest = span; rest > TimeSpan.Zero; rest -= TimeSpan.FromSeconds(0.1))
        {
            await Task.Delay(2, _ct);
            _host.Time.Advance(rest < TimeSpan.FromSeconds(0.1) ? rest : TimeSpan.FromSeconds(0.1));
        }

        await Task.Delay(20, _ct);
    }

    private async Task<int> WaitingAsync()
    {
        await using var scope = _host.Services.CreateAsyncScope();
        return await scope
            .ServiceProvider.GetRequiredService<SmartcardDbContext>()
            .Set<WorkflowBookmarkRow>()
            .CountAsync(b => b.Name == "Elsa.Delay", _ct);
    }

    private async Task UntilAsync(int waiting)
    {
        await Patience.UntilAsync($"{waiting} timers that wait", async () =>
        {
            var now = await WaitingAsync();
            _host.Time.Advance(TimeSpan.FromMilliseconds(now == waiting ? 0 : 1)); // what looked just before time passed looks again
            return (now == waiting, now);
        }, _ct);
    }
}
