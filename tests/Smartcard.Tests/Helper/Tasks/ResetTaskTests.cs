using System.Net;
using Microsoft.Extensions.Time.Testing;
using Smartcard.Cards;
using Smartcard.Cards.Software;
using Smartcard.CardTasks;
using Smartcard.Helper.Screen;

namespace Smartcard.Tests.Helper.Tasks;

/// <summary>The reset: what happens to the card, and what is reported, whatever goes wrong in between.</summary>
public sealed class ResetTaskTests
{
    /// <summary>More tries than the helper has patience for.</summary>
    private const int Many = 100;

    [Fact]
    public async Task A_locked_card_gets_the_new_passcode_and_proves_it()
    {
        using var bench = await LockedAsync();
        bench.Screen.TypesNew("4826");

        Assert.Equal(Scene.PasscodeSet, await bench.RunAsync());

        Assert.Equal(CardTaskOutcome.Done, bench.Result.Outcome);
        Assert.Equal(
            ["authorise", "card-response", "confirm", "result"],
            bench.Host.Calls.Where(c => c is "authorise" or "card-response" or "confirm" or "result"));
        Assert.True(await HelperBench.TryAsync(bench.Card, "4826"));
        Assert.False(await HelperBench.TryAsync(bench.Card, "1234"));
        bench.AssertPasscodesAreGone("4826");
    }

    [Theory]
    [InlineData("", "", "empty")]
    [InlineData("123", "123", "tooShort")]
    [InlineData("123456789", "123456789", "tooLong")]
    [InlineData("pässwd", "pässwd", "characters")]
    [InlineData("4826", "5679", "differ")]
    public async Task A_new_passcode_that_will_not_do_is_told_before_anything_is_released(string first, string second, string problem)
    {
        using var bench = await LockedAsync();
        bench.Screen.TypesNew(first, second).CancelsNew();

        await bench.RunAsync();

        Assert.Contains($"NewPasscode problem.{problem}", bench.Screen.Shown);
        Assert.Equal(CardTaskOutcome.Cancelled, bench.Result.Outcome);
        Assert.DoesNotContain("authorise", bench.Host.Calls);
        Assert.Equal(0, bench.Card.State.AttemptsLeft);
        bench.AssertPasscodesAreGone();
    }

    [Fact]
    public async Task A_card_that_another_program_has_is_waited_for_and_said_and_then_worked_with()
    {
        using var bench = await LockedAsync();
        bench.Readers.Insert(bench.Card);
        var reader = (await bench.Readers.ListAsync(TestContext.Current.CancellationToken)).Single(r => r.HasCard).Name;
        ICardConnection? other = null;
        bench.Screen.TypesNew("4826");
        bench.Screen.OnShow = scene =>
        {
            if (scene == Scene.Working && other is null)
            {
                other = bench.Readers.ConnectAsync(reader, CancellationToken.None).GetAwaiter().GetResult(); // answers at once
            }
            else if (scene == Scene.CardInUse)
            {
                _ = other!.DisposeAsync().AsTask();
            }
        };

        await bench.RunAsync();

        Assert.Equal(CardTaskOutcome.Done, bench.Result.Outcome);
        Assert.Contains(CardTaskState.CardInUse, bench.Host.Progress);
        Assert.Equal(CardTaskState.Working, bench.Host.Progress.Last());
        Assert.Equal(["CardInUse", "Working", "PasscodeSet"], bench.Screen.Shown.SkipWhile(scene => scene != "CardInUse"));
    }

    [Fact]
    public async Task Another_card_in_the_reader_is_waited_out()
    {
        using var bench = await LockedAsync();
        bench.Readers.Insert(bench.OtherCard);
        bench.Screen.TypesNew("4826");
        bench.Screen.OnShow = scene =>
        {
            if (scene == Scene.WrongCard)
            {
                bench.Readers.Insert(bench.Card);
            }
        };

        await bench.RunAsync();

        Assert.Equal(CardTaskOutcome.Done, bench.Result.Outcome);
        Assert.Contains(CardTaskState.WrongCard, bench.Host.Progress);
        Assert.True(await HelperBench.TryAsync(bench.OtherCard, "2468"));
    }

    [Theory]
    [InlineData("authorise", HttpStatusCode.Conflict)]
    [InlineData("authorise", HttpStatusCode.ServiceUnavailable)]
    [InlineData("card-response", HttpStatusCode.Conflict)]
    [InlineData("card-response", null)]
    public async Task Without_the_hosts_word_nothing_is_sent_to_the_card(string call, HttpStatusCode? status)
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        using var bench = await LockedAsync(time);
        bench.Host.Fails(call, status, times: Many);
        bench.Screen.TypesNew("4826");

        await AsTimePassesAsync(time, bench.RunAsync());

        Assert.Equal(CardTaskOutcome.Refused, bench.Result.Outcome);
        Assert.Equal(0, bench.Card.State.AttemptsLeft);
        bench.AssertPasscodesAreGone("4826");
    }

    [Fact]
    public async Task A_card_with_another_key_is_not_given_the_passcode()
    {
        using var bench = await LockedAsync();
        var imposter = new SoftwareGidsCard(bench.Card.State with { AdminKey = bench.OtherCard.State.AdminKey });
        bench.Readers.Insert(imposter);
        bench.Screen.TypesNew("4826");

        await bench.RunAsync();

        Assert.Equal(CardTaskOutcome.Refused, bench.Result.Outcome);
        Assert.Equal(0, imposter.State.AttemptsLeft);
    }

    [Fact]
    public async Task A_host_that_is_gone_when_the_card_would_prove_itself_leaves_the_outcome_unknown()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        using var bench = await LockedAsync(time);
        bench.Host.Fails("confirm", null, times: Many);
        bench.Screen.TypesNew("4826");

        await AsTimePassesAsync(time, bench.RunAsync());

        Assert.Equal(CardTaskOutcome.Unknown, bench.Result.Outcome);
    }

    [Theory]
    [InlineData("authorise")]
    [InlineData("card-response")]
    [InlineData("confirm")]
    public async Task An_answer_that_is_lost_is_asked_for_again_with_the_same_words(string call)
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        using var bench = await LockedAsync(time);
        bench.Host.Fails(call, null).Fails(call, HttpStatusCode.BadGateway);
        bench.Screen.TypesNew("4826");

        await AsTimePassesAsync(time, bench.RunAsync());

        Assert.Equal(CardTaskOutcome.Done, bench.Result.Outcome);
        Assert.Equal(3, bench.Host.Calls.Count(c => c == call));
        Assert.Contains(bench.Host.Bodies.GroupBy(body => body), same => same.Count() == 3);
    }

    /// <summary>The time that passes while it waits for nothing else.</summary>
    private static async Task AsTimePassesAsync(FakeTimeProvider time, Task running)
    {
        while (!running.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(500));
            await Task.WhenAny(running, Task.Delay(5));
        }

        await running;
    }

    [Fact]
    public async Task Cancel_while_a_card_is_waited_for_ends_the_task()
    {
        using var bench = await LockedAsync();
        bench.Readers.Remove();
        bench.Screen.OnShow = scene =>
        {
            if (scene == Scene.InsertCard)
            {
                bench.Screen.PressCancel();
            }
        };

        await bench.RunAsync();

        Assert.Equal(CardTaskOutcome.Cancelled, bench.Result.Outcome);
    }

    internal static async Task<HelperBench> LockedAsync(FakeTimeProvider? time = null)
    {
        var bench = new HelperBench(time);
        await HelperBench.LockAsync(bench.Card);
        bench.Host.Queue(CardTaskKind.Reset);
        bench.Readers.Insert(bench.Card);
        return bench;
    }
}
