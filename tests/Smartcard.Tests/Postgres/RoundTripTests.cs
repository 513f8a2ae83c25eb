using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Smartcard.Domain;
using Smartcard.Domain.Audit;
using Smartcard.Domain.Booth;
using Smartcard.SelfService.Audit;
using Smartcard.Storage;
using Smartcard.Storage.Workflows;
using Smartcard.Tests.Workflows;
using Smartcard.Workflows;

namespace Smartcard.Tests.Postgres;

/// <summary>What a turn costs between a host and its database, counted on the wire.</summary>
public sealed class RoundTripTests : IAsyncLifetime
{
    private const string WaitsTwice = """
        {"id":"waits-twice:1","definitionId":"waits-twice","version":1,"name":"Waits twice","root":
          {"id":"both","type":"Elsa.Sequence","activities":[{"id":"first","type":"Test.Ask"},{"id":"second","type":"Test.Ask"}]}}
        """;

    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;
    private readonly TestDatabase _database = TestDatabase.Named();
    private CountingRelay _relay = null!;
    private ServiceProvider _services = null!;

    public async ValueTask InitializeAsync()
    {
        await _database.MakeAsync(template: null, fill: null);
        var server = new NpgsqlConnectionStringBuilder(_database.Location.ConnectionString);
        _relay = new CountingRelay(server.Port);
        server.Port = _relay.Port;
        _services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(TimeProvider.System)
            .AddStorage(DatabaseLocation.PostgresServer.Parse(server.ToString())!)
            .AddWorkflows(activities => activities.Register<EngineBench.Ask>())
            .AddScoped<AuditLog>()
            .BuildServiceProvider();
        await DoAsync(async services =>
        {
            await services.GetRequiredService<DatabasePreparation>().MigrateAsync(_ct);
            services.GetRequiredService<SmartcardDbContext>().Add(NewCase());
            return await services.GetRequiredService<SmartcardDbContext>().SaveChangesAsync(_ct);
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _relay.DisposeAsync();
        await _database.DisposeAsync();
    }

    public static TheoryData<string?> Scopes => new("a chat", null);

    [Theory]
    [MemberData(nameof(Scopes))]
    public async Task One_to_lock_and_read_one_to_write_one_to_commit_and_tell(string? chat)
    {
        await TurnAsync(chat, EditAsync); // the connection is open from here on

        Assert.Equal(3, await CountAsync(chat, EditAsync));
        Assert.Equal(2, await CountAsync(chat, (services, ct) => services.GetRequiredService<SmartcardDbContext>().Set<BoothCase>().SingleAsync(ct)));
        Assert.Equal(4, await CountAsync(chat, async (services, ct) =>
        {
            await EditAsync(services, ct);
            await services.GetRequiredService<AuditLog>().AddAsync("edited", null, null, ct);
        }));

        await using var scope = _services.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<SmartcardDbContext>();
        Assert.NotNull((await database.Set<BoothCase>().SingleAsync(_ct)).ClosedAt);
        Assert.Single(await database.Set<AuditEntry>().ToListAsync(_ct));
    }

    [Fact]
    public async Task A_turn_that_only_writes_takes_its_locks_first()
    {
        await TurnAsync("a chat", EditAsync);

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
        await DoAsync(async services =>
        {
            var database = services.GetRequiredService<SmartcardDbContext>();
            database.Add(new WorkflowDefinitionRow { DefinitionId = "waits-twice", Version = 1, Name = "Waits twice", Json = WaitsTwice, IsPublished = true, CreatedAt = TimeProvider.System.GetUtcNow() });
            return await database.SaveChangesAsync(_ct);
        });
        var instance = Guid.CreateVersion7();
        await TurnAsync("a chat", (services, ct) => services.GetRequiredService<WorkflowEngine>().StartAsync(new StartRequest(instance, "waits-twice", null, "a chat", new Dictionary<string, string>()), ct));

        Assert.Equal(2, await CountAsync("a chat", (services, ct) => services.GetRequiredService<WorkflowEngine>().ResumeAsync(new Stimulus("ask", "first", "Done"), ct)));
        Assert.Equal(2, await CountAsync("a chat", (services, ct) => services.GetRequiredService<WorkflowEngine>().ResumeAsync(new Stimulus("ask", "second", "Done"), ct)));

        await using var scope = _services.CreateAsyncScope();
        var row = await scope.ServiceProvider.GetRequiredService<SmartcardDbContext>().Set<WorkflowInstanceRow>().SingleAsync(i => i.Id == instance, _ct);
        Assert.Equal(WorkflowStatus.Finished, row.Status);
    }

    private static BoothCase NewCase() => new() { Id = BoothCaseId.New(), CardId = null, JourneyId = null, Reason = BoothReason.NotMe, OpenedAt = TimeProvider.System.GetUtcNow() };

    private static async Task EditAsync(IServiceProvider services, CancellationToken ct)
    {
        (await services.GetRequiredService<SmartcardDbContext>().Set<BoothCase>().SingleAsync(ct)).ClosedAt = TimeProvider.System.GetUtcNow();
        services.GetRequiredService<TurnTransaction>().Tell(new CommitNote("any", "body"));
    }

    private async Task<int> CountAsync(string? chat, Func<IServiceProvider, CancellationToken, Task> turn)
    {
        var before = _relay.RoundTrips;
        await TurnAsync(chat, turn);
        return _relay.RoundTrips - before;
    }

    private Task<bool> TurnAsync(string? chat, Func<IServiceProvider, CancellationToken, Task> turn) => DoAsync(services => services.GetRequiredService<TurnTransaction>().RunAsync(
        chat is null ? null : TurnScope.OfConversation(chat),
        async ct =>
        {
            await turn(services, ct);
            return true;
        },
        _ct));

    private async Task<TResult> DoAsync<TResult>(Func<IServiceProvider, Task<TResult>> action)
    {
        await using var scope = _services.CreateAsyncScope();
        return await action(scope.ServiceProvider);
    }
}
