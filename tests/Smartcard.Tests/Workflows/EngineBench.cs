using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Smartcard.Tests.Workflows.RandomFlows;
using Smartcard.Workflows;

namespace Smartcard.Tests.Workflows;

/// <summary>The engine on a store in memory, which keeps nothing but what the real one would: each turn begins from stored text.</summary>
internal sealed class EngineBench : IWorkflowStore
{
    private static readonly ActivityRegistry Known = Registry();

    private readonly ServiceProvider _services = new ServiceCollection().BuildServiceProvider();
    private readonly Dictionary<Guid, (string Json, WorkflowStatus Status, string? CorrelationId)> _stored = [];
    private readonly Dictionary<Guid, (Guid Instance, BookmarkRecord Bookmark)> _bookmarks = [];
    private readonly Dictionary<Guid, WorkflowState> _objects = [];
    private readonly WorkflowEngine _engine;

    /// <param name="used">The workflows that it uses as activities.</param>
    public EngineBench(string json, params IReadOnlyList<string> used)
    {
        var loaded = UsedWorkflows.LoadAsync(
            json,
            (reference, _) => Task.FromResult(used.FirstOrDefault(u => ReferenceOf(u) == reference)),
            CancellationToken.None);
        Definition = DefinitionReader.Read(json, Known, loaded.GetAwaiter().GetResult());
        _engine = new WorkflowEngine(this, _services, Time, []);
    }

    /// <summary>Keeps states as objects and not as text, to show that it makes no difference.</summary>
    public bool KeepsObjects { get; init; }

    /// <summary>What an expression may have of the processor: little where a test is about one that takes all.</summary>
    public TimeSpan LongestExpression
    {
        init => _engine.LongestExpression = value;
    }

    /// <summary>What notes which steps are under way.</summary>
    public IStepRecord Steps
    {
        init => _engine = new WorkflowEngine(this, _services, Time, [], value);
    }

    public WorkflowDefinition Definition { get; }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 23, 7, 0, 0, TimeSpan.Zero));

    public Guid Instance { get; } = Guid.CreateVersion7();

    public List<JournalEntry> Journal { get; } = [];

    public List<Incident> Incidents { get; } = [];

    public WorkflowStatus Status => _stored[Instance].Status;

    public string? CorrelationId => _stored[Instance].CorrelationId;

    public WorkflowState State => Load(Instance);

    public string Stored => _stored[Instance].Json;

    /// <summary>Activities that ran to their end, in order.</summary>
    public IEnumerable<string> Completed => Journal.Where(j => j.Event == "Completed").Select(j => j.ActivityId);

    /// <summary>Activities that wait.</summary>
    public IEnumerable<string> Waiting => _bookmarks.Values.Select(b => b.Bookmark.Key).Order(StringComparer.Ordinal);

    /// <summary>Ids of the bookmarks in the store.</summary>
    public IEnumerable<Guid> Bookmarks => _bookmarks.Keys;

    public IEnumerable<DateTimeOffset?> Due => _bookmarks.Values.Select(b => b.Bookmark.DueAt).Where(d => d is not null);

    public static ActivityRegistry Registry() =>
        WorkflowsRegistration
            .Primitives()
            .Register<Ask>()
            .Register<Broken>()
            .Register<Wide>()
            .Register<Give>()
            .Register<FailsOnce>()
            .Register<Idle>()
            .Register<RandomAsk>()
            .Register<RandomCount>();

    /// <summary>A flowchart of activities and connections written as <c>a.Port -> b</c>.</summary>
    public static string Flow(string activities, params string[] connections) => Flow(activities, connections, "[]");

    public static string Flow(string activities, string[] connections, string variables)
    {
        var lines = connections.Select(c => c.Split([".", " -> "], StringSplitOptions.None)).Select(c => new JsonObject
        {
            ["source"] = new JsonObject { ["activity"] = c[0], ["port"] = c[1] },
            ["target"] = new JsonObject { ["activity"] = c[2], ["port"] = "In" },
        });
        return new JsonObject
        {
            ["definitionId"] = "test",
            ["version"] = 1,
            ["name"] = "Test",
            ["variables"] = JsonNode.Parse(variables),
            ["root"] = new JsonObject
            {
                ["id"] = "flow",
                ["type"] = "Elsa.Flowchart",
                ["version"] = 1,
                ["activities"] = JsonNode.Parse(activities),
                ["connections"] = new JsonArray([.. lines]),
            },
        }.ToJsonString();
    }

    /// <summary>The definition with one more member, e.g. <c>options</c>.</summary>
    public static string With(string definition, string member, string json)
    {
        var whole = JsonNode.Parse(definition)!.AsObject();
        whole[member] = JsonNode.Parse(json);
        return whole.ToJsonString();
    }

    /// <summary>What a variable holds, as JSON.</summary>
    public string Variable(string name) => State.Variables[name].GetRawText();

    public Task<Turn> StartAsync(params (string Key, string Value)[] input) =>
        _engine.StartAsync(
            new StartRequest(Instance, "test", null, null, input.ToDictionary(i => i.Key, i => i.Value)),
            CancellationToken.None);

    /// <summary>Answers what an <see cref="Ask"/> waits for.</summary>
    public Task<ResumeResult> AnswerAsync(string activityId, string outcome = "Done") =>
        _engine.ResumeAsync(new Stimulus("ask", activityId, outcome), CancellationToken.None);

    /// <summary>Does the slow part of an answer, as before <see cref="AnswerAsync"/>.</summary>
    public Task<Stimulus> PrepareAsync(string activityId) =>
        _engine.PrepareAsync(new Stimulus("ask", activityId, "Done"), CancellationToken.None);

    /// <summary>Changes the stored state, as somebody would who mends what made an activity fault.</summary>
    public void Change(Action<WorkflowState> change)
    {
        var state = Load(Instance);
        change(state);
        _stored[Instance] = _stored[Instance] with { Json = state.ToJson() };
    }

    /// <summary>Resumes what waits, by its place among all that wait; a timer when it is due.</summary>
    public async Task ResumeWaitingAsync(int index, string outcome)
    {
        var bookmark = State.Executions.Where(e => e.Bookmarks.Count > 0).ElementAt(index).Bookmarks.Single();
        if (bookmark.DueAt is not { } due)
        {
            Assert.IsType<ResumeResult.Resumed>(
                await _engine.ResumeAsync(new Stimulus(bookmark.Name, bookmark.Key, outcome), CancellationToken.None));
            return;
        }

        Time.SetUtcNow(due > Time.GetUtcNow() ? due : Time.GetUtcNow());
        Assert.IsType<ResumeResult.Resumed>(await _engine.ResumeTimerAsync(bookmark.Id, CancellationToken.None));
    }

    public Task<Turn?> RetryAsync(string activityId) => _engine.RetryAsync(Instance, activityId, CancellationToken.None);

    public Task<Turn?> CancelAsync() => _engine.CancelAsync(Instance, "cancelled", CancellationToken.None);

    public async Task<List<ResumeResult>> PassAsync(TimeSpan span)
    {
        Time.Advance(span);
        var results = new List<ResumeResult>();
        foreach (var timer in _bookmarks.Values.Where(b => b.Bookmark.DueAt is not null).Select(b => b.Bookmark.Id).ToArray())
        {
            results.Add(await _engine.ResumeTimerAsync(timer, CancellationToken.None));
        }

        return results;
    }

    Task<WorkflowDefinition> IWorkflowStore.GetDefinitionAsync(
        string definitionId,
        int? version,
        CancellationToken cancellationToken) => Task.FromResult(Definition);

    Task<(WorkflowState State, BookmarkRecord Bookmark)?> IWorkflowStore.FindWaitingAsync(
        string name,
        string key,
        CancellationToken cancellationToken) =>
        Task.FromResult(Found(_bookmarks.Values.FirstOrDefault(b => b.Bookmark.Name == name && b.Bookmark.Key == key)));

    Task<(WorkflowState State, BookmarkRecord Bookmark)?> IWorkflowStore.FindWaitingAsync(
        Guid bookmarkId,
        CancellationToken cancellationToken) => Task.FromResult(Found(_bookmarks.GetValueOrDefault(bookmarkId)));

    Task<WorkflowState?> IWorkflowStore.FindAsync(Guid instanceId, CancellationToken cancellationToken) =>
        Task.FromResult(_stored.ContainsKey(instanceId) ? Load(instanceId) : null);

    Task IWorkflowStore.SaveAsync(Turn turn, CancellationToken cancellationToken)
    {
        _objects[turn.InstanceId] = turn.State;
        _stored[turn.InstanceId] = (turn.State.ToJson(), turn.State.Status, turn.State.CorrelationId);
        foreach (var burnt in turn.BurntBookmarks)
        {
            Assert.True(_bookmarks.Remove(burnt.Id), "A bookmark was burnt that was never stored.");
        }

        foreach (var bookmark in turn.NewBookmarks.Concat(turn.MovedBookmarks))
        {
            _bookmarks[bookmark.Id] = (turn.InstanceId, bookmark);
        }

        Journal.AddRange(turn.Journal);
        Incidents.AddRange(turn.Incidents);
        return Task.CompletedTask;
    }

    private static WorkflowReference ReferenceOf(string json) =>
        JsonNode.Parse(json) is { } top ? new((string)top["definitionId"]!, (int)top["version"]!) : default;

    private (WorkflowState, BookmarkRecord)? Found((Guid Instance, BookmarkRecord Bookmark) at) =>
        at.Bookmark is null ? null : (Load(at.Instance), at.Bookmark);

    private WorkflowState Load(Guid id) =>
        KeepsObjects
            ? _objects[id]
            : new WorkflowState
            {
                InstanceId = id,
                DefinitionId = "test",
                Version = 1,
                Status = _stored[id].Status,
                CorrelationId = _stored[id].CorrelationId,
            }.Load(_stored[id].Json);

    /// <summary>Waits until it is answered with the outcome to leave by, or with <c>Fault</c>.</summary>
    [ActivityType("Test.Ask", Outcomes = [])]
    internal sealed class Ask : Activity
    {
        protected internal override ValueTask<ActivityResult> ExecuteAsync(ActivityContext context) =>
            ValueTask.FromResult(Wait(new Bookmark("ask", context.ActivityId)));

        protected internal override ValueTask<ActivityResult> ResumeAsync(ActivityContext context, Stimulus stimulus) =>
            ValueTask.FromResult(
                stimulus.Payload is "Fault" ? Fault("As it was told.") : Done((string)stimulus.Payload!));
    }

    /// <summary>Throws, and has a secret in what it throws.</summary>
    [ActivityType("Test.Broken")]
    internal sealed class Broken : Activity
    {
        protected internal override ValueTask<ActivityResult> ExecuteAsync(ActivityContext context) =>
            throw new InvalidOperationException("the answer was Zebedee");
    }

    /// <summary>Gives what it was told to.</summary>
    [ActivityType("Test.Give")]
    internal sealed class Give : Activity
    {
        [Input]
        public object? Value { get; set; }

        [Output]
        public object? Given { get; private set; }

        protected internal override ValueTask<ActivityResult> ExecuteAsync(ActivityContext context)
        {
            Given = Value;
            return ValueTask.FromResult(Done());
        }
    }

    /// <summary>Faults unless the variable <c>mended</c> is true.</summary>
    [ActivityType("Test.FailsOnce")]
    internal sealed class FailsOnce : Activity
    {
        protected internal override ValueTask<ActivityResult> ExecuteAsync(ActivityContext context) =>
            ValueTask.FromResult(context.GetVariable("mended")?.GetBoolean() is true ? Done() : Fault("Not mended yet."));
    }

    /// <summary>Waits, and names nothing that it waits for.</summary>
    [ActivityType("Test.Idle")]
    internal sealed class Idle : Activity
    {
        protected internal override ValueTask<ActivityResult> ExecuteAsync(ActivityContext context) => ValueTask.FromResult(Wait());
    }

    /// <summary>What <see cref="Wide"/> gives out.</summary>
    internal sealed record Given(object Value) : WorkflowOutput
    {
        public static List<object> Of(Turn turn) => [.. turn.Outputs.Cast<Given>().Select(given => given.Value)];
    }

    [ActivityType("Test.Wide")]
    internal sealed class Wide : Activity
    {
        [Input(Minimum = 1, Maximum = 5)]
        public int Number { get; set; } = 3;

        [Input]
        public string? Text { get; set; }

        protected internal override ValueTask<ActivityResult> ExecuteAsync(ActivityContext context)
        {
            context.Emit(new Given(Number));
            context.Emit(new Given(Text ?? ""));
            return ValueTask.FromResult(Done());
        }
    }
}
