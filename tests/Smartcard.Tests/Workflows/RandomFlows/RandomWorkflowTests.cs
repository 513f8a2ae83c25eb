using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;
using Smartcard.Workflows;

namespace Smartcard.Tests.Workflows.RandomFlows;

/// <summary>Holds the engine to a second reading of what workflows mean, on random workflows and random stimuli.</summary>
/// <remarks>
/// The seed is fixed, so that a failure comes again; it prints the numbers that drew the shortest failing workflow, and the workflow.
/// <c>SMARTCARD_SEED</c> and <c>SMARTCARD_RUNS</c> try others.
/// </remarks>
public sealed class RandomWorkflowTests
{
    private static readonly ulong Seed = ulong.TryParse(
        Environment.GetEnvironmentVariable("SMARTCARD_SEED"),
        out var seed)
        ? seed
        : 20261123;
    private static readonly int Runs = int.TryParse(Environment.GetEnvironmentVariable("SMARTCARD_RUNS"), out var runs)
        ? runs
        : 400;

    [Fact]
    public void The_engine_does_with_any_workflow_what_the_reference_does()
    {
        var numbers = Arb.From(
            Gen.Choose(60, 180).SelectMany(length => Gen.ArrayOf(Gen.Choose(0, 5_000), length)),
            ArbMap.Default.ArbFor<int[]>().Shrinker);
        var config = Config.QuickThrowOnFailure
            .WithMaxTest(Runs)
            .WithQuietOnSuccess(true)
            .WithReplay(FSharpOption<Replay>.Some(new Replay(new Rnd(Seed), FSharpOption<int>.None)));

        Prop.ForAll(numbers, (Func<int[], Task>)(async drawn => await new Comparison(drawn).RunAsync())).Check(config);
    }

    /// <summary>One workflow, run by the engine on two stores and by the reference.</summary>
    private sealed class Comparison
    {
        private readonly string _json;
        private readonly ReferenceEngine _reference;
        private readonly EngineBench _bench;
        private readonly EngineBench _unsaved;
        private readonly IReadOnlyList<int> _stimuli;
        private int _told;

        public Comparison(int[] drawn)
        {
            var (root, continues, stimuli) = DrawnFlow.From(drawn);
            _stimuli = stimuli;
            _json = DrawnFlow.Json(root, continues);
            _reference = new ReferenceEngine(root, continues);
            string[] used = [.. DrawnFlow.UsedBy(root)];
            _bench = new EngineBench(_json, used);
            _unsaved = new EngineBench(_json, used) { KeepsObjects = true };
        }

        public async Task RunAsync()
        {
            try
            {
                _reference.Start();
                await _bench.StartAsync();
                await _unsaved.StartAsync();
                CompareStep();
                foreach (var stimulus in _stimuli.Take(25))
                {
                    await TakeStepAsync(stimulus & int.MaxValue);
                    CompareStep();
                }
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException(
                    $"{_json}\nstimuli {string.Join(' ', _stimuli)}\nreference: {string.Join(", ", _reference.Log)}\n{failure.Message}",
                    failure);
            }
        }

        private async Task TakeStepAsync(int stimulus)
        {
            var waiting = _reference.Waiting;
            if (_reference.Faulted is { Count: > 0 } faulted && (waiting.Count == 0 || stimulus % 5 == 4))
            {
                var id = faulted[stimulus % faulted.Count];
                _reference.Retry(id);
                var whole = _bench.State.Executions.First(e => OwnId(e.ActivityId) == id).ActivityId;
                await _bench.RetryAsync(whole);
                await _unsaved.RetryAsync(whole);
            }
            else if (waiting.Count > 0 && stimulus % 37 == 36)
            {
                _reference.Cancel();
                await _bench.CancelAsync();
                await _unsaved.CancelAsync();
            }
            else if (waiting.Count > 0)
            {
                var index = stimulus % waiting.Count;
                var outcome = waiting[index].Kind == "delay" || stimulus % 3 > 0 ? "Done" : "Other";
                _reference.Resume(index, outcome);
                await _bench.ResumeWaitingAsync(index, outcome);
                await _unsaved.ResumeWaitingAsync(index, outcome);
            }
        }

        private void CompareStep()
        {
            var journal = _bench.Journal.Skip(_told).Select(j => $"{OwnId(j.ActivityId)} {j.Event}").ToList();
            var expected = _reference.Log.Skip(_told).ToList();
            _told = _bench.Journal.Count;

            // In order, but for what is cancelled at one stroke.
            Assert.Equal(
                expected.Where(e => !e.EndsWith("Canceled", StringComparison.Ordinal)),
                journal.Where(e => !e.EndsWith("Canceled", StringComparison.Ordinal)));
            Assert.Equal(expected.Order(StringComparer.Ordinal), journal.Order(StringComparer.Ordinal));
            Assert.Equal(_reference.Status, _bench.Status.ToString());

            var state = _bench.State;
            Assert.Equal(
                _reference.Waiting.Select(n => n.Id),
                state.Executions.Where(e => e.Bookmarks.Count > 0).Select(e => OwnId(e.ActivityId)));
            Assert.Equal(
                _bench.Status == WorkflowStatus.Suspended,
                state.Executions.Exists(e => e.Bookmarks.Count > 0));
            Assert.Equal(
                _bench.Bookmarks.Order(),
                state.Executions.SelectMany(e => e.Bookmarks).Select(b => b.Id).Order());
            Assert.Equal(OpenByJournal(), state.Executions.Where(e => !e.IsFaulted).Select(e => e.Id).Order());
            Assert.True(
                _bench.Status is WorkflowStatus.Suspended or WorkflowStatus.Faulted || state.Executions.Count == 0,
                "An instance that has ended holds something.");

            // Neither storing the state nor the moment or ids of the run make a difference.
            Assert.Equal(_unsaved.Journal, _bench.Journal);
            Assert.Equal(_bench.Stored, state.ToJson());
        }

        /// <summary>As it was drawn, without the workflows around it.</summary>
        private static string OwnId(string activityId) => activityId.Split('/')[^1];

        /// <summary>The executions that the journal says have started and not ended; each starts once and ends once.</summary>
        private IEnumerable<int> OpenByJournal()
        {
            var open = new HashSet<int>();
            var ended = new HashSet<int>();
            foreach (var entry in _bench.Journal)
            {
                switch (entry.Event)
                {
                    case "Started":
                        Assert.True(open.Add(entry.ExecutionId) && !ended.Contains(entry.ExecutionId), $"{entry} starts twice.");
                        break;
                    case "Completed" or "Canceled" or "Faulted":
                        Assert.True(open.Remove(entry.ExecutionId) && ended.Add(entry.ExecutionId), $"{entry} ends twice.");
                        break;
                    default:
                        Assert.True(open.Contains(entry.ExecutionId), $"{entry} is of nothing that runs.");
                        break;
                }
            }

            return open.Order();
        }
    }
}

/// <summary>Waits as often as it is reached, and leaves by what it is told.</summary>
[ActivityType("Random.Ask", Outcomes = [])]
internal sealed class RandomAsk : Activity
{
    protected internal override ValueTask<ActivityResult> ExecuteAsync(ActivityContext context) =>
        ValueTask.FromResult(Wait(new Bookmark("random", $"{context.InstanceId}:{context.Execution.Id}")));

    protected internal override ValueTask<ActivityResult> ResumeAsync(ActivityContext context, Stimulus stimulus) =>
        ValueTask.FromResult(Done((string)stimulus.Payload!));
}

/// <summary>Leaves by <c>Again</c> so many times, and by <c>Done</c> from then on.</summary>
[ActivityType("Random.Count", Outcomes = ["Done", "Again"])]
internal sealed class RandomCount : Activity
{
    [Input]
    public int Times { get; set; }

    protected internal override ValueTask<ActivityResult> ExecuteAsync(ActivityContext context)
    {
        var count = (context.GetVariable(context.ActivityId)?.GetInt32() ?? 0) + 1;
        context.SetVariable(context.ActivityId, count);
        return ValueTask.FromResult(Done(count <= Times ? "Again" : "Done"));
    }
}
