using Microsoft.Extensions.Time.Testing;
using Smartcard.Cards.Software;
using Smartcard.CardTasks;
using Smartcard.Helper.Screen;

namespace Smartcard.Tests.Helper.Tasks;

/// <summary>A card that goes away, or answers wrongly, while its passcode is set: what is reported is what was seen.</summary>
public sealed class ResetTearTests
{
    private const byte Verify = 0x20;
    private const byte ResetRetryCounter = 0x2C;

    [Fact]
    public async Task Pulled_out_before_the_change_the_card_is_as_it_was_and_so_is_the_report()
    {
        using var bench = await ResetTaskTests.LockedAsync();
        bench.Card.Faults = new FaultPlan().OnIns(ResetRetryCounter, Fault.RemovedBeforeActing);
        bench.Screen.TypesNew("4826");
        PutBackWhenAsked(bench);

        await bench.RunAsync();

        Assert.Equal(CardTaskOutcome.CardRemoved, bench.Result.Outcome);
        Assert.Equal(0, bench.Card.State.AttemptsLeft);
        bench.AssertPasscodesAreGone("4826");
    }

    [Fact]
    public async Task Pulled_out_after_the_change_the_card_is_asked_again_and_the_reset_counts()
    {
        using var bench = await ResetTaskTests.LockedAsync();
        bench.Card.Faults = new FaultPlan().OnIns(ResetRetryCounter, Fault.RemovedAfterActing);
        bench.Screen.TypesNew("4826");
        PutBackWhenAsked(bench);

        Assert.Equal(Scene.PasscodeSet, await bench.RunAsync());

        Assert.Equal(CardTaskOutcome.Done, bench.Result.Outcome);
        Assert.True(await HelperBench.TryAsync(bench.Card, "4826"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Pulled_out_before_the_change_a_card_with_tries_left_loses_none(int left)
    {
        using var bench = await UsedAsync(left);
        bench.Card.Faults = new FaultPlan().OnIns(ResetRetryCounter, Fault.RemovedBeforeActing);
        bench.Screen.TypesNew("4826");
        PutBackWhenAsked(bench);

        await bench.RunAsync();

        Assert.Equal((CardTaskOutcome.CardRemoved, left), (bench.Result.Outcome, bench.Card.State.AttemptsLeft));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Pulled_out_after_the_change_a_card_with_tries_left_proves_it(int left)
    {
        using var bench = await UsedAsync(left);
        bench.Card.Faults = new FaultPlan().OnIns(ResetRetryCounter, Fault.RemovedAfterActing);
        bench.Screen.TypesNew("4826");
        PutBackWhenAsked(bench);

        await bench.RunAsync();

        Assert.Equal(CardTaskOutcome.Done, bench.Result.Outcome);
        Assert.True(await HelperBench.TryAsync(bench.Card, "4826"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Where_no_count_can_tell_nobody_guesses_with_a_try(bool acts)
    {
        using var bench = await UsedAsync(left: 3);
        bench.Card.Faults = new FaultPlan().OnIns(ResetRetryCounter, acts ? Fault.RemovedAfterActing : Fault.RemovedBeforeActing);
        bench.Screen.TypesNew("4826");
        PutBackWhenAsked(bench);

        await bench.RunAsync();

        Assert.Equal((CardTaskOutcome.Unknown, 3), (bench.Result.Outcome, bench.Card.State.AttemptsLeft));
    }

    [Fact]
    public async Task A_card_that_has_proved_the_reset_may_go_away()
    {
        using var bench = await ResetTaskTests.LockedAsync();
        bench.Card.Faults = new FaultPlan().OnIns(Verify, Fault.RemovedBeforeActing, occurrence: 3); // drops the rights after the proof
        bench.Screen.TypesNew("4826");

        Assert.Equal(Scene.PasscodeSet, await bench.RunAsync());

        Assert.Equal(CardTaskOutcome.Done, bench.Result.Outcome);
        Assert.NotNull(bench.Result.ConfirmResponse);
    }

    [Fact]
    public async Task A_card_that_refuses_its_proof_after_the_change_is_not_called_unchanged()
    {
        using var bench = await ResetTaskTests.LockedAsync();
        bench.Card.Faults = new FaultPlan().OnIns(Verify, Fault.Answers("6F00"));
        bench.Screen.TypesNew("4826");

        await bench.RunAsync();

        Assert.Equal(CardTaskOutcome.Unknown, bench.Result.Outcome);
        Assert.True(await HelperBench.TryAsync(bench.Card, "4826"));
    }

    [Fact]
    public async Task Pulled_out_and_kept_out_the_report_says_that_nobody_knows()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        using var bench = await ResetTaskTests.LockedAsync(time);
        bench.Card.Faults = new FaultPlan().OnIns(ResetRetryCounter, Fault.RemovedAfterActing);
        bench.Screen.TypesNew("4826");
        var running = bench.RunAsync();
        for (var second = 0; second < 600 && !running.IsCompleted; second++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(2, TestContext.Current.CancellationToken);
        }

        await running;

        Assert.Equal(CardTaskOutcome.Unknown, bench.Result.Outcome);
        Assert.Contains("Unknown", bench.Screen.Shown);
        bench.AssertPasscodesAreGone("4826");
    }

    /// <summary>A card that is not locked, with so many tries left.</summary>
    private static async Task<HelperBench> UsedAsync(int left)
    {
        var bench = new HelperBench();
        while (bench.Card.State.AttemptsLeft > left)
        {
            await HelperBench.TryAsync(bench.Card, "no-such");
        }

        bench.Host.Queue(CardTaskKind.Reset);
        bench.Readers.Insert(bench.Card);
        return bench;
    }

    private static void PutBackWhenAsked(HelperBench bench) => bench.Screen.OnShow = scene =>
    {
        if (scene == Scene.CardRemoved)
        {
            bench.Readers.Insert(bench.Card);
        }
    };
}
