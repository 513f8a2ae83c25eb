using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Smartcard.Storage;
using Smartcard.Storage.Workflows;
using Smartcard.Workflows;

namespace Smartcard.Benchmarks.Engine;

/// <summary>unlock-4 on our engine, store and turns, as a host has them, in process.</summary>
internal sealed class EngineWorkload : IWorkload, IAsyncDisposable
{
    private static readonly string Answers = new('a', 97);
    private static readonly string Card = new('c', 113);
    private readonly ServiceProvider _services;

    private EngineWorkload(ServiceProvider services) => _services = services;

    public string Name => "engine";

    public IServiceProvider Services => _services;

    /// <param name="add">Further services, of a workload that has more than the engine.</param>
    public static async Task<EngineWorkload> StartAsync(
        DatabaseLocation location,
        CancellationToken cancellationToken,
        Action<IServiceCollection>? add = null)
    {
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning));
        services.AddSingleton(TimeProvider.System);
        services.AddStorage(location);
        services.AddWorkflows(activities => activities.Register<Ask>().Register<Send>());
        add?.Invoke(services);
        var provider = services.BuildServiceProvider();
        await using var scope = provider.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<DatabasePreparation>().MigrateAsync(cancellationToken);
        var database = scope.ServiceProvider.GetRequiredService<SmartcardDbContext>();
        database.Add(new WorkflowDefinitionRow
        {
            DefinitionId = "unlock-4",
            Version = 1,
            Name = "unlock-4",
            Json = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Engine", "unlock-4.json"), cancellationToken),
            IsPublished = true,
            WasPublished = true,
            CreatedAt = TimeProvider.System.GetUtcNow(),
        });
        await database.SaveChangesAsync(cancellationToken);
        return new EngineWorkload(provider);
    }

    public async Task RunOneAsync(Func<Func<Task>, Task> timed)
    {
        var conversation = Guid.CreateVersion7().ToString("N");
        await timed(() => StartAsync(conversation));
        await timed(() => ResumeAsync(conversation, 1, Answers, WorkflowStatus.Suspended));
        await timed(() => ResumeAsync(conversation, 2, "123456", WorkflowStatus.Suspended));
        await timed(() => ResumeAsync(conversation, 3, Card, WorkflowStatus.Finished));
    }

    /// <summary>Makes an instance that waits for its second answer, with its timer.</summary>
    public async Task SuspendOneAsync()
    {
        var conversation = Guid.CreateVersion7().ToString("N");
        await StartAsync(conversation);
        await ResumeAsync(conversation, 1, Answers, WorkflowStatus.Suspended);
    }

    public async ValueTask DisposeAsync() => await _services.DisposeAsync();

    private async Task StartAsync(string conversation)
    {
        await using var scope = _services.CreateAsyncScope();
        var engine = scope.ServiceProvider.GetRequiredService<WorkflowEngine>();
        var input = new Dictionary<string, string> { ["card"] = "0123456789012345678901234567890123456789012" };
        await scope
            .ServiceProvider.GetRequiredService<TurnTransaction>()
            .RunAsync(
                TurnScope.OfConversation(conversation),
                ct =>
                    engine.StartAsync(
                        new StartRequest(Guid.CreateVersion7(), "unlock-4", null, conversation, input),
                        ct),
                CancellationToken.None);
    }

    private async Task ResumeAsync(string conversation, int turn, string said, WorkflowStatus expected)
    {
        await using var scope = _services.CreateAsyncScope();
        var engine = scope.ServiceProvider.GetRequiredService<WorkflowEngine>();
        var resumed = await scope.ServiceProvider.GetRequiredService<TurnTransaction>().RunAsync(
            TurnScope.OfConversation(conversation),
            ct => engine.ResumeAsync(new Stimulus(Ask.BookmarkName, Ask.KeyOf(conversation, turn), said), ct), CancellationToken.None);
        if (resumed is not ResumeResult.Resumed { Turn.State.Status: var status } || status != expected)
        {
            throw new InvalidOperationException($"Turn {turn} of {conversation} came to {resumed}.");
        }
    }
}
