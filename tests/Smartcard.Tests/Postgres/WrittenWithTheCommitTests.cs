using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Storage;
using Smartcard.Storage.Workflows;
using Smartcard.Workflows;

namespace Smartcard.Tests.Postgres;

/// <summary>
/// What the engine saves goes to the server with the commit: all of it or nothing, once, and never by whatever comes
/// next.
/// </summary>
[OnPostgres]
public sealed class WrittenWithTheCommitTests : IAsyncLifetime
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;
    private readonly Guid _instance = Guid.CreateVersion7();
    private StorageBench _bench = null!;

    public async ValueTask InitializeAsync() => _bench = await StorageBench.StartAsync(_ct);

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task Who_reads_on_after_the_turn_sees_it_and_writes_nothing()
    {
        await _bench.DoAsync(async services =>
        {
            await StorageBench.TurnAsync(services, "a chat", StartAsync, _ct);

            Assert.NotNull(await services.GetRequiredService<IWorkflowStore>().FindAsync(_instance, _ct));
            return true;
        });
        Assert.Equal(1, await CountAsync());
    }

    [Fact]
    public async Task Of_a_commit_that_never_came_to_the_server_nothing_is_written_later()
    {
        await _bench.DoAsync(async services =>
        {
            var lost = await Record.ExceptionAsync(() => StorageBench.TurnAsync(
                services,
                "a chat",
                async (within, ct) =>
                {
                    await StartAsync(within, ct);
                    within.GetRequiredService<TurnTransaction>().BeforeCommit(_ =>
                    {
                        _bench.Relay.CutAll();
                        return Task.CompletedTask;
                    });
                },
                _ct));
            Assert.True(DatabaseFaults.ArePassing(lost), $"{lost}");

            return await services.GetRequiredService<WorkflowEngine>().PrepareAsync(new Stimulus("ask", "first", "Done"), _ct);
        });
        Assert.Equal(0, await CountAsync());
    }

    [Fact]
    public async Task An_instance_that_somebody_else_has_saved_is_not_saved_over()
    {
        await _bench.TurnAsync("a chat", StartAsync, _ct);

        await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() =>
            _bench.TurnAsync(
                "a chat",
                async (services, ct) =>
                {
                    await services
                        .GetRequiredService<WorkflowEngine>()
                        .ResumeAsync(new Stimulus("ask", "first", "Done"), ct);
                    await services
                        .GetRequiredService<SmartcardDbContext>()
                        .Set<WorkflowInstanceRow>()
                        .ExecuteUpdateAsync(s => s.SetProperty(i => i.Turn, i => i.Turn + 1), ct);
                },
                _ct));

        var row = await _bench.DoAsync(services =>
            services.GetRequiredService<SmartcardDbContext>().Set<WorkflowInstanceRow>().SingleAsync(_ct));
        Assert.Equal(0, row.Turn);
    }

    private Task StartAsync(IServiceProvider services, CancellationToken ct) =>
        services.GetRequiredService<WorkflowEngine>().StartAsync(StorageBench.Request(_instance), ct);

    private Task<int> CountAsync() =>
        _bench.DoAsync(services =>
            services.GetRequiredService<SmartcardDbContext>().Set<WorkflowInstanceRow>().CountAsync(_ct));
}
