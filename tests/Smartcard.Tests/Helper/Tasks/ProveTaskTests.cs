using System.Security.Cryptography;
using Smartcard.Cards.Software;
using Smartcard.CardTasks;
using Smartcard.Helper.Screen;

namespace Smartcard.Tests.Helper.Tasks;

/// <summary>Identifying a card and proving that it is one's own: which attempts are spent, and what is told.</summary>
public sealed class ProveTaskTests
{
    [Fact]
    public async Task A_card_is_identified_without_its_passcode()
    {
        using var bench = new HelperBench();
        bench.Host.Queue(CardTaskKind.Identify, anyCard: true);
        bench.Screen.OnShow = scene =>
        {
            if (scene == Scene.InsertCard)
            {
                bench.Readers.Insert(bench.Card);
            }
        };

        Assert.Equal(Scene.Over, await bench.RunAsync());

        Assert.Equal(
            (CardTaskOutcome.Done, bench.Card.State.CardId, 3),
            (bench.Result.Outcome, bench.Result.CardIdentifier, bench.Result.AttemptsLeft!.Value));
        Assert.Contains(CardTaskState.WaitingForCard, bench.Host.Progress);
    }

    [Fact]
    public async Task The_right_passcode_makes_the_card_sign_the_hosts_challenge()
    {
        using var bench = new HelperBench();
        var task = bench.Host.Queue(CardTaskKind.Prove, anyCard: true);
        bench.Readers.Insert(bench.Card);
        bench.Screen.Types("1234");

        await bench.RunAsync();

        using var key = RSA.Create();
        key.ImportPkcs8PrivateKey(bench.Card.State.SigningKey, out _);
        byte[] signed = [.. "smartcard-prove-v1"u8, .. task.Challenge!, .. Convert.FromHexString(bench.Card.State.CardId)];
        Assert.True(key.VerifyData(signed, bench.Result.Signature!, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        bench.AssertPasscodesAreGone("1234");
    }

    [Fact]
    public async Task A_wrong_passcode_costs_one_attempt_and_is_asked_again()
    {
        using var bench = new HelperBench();
        bench.Host.Queue(CardTaskKind.Prove);
        bench.Readers.Insert(bench.Card);
        bench.Screen.Types("9999").Types("1234");

        await bench.RunAsync();

        Assert.Equal(CardTaskOutcome.Done, bench.Result.Outcome);
        Assert.Contains("Passcode problem.wrong", bench.Screen.Shown);
        Assert.Equal(2, bench.Screen.AttemptsLeft);
        Assert.Contains(CardTaskState.WrongPasscode, bench.Host.Progress);
        bench.AssertPasscodesAreGone("9999", "1234");
    }

    [Theory]
    [InlineData("")]
    [InlineData("123")]
    [InlineData("12345678901234567")]
    public async Task What_can_be_no_passcode_never_reaches_the_card(string typed)
    {
        using var bench = new HelperBench();
        bench.Host.Queue(CardTaskKind.Prove);
        bench.Readers.Insert(bench.Card);
        bench.Screen.Types(typed).Types(null);

        await bench.RunAsync();

        Assert.Equal(CardTaskOutcome.Cancelled, bench.Result.Outcome);
        Assert.Equal(3, bench.Card.State.AttemptsLeft);
        bench.AssertPasscodesAreGone();
    }

    [Fact]
    public async Task A_locked_card_is_told_and_no_passcode_is_asked_for()
    {
        using var bench = new HelperBench();
        await HelperBench.LockAsync(bench.Card);
        bench.Host.Queue(CardTaskKind.Prove);
        bench.Readers.Insert(bench.Card);

        await bench.RunAsync();

        Assert.Equal((CardTaskOutcome.PasscodeLocked, 0), (bench.Result.Outcome, bench.Result.AttemptsLeft!.Value));
        Assert.Empty(bench.Screen.Given);
        Assert.Contains("CardLocked", bench.Screen.Shown);
    }

    [Fact]
    public async Task A_card_swapped_while_the_passcode_is_typed_loses_no_attempt()
    {
        using var bench = new HelperBench();
        bench.Host.Queue(CardTaskKind.Prove, anyCard: true);
        bench.Readers.Insert(bench.Card);
        var swapped = false;
        bench.Screen.OnShow = scene =>
        {
            switch (scene)
            {
                case Scene.Passcode when !swapped:
                    swapped = true;
                    bench.Readers.Insert(bench.OtherCard);
                    bench.Screen.Types("1234");
                    break;
                case Scene.Passcode:
                    bench.Screen.Types(null);
                    break;
            }
        };

        await bench.RunAsync();

        Assert.Equal(3, bench.OtherCard.State.AttemptsLeft);
        Assert.Equal(3, bench.Card.State.AttemptsLeft);
    }

    [Fact]
    public async Task A_card_taken_out_while_the_passcode_is_asked_for_is_asked_for_again()
    {
        using var bench = new HelperBench();
        bench.Host.Queue(CardTaskKind.Prove);
        bench.Readers.Insert(bench.Card);
        var removed = false;
        bench.Screen.OnShow = scene =>
        {
            switch (scene)
            {
                case Scene.Passcode when !removed:
                    removed = true;
                    bench.Readers.Remove();
                    break;
                case Scene.Passcode:
                    bench.Screen.Types("1234");
                    break;
                case Scene.CardRemoved:
                    bench.Readers.Insert(bench.Card);
                    break;
            }
        };

        await bench.RunAsync();

        Assert.Equal(CardTaskOutcome.Done, bench.Result.Outcome);
        Assert.Contains(CardTaskState.CardRemoved, bench.Host.Progress);
    }

    [Fact]
    public async Task A_host_that_does_not_answer_is_asked_until_it_does()
    {
        using var bench = new HelperBench();
        bench.Host.Queue(CardTaskKind.Prove);
        bench.Host.Fails("next", null).Fails("progress", System.Net.HttpStatusCode.BadGateway).Fails("result", null);
        bench.Readers.Insert(bench.Card);
        bench.Screen.Types("1234");

        await bench.RunAsync();

        Assert.Equal(CardTaskOutcome.Done, bench.Result.Outcome);
        Assert.True(bench.WasSilent);
    }

    [Fact]
    public async Task A_lost_answer_to_the_pairing_is_asked_for_again_with_the_same_token()
    {
        using var bench = new HelperBench();
        bench.Host.Fails("sessions", null);

        await bench.RunAsync();

        Assert.Equal(["sessions", "sessions"], bench.Host.Calls.Where(c => c == "sessions"));
        Assert.Single(bench.Host.Bodies.Distinct());
        Assert.True(bench.WasSilent);
    }

    [Theory]
    [InlineData("9000")]
    [InlineData("6F00")]
    [InlineData("63")]
    [InlineData("")]
    [InlineData("7F210305000102039000")]
    public async Task A_card_that_answers_nonsense_ends_the_task_in_words(string answer)
    {
        using var bench = new HelperBench();
        bench.Card.Faults = new FaultPlan().OnIns(0xA4, Fault.Answers(answer)).OnIns(0xCB, Fault.Answers(answer));
        bench.Host.Queue(CardTaskKind.Identify, anyCard: true);
        bench.Readers.Insert(bench.Card);

        await bench.RunAsync();

        Assert.Contains(bench.Result.Outcome, new[] { CardTaskOutcome.CardNotSupported, CardTaskOutcome.Refused, CardTaskOutcome.Done });
        Assert.Equal(3, bench.Card.State.AttemptsLeft);
    }
}
