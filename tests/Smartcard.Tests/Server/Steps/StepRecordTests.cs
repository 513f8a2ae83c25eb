using System.Diagnostics;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Smartcard.Server.Setup;
using Smartcard.Server.Steps;
using Smartcard.Workflows;

namespace Smartcard.Tests.Server.Steps;

/// <summary>What a host that ended leaves of its steps, and what the next one makes of it.</summary>
public sealed class StepRecordTests : IDisposable
{
    private static readonly StepId Step = StepId.Of("timer", "one");
    private static readonly StepId Other = StepId.Of("timer", "another");

    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;
    private readonly string _folder = Directory.CreateTempSubdirectory("smartcard-steps-").FullName;
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private readonly CollectingLog _log = new();
    private readonly LoggerFactory _logs = new();
    private readonly List<StepRecordFile> _started = [];

    public StepRecordTests() => _logs.AddProvider(_log);

    private string Steps => Path.Combine(_folder, "steps");

    private string[] Running => Directory.GetFiles(Steps, "*.running");

    private string[] Ended => Directory.GetFiles(Steps, "*.ended");

    public void Dispose()
    {
        _started.ForEach(record => record.Dispose());
        _logs.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task What_was_under_way_when_two_hosts_ended_is_set_aside()
    {
        StepFiles.Leave(_folder, Step, Step, Other); // once for each host, however often it was noted
        var second = await StartAsync();
        Assert.Equal((1, 1), (second.EndedHosts(Step), second.EndedHosts(Other)));
        second.Begin(Other).Dispose();

        StepFiles.Leave(_folder, Step);
        var third = await StartAsync();

        using var begun = third.Begin(Step);
        Assert.True(begun.IsSetAside);
        Assert.Equal((2, 0), (third.EndedHosts(Step), third.EndedHosts(Other)));
        Assert.Equal(2, second.EndedHosts(Step)); // a host that runs sees it as well
        begun.Dispose();
        Assert.Equal(2, third.EndedHosts(Step)); // its end says nothing: it was not tried
        Assert.Equal([Path.Combine(Steps, $"{Step}.ended")], Ended);
    }

    [Fact]
    public async Task What_one_host_ended_with_is_tried_again_and_forgotten_at_its_end()
    {
        StepFiles.Leave(_folder, Step);
        var record = await StartAsync();

        using (var begun = record.Begin(Step))
        {
            Assert.False(begun.IsSetAside);
        }

        Assert.Empty(Ended);
        StepFiles.Leave(_folder, Step);
        Assert.Equal(1, (await StartAsync()).EndedHosts(Step));
    }

    [Fact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public async Task A_host_that_is_killed_leaves_what_it_had_in_hand_and_nothing_else()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There nobody can copy the file of a host that runs.");
        var killed = await StartAsync();
        using var inHand = killed.Begin(Step);
        killed.Begin(Other).Dispose();
        var left = Path.Combine(Steps, "left.running");
        using (var copy = Process.Start("cp", [Assert.Single(Running), left]))
        {
            await copy.WaitForExitAsync(_ct);
        }

        var next = await StartAsync();

        Assert.Equal((1, 0), (next.EndedHosts(Step), next.EndedHosts(Other)));
        Assert.False(File.Exists(left));
        Assert.Equal(2, Running.Length); // those that run keep theirs
        Assert.All(
            Directory.GetFiles(Steps), file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));
    }

    [Fact]
    public async Task A_host_that_was_told_to_stop_leaves_nothing_however_it_ends_then()
    {
        var lifetime = NewLifetime();
        var record = await StartAsync(lifetime);
        using var hangs = record.Begin(Step);

        lifetime.StopApplication();
        using var late = record.Begin(Other);

        Assert.Empty(Running);
        Assert.Equal(0, (await StartAsync()).EndedHosts(Step));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Smartcard steps1 and half an id")]
    [InlineData("no host wrote this, and it is longer than a head and an id are together")]
    public async Task What_no_host_wrote_or_only_half_of_it_is_removed_and_the_host_starts(string content)
    {
        Directory.CreateDirectory(Steps);
        await File.WriteAllTextAsync(Path.Combine(Steps, "bad.running"), content, _ct);
        await File.WriteAllTextAsync(Path.Combine(Steps, $"{Step}.ended"), "\n\0no time\n9999\n", _ct);
        Directory.CreateDirectory(Path.Combine(Steps, "folder.running"));

        var record = await StartAsync();
        record.Begin(Step).Dispose();

        Assert.Equal(0, record.EndedHosts(Step));
        Assert.False(File.Exists(Path.Combine(Steps, "bad.running")));
        Assert.Equal(
            content.StartsWith("no", StringComparison.Ordinal),
            _log.Text.Contains("bad.running was not written by a host", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Where_nothing_can_be_noted_the_host_starts_and_says_so()
    {
        await File.WriteAllTextAsync(Steps, "a file in the folder's place", _ct);

        var record = await StartAsync();
        using var begun = await record.BeginAloneAsync(Step, _ct);

        Assert.False(begun.IsSetAside);
        Assert.Contains($"cannot note in {Steps}", _log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_messages_that_a_host_ended_with_one_at_a_time_is_tried()
    {
        StepFiles.Leave(_folder, Step, Other);
        var record = await StartAsync();
        var first = await record.BeginAloneAsync(Step, _ct);

        var second = record.BeginAloneAsync(Other, _ct);
        (await record.BeginAloneAsync(StepId.Of("message", "new"), _ct)).Dispose(); // waits for none

        Assert.False(second.IsCompleted);
        first.Dispose();
        (await second).Dispose();
        Assert.Empty(Ended);
    }

    [Fact]
    public async Task More_steps_than_there_is_room_for_are_run_and_old_ones_forgotten()
    {
        StepFiles.Leave(_folder, Step);
        var record = await StartAsync();

        var begun = Enumerable.Range(0, 300).Select(i => record.Begin(StepId.Of("timer", $"{i}"))).ToList();
        begun.ForEach(b => b.Dispose());
        _time.Advance(TimeSpan.FromDays(31));

        Assert.Equal(0, (await StartAsync()).EndedHosts(Step));
    }

    [Fact]
    public async Task A_step_without_room_is_forgotten_at_its_end_too_and_the_log_says_once_that_notes_are_full()
    {
        StepFiles.Leave(_folder, Step);
        var record = await StartAsync();
        var begun = Enumerable.Range(0, 256).Select(i => record.Begin(StepId.Of("timer", $"{i}"))).ToList();
        Assert.DoesNotContain("steps are running", _log.Text, StringComparison.Ordinal);

        record.Begin(Step).Dispose();
        record.Begin(Other).Dispose();

        Assert.Empty(Ended);
        Assert.Equal(2, _log.Text.Split("More than 256 steps are running").Length);
        begun.ForEach(b => b.Dispose());
    }

    private static ApplicationLifetime NewLifetime() => new(NullLogger<ApplicationLifetime>.Instance);

    private async Task<StepRecordFile> StartAsync(ApplicationLifetime? lifetime = null)
    {
        var record = new StepRecordFile(new DataFolder(_folder), lifetime ?? NewLifetime(), _time, _logs.CreateLogger<StepRecordFile>());
        _started.Add(record);
        await record.StartAsync(_ct);
        return record;
    }
}
