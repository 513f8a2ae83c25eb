using Smartcard.Workflows;
using static Smartcard.Tests.Workflows.EngineBench;

namespace Smartcard.Tests.Workflows.Engine;

/// <summary>A step that ended hosts is not tried for ever: the instance is faulted where it waits.</summary>
public sealed class SetAsideTests
{
    private static readonly StepId Preparing = StepId.Of("prepare", "ask", "a");
    private static readonly StepId Resuming = StepId.Of("resume", "ask", "a");

    private readonly HostRecord _hosts = new();

    [Fact]
    public async Task An_answer_that_ended_two_hosts_faults_the_instance_and_runs_nothing()
    {
        var bench = await AskedAsync();
        _hosts.EndWith.Add(Resuming);

        await Assert.ThrowsAsync<HostEndedException>(() => bench.AnswerAsync("a"));
        await Assert.ThrowsAsync<HostEndedException>(() => bench.AnswerAsync("a"));
        Assert.Equal(WorkflowStatus.Suspended, bench.Status);
        var turn = Assert.IsType<ResumeResult.Resumed>(await bench.AnswerAsync("a")).Turn;

        Assert.True(turn.IsSetAside);
        Assert.Equal(WorkflowStatus.Faulted, bench.Status);
        Assert.Empty(bench.Bookmarks); // the other branch, too
        Assert.Empty(bench.Completed.Except(["fork"]));
        Assert.DoesNotContain(bench.Journal, j => j.Event == "Resumed");
        var incident = Assert.Single(bench.Incidents);
        Assert.Equal(("a", "Test.Ask"), (incident.ActivityId, incident.ActivityType));
        Assert.Equal("2 hosts ended while the workflow carried on from here, so this was set aside and not tried again.", incident.Message);
        Assert.IsType<ResumeResult.NotWaiting>(await bench.AnswerAsync("a"));
    }

    [Fact]
    public async Task A_timer_that_ended_two_hosts_is_set_aside_as_well()
    {
        var bench = new EngineBench(Flow(
            """[{"id":"d","type":"Elsa.Delay","timeSpan":"00:00:05"},{"id":"after","type":"Test.Idle"}]""", "d.Done -> after"))
        { Steps = _hosts };
        await bench.StartAsync();
        _hosts.EndWith.Add(StepId.Of("timer", Assert.Single(bench.Bookmarks).ToString()));

        await Assert.ThrowsAsync<HostEndedException>(() => bench.PassAsync(TimeSpan.FromSeconds(5)));
        await Assert.ThrowsAsync<HostEndedException>(() => bench.PassAsync(TimeSpan.Zero));
        var turn = Assert.IsType<ResumeResult.Resumed>(Assert.Single(await bench.PassAsync(TimeSpan.Zero))).Turn;

        Assert.True(turn is { IsSetAside: true, IsTimer: true });
        Assert.Equal(WorkflowStatus.Faulted, bench.Status);
        Assert.Empty(await bench.PassAsync(TimeSpan.FromDays(1)));
    }

    [Fact]
    public async Task What_ended_one_host_is_tried_again_and_forgotten_when_it_ends_well()
    {
        var bench = await AskedAsync();
        _hosts.EndWith.Add(Resuming);
        await Assert.ThrowsAsync<HostEndedException>(() => bench.AnswerAsync("a"));

        _hosts.EndWith.Clear();
        await bench.AnswerAsync("a");

        Assert.Equal(["a", "fork"], bench.Completed.Order(StringComparer.Ordinal));
        Assert.Empty(bench.Incidents);
        Assert.Empty(_hosts.Ended);
    }

    [Fact]
    public async Task That_the_slow_part_ends_well_does_not_hide_that_the_rest_ends_hosts()
    {
        var bench = await AskedAsync();
        _hosts.EndWith.Add(Resuming);
        for (var host = 0; host < 2; host++)
        {
            await bench.PrepareAsync("a");
            await Assert.ThrowsAsync<HostEndedException>(() => bench.AnswerAsync("a"));
        }

        await bench.PrepareAsync("a");
        await bench.AnswerAsync("a");

        Assert.Equal(WorkflowStatus.Faulted, bench.Status);
    }

    [Fact]
    public async Task What_ends_hosts_in_its_slow_part_is_set_aside_without_it()
    {
        var bench = await AskedAsync();
        _hosts.EndWith.Add(Preparing);
        await Assert.ThrowsAsync<HostEndedException>(() => bench.PrepareAsync("a"));
        await Assert.ThrowsAsync<HostEndedException>(() => bench.PrepareAsync("a"));

        Assert.Null((await bench.PrepareAsync("a")).Prepared);
        await bench.AnswerAsync("a");

        Assert.Equal(WorkflowStatus.Faulted, bench.Status);
    }

    [Fact]
    public async Task Where_even_setting_it_aside_ends_hosts_it_is_not_touched_any_more()
    {
        var bench = await AskedAsync();
        _hosts.Ended[Resuming] = 2;
        _hosts.Ended[StepId.Of("set aside", Resuming.ToString())] = 2;

        var left = await Assert.ThrowsAsync<StepLeftAloneException>(() => bench.AnswerAsync("a"));

        Assert.Contains($"{StepId.Of("set aside", Resuming.ToString())}.ended", left.Message, StringComparison.Ordinal);
        Assert.Equal(WorkflowStatus.Suspended, bench.Status);
    }

    [Fact]
    public async Task Once_its_cause_is_mended_it_is_tried_again_where_it_stood()
    {
        var bench = await AskedAsync();
        _hosts.Ended[Resuming] = 2;
        await bench.AnswerAsync("a");

        _hosts.Ended.Clear();
        Assert.NotNull(await bench.RetryAsync("a"));
        Assert.Equal(["a"], bench.Waiting);
        await bench.AnswerAsync("a");

        Assert.Contains("a", bench.Completed);
    }

    private async Task<EngineBench> AskedAsync()
    {
        var bench = new EngineBench(Flow(
            """[{"id":"fork","type":"Elsa.FlowFork","branches":["a","b"]},{"id":"a","type":"Test.Ask"},{"id":"b","type":"Test.Ask"}]""",
            "fork.a -> a", "fork.b -> b"))
        { Steps = _hosts };
        await bench.StartAsync();
        return bench;
    }

    private sealed class HostEndedException : Exception;

    /// <summary>A host that ends when it begins certain steps, until they are set aside; and counts that.</summary>
    private sealed class HostRecord : IStepRecord
    {
        public HashSet<StepId> EndWith { get; } = [];

        public Dictionary<StepId, int> Ended { get; } = [];

        public int EndedHosts(StepId step) => Ended.GetValueOrDefault(step);

        public BegunStep Begin(StepId step)
        {
            var ended = EndedHosts(step);
            if (EndWith.Contains(step) && ended < BegunStep.MaxEndedHosts)
            {
                Ended[step] = ended + 1;
                throw new HostEndedException();
            }

            return new BegunStep(step, ended, () =>
            {
                if (ended < BegunStep.MaxEndedHosts)
                {
                    Ended.Remove(step);
                }
            });
        }

        public Task<BegunStep> BeginAloneAsync(StepId step, CancellationToken cancellationToken) => Task.FromResult(Begin(step));
    }
}
