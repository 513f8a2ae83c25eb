using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Domain;
using Smartcard.Domain.Audit;
using Smartcard.Domain.Booth;
using Smartcard.SelfService.Audit;
using Smartcard.Storage;
using Smartcard.Storage.Workflows;
using Smartcard.Workflows;

namespace Smartcard.Tests.Postgres;

/// <summary>What a turn costs between a host and its database, counted on the wire.</summary>
[OnPostgres]
public sealed class RoundTripTests : IAsyncLifetime
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;
    private StorageBench _bench = null!;

    public async ValueTask InitializeAsync()
    {
        _bench = await StorageBench.StartAsync(_ct);
        await _bench.DoAsync(services =>
        {
            services.GetRequiredService<SmartcardDbContext>().Add(NewCase());
            return services.GetRequiredService<SmartcardDbContext>().SaveChangesAsync(_ct);
        });
    }

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    public static TheoryData<string?> Scopes => new("a chat", null);

    [Theory]
    [MemberData(nameof(Scopes))]
    public async Task One_to_lock_and_read_one_to_write_one_to_commit_and_tell(string? chat)
    {
        await _bench.TurnAsync(chat, EditAsync, _ct); // the connection is open from here on

        Assert.Equal(3, await CountAsync(chat, EditAsync));
        Assert.Equal(
            2,
            await CountAsync(
                chat,
                (services, ct) => services.GetRequiredService<SmartcardDbContext>().Set<BoothCase>().SingleAsync(ct)));
        Assert.Equal(
            4,
            await CountAsync(
                chat,
                async (services, ct) =>
                {
                    await EditAsync(services, ct);
                    services.GetRequiredService<AuditLog>().Add("edited", null, null);
                }));

        await _bench.DoAsync(async services =>
        {
            var database = services.GetRequiredService<SmartcardDbContext>();
            Assert.NotNull((await database.Set<BoothCase>().SingleAsync(_ct)).ClosedAt);
            return Assert.Single(await database.Set<AuditEntry>().ToListAsync(_ct));
        });
    }

    [Fact]
    public async Task A_turn_that_only_writes_takes_its_locks_first()
    {
        await _bench.TurnAsync("a chat", EditAsync, _ct);

        var trips = await CountAsync("a chat", (services, _) =>
        {
            services.GetRequiredService<SmartcardDbContext>().Add(NewCase());
            return Task.CompletedTask;
        });

        Assert.Equal(3, trips);
    }

    [Fact]
    public async Task A_workflow_takes_a_step_in_two()
    {
        var instance = Guid.CreateVersion7();
        await _bench.TurnAsync(
            "a chat",
            (services, ct) =>
                services.GetRequiredService<WorkflowEngine>().StartAsync(StorageBench.Request(instance), ct),
            _ct);

        Assert.Equal(
            2,
            await CountAsync(
                "a chat",
                (services, ct) =>
                    services.GetRequiredService<WorkflowEngine>().ResumeAsync(new Stimulus("ask", "first", "Done"), ct)));
        Assert.Equal(
            2,
            await CountAsync(
                "a chat",
                (services, ct) =>
                    services.GetRequiredService<WorkflowEngine>().ResumeAsync(new Stimulus("ask", "second", "Done"), ct)));

        var row = await _bench.DoAsync(services =>
            services
                .GetRequiredService<SmartcardDbContext>()
                .Set<WorkflowInstanceRow>()
                .SingleAsync(i => i.Id == instance, _ct));
        Assert.Equal(WorkflowStatus.Finished, row.Status);
    }

    private static BoothCase NewCase() =>
        new()
        {
            Id = BoothCaseId.New(),
            CardId = null,
            JourneyId = null,
            Reason = BoothReason.NotMe,
            OpenedAt = TimeProvider.System.GetUtcNow(),
        };

    private static async Task EditAsync(IServiceProvider services, CancellationToken ct)
    {
        (await services.GetRequiredService<SmartcardDbContext>().Set<BoothCase>().SingleAsync(ct)).ClosedAt =
            TimeProvider.System.GetUtcNow();
        services.GetRequiredService<TurnTransaction>().Tell(new CommitNote("any", "body"));
    }

    private async Task<int> CountAsync(string? chat, Func<IServiceProvider, CancellationToken, Task> turn)
    {
        var before = _bench.Relay.RoundTrips;
        await _bench.TurnAsync(chat, turn, _ct);
        return _bench.Relay.RoundTrips - before;
    }
}
