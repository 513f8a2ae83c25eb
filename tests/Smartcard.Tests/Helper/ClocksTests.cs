using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Smartcard.CardTasks;
using Smartcard.Helper;
using Smartcard.Helper.Screen;

namespace Smartcard.Tests.Helper;

/// <summary>A workstation whose clock is not the host's: card tasks go on, and it is said in words.</summary>
public sealed class ClocksTests
{
    public static TheoryData<TimeSpan> Gaps =>
        [TimeSpan.FromMinutes(11), TimeSpan.FromMinutes(-11), TimeSpan.FromHours(5), TimeSpan.FromDays(3650), TimeSpan.FromDays(-3650)];

    [Theory]
    [MemberData(nameof(Gaps))]
    public async Task A_card_task_goes_on_however_far_the_clocks_are_apart(TimeSpan ahead)
    {
        using var bench = Ahead(ahead);

        await IdentifyAsync(bench);

        Assert.Equal(CardTaskOutcome.Done, bench.Result.Outcome);
    }

    [Theory]
    [MemberData(nameof(Gaps))]
    public async Task It_goes_on_beside_an_older_host_that_sends_a_moment_alone(TimeSpan ahead)
    {
        using var bench = Ahead(ahead);
        bench.Host.IsOlder = true;

        await IdentifyAsync(bench);

        Assert.Equal(CardTaskOutcome.Done, bench.Result.Outcome);
    }

    [Fact]
    public async Task It_goes_on_beside_an_older_host_that_does_not_even_say_what_time_it_is()
    {
        using var bench = Ahead(TimeSpan.FromMinutes(11));
        (bench.Host.IsOlder, bench.Host.HasNoDate) = (true, true);

        await IdentifyAsync(bench);

        Assert.Equal(CardTaskOutcome.Done, bench.Result.Outcome);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_task_ends_when_its_time_has_passed_here_not_when_its_moment_has(bool isOlder)
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddMinutes(11));
        using var bench = new HelperBench(time);
        bench.Host.Now = () => time.GetUtcNow().AddMinutes(-11);
        bench.Host.IsOlder = isOlder;
        bench.Host.Queue(CardTaskKind.Identify, anyCard: true, life: TimeSpan.FromSeconds(90));
        var running = bench.RunAsync();
        await Patience.UntilAsync(
            "the helper to ask for a card",
            () => (bench.Screen.Shown.Contains("InsertCard"), bench.Host.Calls.Last()),
            TestContext.Current.CancellationToken);

        time.Advance(TimeSpan.FromSeconds(85));
        Assert.Empty(bench.Host.Results);
        time.Advance(TimeSpan.FromSeconds(6));
        await running;

        Assert.Equal(CardTaskOutcome.NoCard, bench.Result.Outcome);
    }

    [Theory]
    [InlineData(11, "11 minutes ahead")]
    [InlineData(-11, "11 minutes behind")]
    [InlineData(0, null)]
    public async Task A_clock_that_is_off_is_noted_once(int minutesAhead, string? words)
    {
        using var bench = Ahead(TimeSpan.FromMinutes(minutesAhead));
        bench.Host.Queue(CardTaskKind.Identify, anyCard: true); // two tasks in one journey

        await IdentifyAsync(bench);

        Assert.Equal(words is null ? 0 : 1, bench.Log.Lines.Count(line => line.Contains("clock", StringComparison.Ordinal)));
        Assert.Contains(words ?? "Identify: Done", bench.Log.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(11 * 60, "Clock: This computer's clock is 11 minutes ahead.")]
    [InlineData(-60 * 60 * 3, "Clock: This computer's clock is 3 hours behind.")]
    [InlineData(10, "Clock: this computer's clock agrees with the host's.")]
    public async Task The_doctor_says_how_far_the_clock_is_off_and_finds_nothing_else_wrong(int secondsAhead, string words)
    {
        using var bench = Ahead(TimeSpan.FromSeconds(secondsAhead));
        bench.Readers.Insert(bench.Card);
        using var said = new StringWriter();
        using var doctor = new Doctor(bench.Readers, said, TimeProvider.System, bench.Host);

        Assert.True(await doctor.RunAsync([new Uri("http://127.0.0.1/")], TestContext.Current.CancellationToken));

        Assert.Contains(words, said.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_doctor_says_that_a_host_cannot_be_reached()
    {
        using var bench = new HelperBench();
        bench.Host.Fails("next", null);
        using var said = new StringWriter();
        using var doctor = new Doctor(bench.Readers, said, TimeProvider.System, bench.Host);

        Assert.False(await doctor.RunAsync([new Uri("http://127.0.0.1/")], TestContext.Current.CancellationToken));

        Assert.Contains("it cannot be reached (ConnectionError)", said.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_certificate_that_is_not_valid_by_this_clock_points_to_the_clock()
    {
        var from = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        Assert.Contains(
            "clock says 1 January 2012, 00:00 UTC",
            Doctor.AdviceOn(from, from.AddYears(1), from.AddYears(-14)),
            StringComparison.Ordinal);
        Assert.Contains(
            "clock says 1 January 2029",
            Doctor.AdviceOn(from, from.AddYears(1), from.AddYears(3)),
            StringComparison.Ordinal);
        Assert.Null(Doctor.AdviceOn(from, from.AddYears(1), from.AddMonths(1)));
    }

    [Theory]
    [InlineData(1, "1 second ahead")]
    [InlineData(-62, "1 minute behind")]
    [InlineData(11 * 60, "11 minutes ahead")]
    [InlineData(2 * 3600, "2 hours ahead")]
    [InlineData(-10 * 86400, "10 days behind")]
    public void A_gap_is_said_in_its_largest_unit(int seconds, string words) =>
        Assert.Equal(words, new ClockGap(TimeSpan.FromSeconds(seconds)).ToString());

    [Fact]
    public void An_older_helper_finds_what_it_knows_in_a_task()
    {
        var task = new CardTask(
            Guid.CreateVersion7(),
            CardTaskKind.Identify,
            null,
            null,
            null,
            DateTimeOffset.UnixEpoch)
        {
            SecondsLeft = 600,
        };

        using var wire = JsonDocument.Parse(JsonSerializer.Serialize(task, JsonSerializerOptions.Web));

        Assert.Equal(
            (DateTimeOffset.UnixEpoch, 600),
            (
                wire.RootElement.GetProperty("expiresAt").GetDateTimeOffset(),
                wire.RootElement.GetProperty("secondsLeft").GetInt32()));
    }

    private static HelperBench Ahead(TimeSpan ahead)
    {
        var bench = new HelperBench();
        bench.Host.Now = () => TimeProvider.System.GetUtcNow() - ahead;
        return bench;
    }

    private static async Task IdentifyAsync(HelperBench bench)
    {
        bench.Host.Queue(CardTaskKind.Identify, anyCard: true);
        bench.Screen.OnShow = scene =>
        {
            if (scene == Scene.InsertCard)
            {
                bench.Readers.Insert(bench.Card);
            }
        };
        await bench.RunAsync();
    }
}
