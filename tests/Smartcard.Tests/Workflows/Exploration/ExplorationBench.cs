using Smartcard.Workflows;
using Smartcard.Workflows.Exploration;

namespace Smartcard.Tests.Workflows.Exploration;

/// <summary>Small workflows to be gone through, and rules that keep where each way has been.</summary>
internal static class ExplorationBench
{
    private const string Counter = """[{"id":"n","name":"N","typeName":"Int32","value":"0"},{"id":"m","name":"M","typeName":"String","value":"a"}]""";

    public const string Count = """{"id":"count","type":"Elsa.SetVariable","version":1,"variable":{"id":"n","name":"N"},"value":{"expression":{"type":"JavaScript","value":"getN() + 1"} } },""";

    public const string Fork = """{"id":"f","type":"Elsa.FlowFork","version":1,"branches":{"expression":{"type":"Object","value":"[\"A\",\"B\"]"} } },""";

    public static string Timer(string id) => """{"id":"ID","type":"Elsa.Delay","version":1,"timeSpan":{"expression":{"type":"Literal","value":"00:00:01"} } },""".Replace("ID", id, StringComparison.Ordinal);

    public static string Join(string mode) => $$"""{"id":"j","type":"Elsa.FlowJoin","version":1,"mode":{"expression":{"type":"Literal","value":"{{mode}}"} } },""";

    public static string Set(string id, string name, string script) =>
        $$"""{"id":"{{id}}","type":"Elsa.SetVariable","version":1,"variable":{"name":"{{name}}"},"value":{"expression":{"type":"JavaScript","value":"{{script}}"} } },""";

    public static string Compare(string script) => $$"""{"id":"d","type":"Elsa.FlowDecision","version":1,"condition":{"expression":{"type":"JavaScript","value":"{{script}}"} } },""";

    public static string Ask(string id) => $$"""{"id":"{{id}}","type":"Test.YesOrNo","version":1},""";

    public static string Flow(string activities, params string[] connections) =>
        EngineBench.Flow($"[{activities.TrimEnd(',')}]", connections, Counter);

    public static WorkflowDefinition Read(string json, string? used = null) =>
        DefinitionReader.Read(
            json,
            WorkflowsRegistration.Primitives().Register<YesOrNo>(),
            UsedWorkflows
                .LoadAsync(json, (_, _) => Task.FromResult(used), CancellationToken.None)
                .GetAwaiter()
                .GetResult());

    public static async Task<IEnumerable<string>> ReachedAsync(string json, string? used = null)
    {
        var rules = new Reached();
        Assert.Empty(await new WorkflowExplorer<Bits>(Read(json, used), rules).ExploreAsync(TestContext.Current.CancellationToken));
        return rules.All;
    }

    public static Task<IReadOnlyList<ExplorationFinding>> FindingsAsync(string json) =>
        new WorkflowExplorer<Bits>(Read(json), new Reached()).ExploreAsync(TestContext.Current.CancellationToken);

    /// <summary>Up to two visits of each activity count.</summary>
    internal readonly record struct Bits(string Way);

    internal sealed class Reached : IExplorationRules<Bits>
    {
        private readonly SortedSet<string> _all = new(StringComparer.Ordinal);

        public IEnumerable<string> All => _all;

        public Func<string[], string, bool> Forbidden { get; init; } = (_, _) => false;

        public IWayRules<Bits>? Ways => null;

        public Bits AtStart => new("");

        public Bits Starting(Bits facts, ActivityNode activity) => facts;

        public Bits Cancelling(Bits facts, ActivityNode activity) => facts;

        public Bits After(Bits facts, ActivityNode activity, string outcome)
        {
            var before = facts.Way.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return activity.Descriptor.Type != typeof(YesOrNo) || before.Count(b => b == activity.Id) > 1
                ? facts
                : new Bits(string.Join(' ', before.Append(activity.Id).Order(StringComparer.Ordinal)));
        }

        public IEnumerable<RuleBreach> OnReached(Bits facts, ActivityNode activity)
        {
            if (activity.Descriptor.Type == typeof(YesOrNo))
            {
                _all.Add(activity.Id);
                if (Forbidden(facts.Way.Split(' '), activity.Id))
                {
                    yield return new RuleBreach("Forbidden", activity, "is reached");
                }
            }
        }

        public IEnumerable<RuleBreach> OnCancelled(Bits facts, ActivityNode activity) => [];

        public IEnumerable<RuleBreach> OnWaiting(Bits facts, IReadOnlyList<ActivityNode> activities) => [];

        public IEnumerable<RuleBreach> OnFault(Bits facts, ActivityNode last) => [];

        public IEnumerable<RuleBreach> OnEnd(Bits facts, ActivityNode last) => [];
    }

    [ActivityType("Test.YesOrNo", Outcomes = ["Yes", "No"])]
    internal sealed class YesOrNo : Activity
    {
        protected internal override ValueTask<ActivityResult> ExecuteAsync(ActivityContext context) =>
            throw new InvalidOperationException("Exploring runs nothing from outside.");

        protected internal override ValueTask<ActivityResult> ResumeAsync(ActivityContext context, Stimulus stimulus) =>
            throw new InvalidOperationException("Exploring runs nothing from outside.");
    }
}
