using System.Text;
using Microsoft.Extensions.Time.Testing;
using Smartcard.Cards.Software;
using Smartcard.CardTasks;

namespace Smartcard.Tests.Helper.Tasks.Piv;

/// <summary>
/// A PIV card is pulled out at each command of its reset, before it acted and after: what is reported is what was seen, and a repeat
/// always ends it, with at least one attempt of the PUK left over.
/// </summary>
public sealed class PivResetTearTests
{
    private const string Last = "97531086";
    private const byte ResetRetryCounter = 0x2C;
    private const byte ChangeReferenceData = 0x24;

    /// <summary>More than a reset has, GET RESPONSE counted too.</summary>
    private const int Commands = 30;

    public static MatrixTheoryData<int, int, bool> Tears => new([0, 1, 2, 3], Enumerable.Range(1, Commands), [false, true]);

    /// <summary>The instructions from which the PUKs are in play.</summary>
    public static MatrixTheoryData<byte, bool, int, bool, string> SecondTears => new(
        [ResetRetryCounter, ChangeReferenceData],
        [false, true],
        Enumerable.Range(1, Commands),
        [false, true],
        [PivBench.NewPin, "11223344"]);

    [Theory]
    [MemberData(nameof(Tears))]
    public async Task Wherever_it_is_pulled_out_the_report_is_true_and_a_repeat_ends_it(int triesLeft, int command, bool acts)
    {
        using var bench = new PivBench(PivBench.With(triesLeft)).PutBack();
        bench.Card.Faults = new FaultPlan().OnCommand(command, acts ? Fault.RemovedAfterActing : Fault.RemovedBeforeActing);

        await ResetAsync(bench, PivBench.NewPin);
        await EndsByARepeatAsync(bench);
    }

    [Theory]
    [MemberData(nameof(SecondTears))]
    public async Task Pulled_out_in_the_repeat_too_it_still_ends(byte ins, bool acted, int command, bool acts, string pin)
    {
        using var bench = new PivBench(PivBench.With(left: 0)).PutBack();
        bench.Card.Faults = new FaultPlan().OnIns(ins, acted ? Fault.RemovedAfterActing : Fault.RemovedBeforeActing);
        await ResetAsync(bench, PivBench.NewPin);
        bench.Card.Faults = new FaultPlan().OnCommand(command, acts ? Fault.RemovedAfterActing : Fault.RemovedBeforeActing);

        await ResetAsync(bench, pin); // the same one again: that the card has it does not show that it took this PUK
        await EndsByARepeatAsync(bench);
    }

    [Fact]
    public async Task Pulled_out_between_the_PUKs_the_passcode_is_proved_and_the_PUK_is_one_of_two()
    {
        foreach (var fault in new[] { Fault.RemovedBeforeActing, Fault.RemovedAfterActing })
        {
            using var bench = PivBench.Locked().PutBack();
            bench.Card.Faults = new FaultPlan().OnIns(ChangeReferenceData, fault);
            bench.Screen.TypesNew(PivBench.NewPin);

            await bench.RunAsync();

            Assert.Null(Assert.Single(bench.Host.Believed).PukVersion);
            Assert.Equal((true, 1, (int?)2), (bench.Host.IsExposed, bench.Host.Version, bench.Host.Pending));
            Assert.Contains(Encoding.ASCII.GetString(bench.Card.State.Puk), new[] { PivHost.PukOf(1), PivHost.PukOf(2) });
            bench.AssertSecretsAreGone(PivBench.NewPin, PivHost.PukOf(1), PivHost.PukOf(2));
        }
    }

    [Theory]
    [InlineData(ResetRetryCounter)]
    [InlineData(ChangeReferenceData)]
    public async Task Pulled_out_and_kept_out_the_report_says_that_nobody_knows(byte ins)
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        using var bench = PivBench.Locked(time);
        bench.Card.Faults = new FaultPlan().OnIns(ins, Fault.RemovedAfterActing);
        bench.Screen.TypesNew(PivBench.NewPin);

        await bench.RunAsync(time);

        Assert.Equal(CardTaskOutcome.Unknown, bench.Result.Outcome);
        Assert.Contains("Unknown", bench.Screen.Shown);
        bench.AssertSecretsAreGone(PivBench.NewPin);
    }

    [Theory]
    [InlineData(ResetRetryCounter, CardTaskOutcome.CardRemoved)]
    [InlineData(ChangeReferenceData, CardTaskOutcome.Done)]
    public async Task A_reader_that_fails_once_is_as_a_card_that_was_pulled_out(byte ins, CardTaskOutcome outcome)
    {
        using var bench = new PivBench(PivBench.With(left: 0))
        {
            Between = inner => new FaultyReaders(inner) { Commands = 1, Instruction = ins },
        };
        bench.Host.Queue(CardTaskKind.Reset);
        bench.Screen.TypesNew(PivBench.NewPin);

        await bench.RunAsync();

        Assert.Equal((outcome, (int?)null), (bench.Result.Outcome, bench.Result.PukVersion));
        bench.AssertSecretsAreGone(PivBench.NewPin, PivHost.PukOf(1));
    }

    [Fact]
    public async Task A_right_passcode_that_another_program_showed_meanwhile_is_not_taken_for_the_new_one()
    {
        using var bench = new PivBench(PivBench.With(left: 1));
        bench.Card.Faults = new FaultPlan().OnIns(ResetRetryCounter, Fault.RemovedBeforeActing);
        bench.Host.Queue(CardTaskKind.Reset);
        bench.Screen.TypesNew(PivBench.NewPin);
        bench.Screen.OnShow = scene =>
        {
            if (scene == Smartcard.Helper.Screen.Scene.CardRemoved)
            {
                bench.Readers.Insert(new SoftwarePivCard(bench.Card.State with { PinAttemptsLeft = 3 }));
            }
        };

        await bench.RunAsync();

        Assert.Equal(CardTaskOutcome.CardRemoved, bench.Result.Outcome);
        Assert.DoesNotContain("puk-result", bench.Host.Calls);
    }

    private static async Task ResetAsync(PivBench bench, string pin)
    {
        var before = bench.Card.State;
        bench.Host.Results.Clear();
        bench.Host.Queue(CardTaskKind.Reset);
        for (var i = 0; i < 3; i++)
        {
            bench.Screen.TypesNew(pin); // asked again where it was pulled out before the release
        }

        await bench.RunAsync();
        bench.Screen.ForgetTyped();

        var has = Encoding.ASCII.GetString(bench.Card.State.Pin);
        switch (bench.Result.Outcome)
        {
            case CardTaskOutcome.Done:
                Assert.Same(bench.Result, bench.Host.Believed.Last());
                Assert.Equal(pin, has);
                break;
            case CardTaskOutcome.CardRemoved or CardTaskOutcome.Refused:
                Assert.Equal(Encoding.ASCII.GetString(before.Pin), has);
                break;
            default:
                Assert.Equal(CardTaskOutcome.Unknown, bench.Result.Outcome);
                break;
        }

        Assert.InRange(bench.Card.State.PukAttemptsLeft, 1, 3);
    }

    /// <summary>At the latest the second: the first may find one PUK wrong, and too few attempts left to show the other at once.</summary>
    private static async Task EndsByARepeatAsync(PivBench bench)
    {
        bench.Card.Faults = null;
        for (var repeats = 0; repeats == 0 || bench.Result.Outcome == CardTaskOutcome.Refused; repeats++)
        {
            Assert.InRange(repeats, 0, 1);
            await ResetAsync(bench, Last);
        }

        Assert.Equal(CardTaskOutcome.Done, bench.Result.Outcome);
        Assert.Equal(bench.Host.Version, bench.Result.PukVersion);
        Assert.Equal(PivHost.PukOf(bench.Host.Version), Encoding.ASCII.GetString(bench.Card.State.Puk));
        Assert.Equal((3, 3), (bench.Card.State.PinAttemptsLeft, bench.Card.State.PukAttemptsLeft));
    }
}
