using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Smartcard.SelfService.Audit;
using Smartcard.Storage;
using Smartcard.Storage.Workflows;
using Smartcard.Tests.Workflows;
using Smartcard.Workflows;

namespace Smartcard.Tests.Postgres;

/// <summary>
/// Storage and engine on PostgreSQL and nothing else, with a relay between them and the server; and a workflow that
/// waits twice.
/// </summary>
internal sealed class StorageBench : IAsyncDisposable
{
    private const string WaitsTwice = """
        {"id":"waits-twice:1","definitionId":"waits-twice","version":1,"name":"Waits twice","root":
          {"id":"both","type":"Elsa.Sequence","activities":[{"id":"first","type":"Test.Ask"},{"id":"second","type":"Test.Ask"}]}}
        """;

    private readonly TestDatabase _database = TestDatabase.Named();
    private ServiceProvider _services = null!;

    public CountingRelay Relay { get; private set; } = null!;

    public static async Task<StorageBench> StartAsync(CancellationToken ct)
    {
        var bench = new StorageBench();
        await bench._database.MakeAsync(template: null, fill: null);
        var server = new NpgsqlConnectionStringBuilder(bench._database.Location.ConnectionString);
        bench.Relay = new CountingRelay(server.Port);
        server.Port = bench.Relay.Port;
        bench._services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(TimeProvider.System)
            .AddStorage(DatabaseLocation.PostgresServer.Parse(server.ToString())!)
            .AddWorkflows(activities => activities.Register<EngineBench.Ask>())
            .AddScoped<AuditLog>()
            .BuildServiceProvider();
        await bench.DoAsync(async services =>
        {
            await services.GetRequiredService<DatabasePreparation>().MigrateAsync(ct);
            var database = services.GetRequiredService<SmartcardDbContext>();
            database.Add(
                new WorkflowDefinitionRow
                {
                    DefinitionId = "waits-twice",
                    Version = 1,
                    Name = "Waits twice",
                    Json = WaitsTwice,
                    IsPublished = true,
                    CreatedAt = TimeProvider.System.GetUtcNow(),
                });
            return await database.SaveChangesAsync(ct);
        });
        return bench;
    }

    public static StartRequest Request(Guid instance) => new(instance, "waits-twice", null, "a chat", new Dictionary<string, string>());

    public Task<bool> TurnAsync(
        string? chat,
        Func<IServiceProvider, CancellationToken, Task> turn,
        CancellationToken ct) => DoAsync(services => TurnAsync(services, chat, turn, ct));

    public static Task<bool> TurnAsync(
        IServiceProvider services,
        string? chat,
        Func<IServiceProvider, CancellationToken, Task> turn,
        CancellationToken ct) =>
        services
            .GetRequiredService<TurnTransaction>()
            .RunAsync(
                chat is null ? null : TurnScope.OfConversation(chat),
                async ct =>
                {
                    await turn(services, ct);
                    return true;
                },
                ct);

    public async Task<TResult> DoAsync<TResult>(Func<IServiceProvider, Task<TResult>> action)
    {
        await using var scope = _services.CreateAsyncScope();
        return await action(scope.ServiceProvider);
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await Relay.DisposeAsync();
        await _database.DisposeAsync();
    }
}
