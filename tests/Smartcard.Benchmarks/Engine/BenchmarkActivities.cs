using Smartcard.Workflows;

namespace Smartcard.Benchmarks.Engine;

/// <summary>Waits for what a conversation says at one of its turns, and keeps it in a variable.</summary>
[ActivityType("Benchmark.Ask")]
public sealed class Ask : Activity
{
    internal const string BookmarkName = "benchmark-ask";

    [Input]
    public int Turn { get; set; }

    [Input]
    public string Variable { get; set; } = "";

    internal static string KeyOf(string conversation, int turn) => $"{conversation}:{turn}";

    protected internal override ValueTask<ActivityResult> ExecuteAsync(ActivityContext context) =>
        ValueTask.FromResult(Wait(new Bookmark(BookmarkName, KeyOf(context.CorrelationId!, Turn))));

    protected internal override ValueTask<ActivityResult> ResumeAsync(ActivityContext context, Stimulus stimulus)
    {
        context.SetVariable(Variable, (string)stimulus.Payload!);
        return ValueTask.FromResult(Done());
    }
}

/// <summary>Does nothing.</summary>
[ActivityType("Benchmark.Send")]
public sealed class Send : Activity
{
    protected internal override ValueTask<ActivityResult> ExecuteAsync(ActivityContext context) => ValueTask.FromResult(Done());
}
