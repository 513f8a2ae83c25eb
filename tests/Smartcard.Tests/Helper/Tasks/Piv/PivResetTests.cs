using System.Net;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Smartcard.Cards.Piv;
using Smartcard.Cards.Software;
using Smartcard.CardTasks;
using Smartcard.Helper.Screen;

namespace Smartcard.Tests.Helper.Tasks.Piv;

/// <summary>The reset of a PIV card: what the card gets, what the host hears, and that no PUK is spent on a guess.</summary>
public sealed class PivResetTests
{
    /// <summary>More tries than the helper has patience for.</summary>
    private const int Many = 200;

    [Theory]
    [InlineData(PivAlgorithm.EccP256)]
    [InlineData(PivAlgorithm.EccP384)]
    [InlineData(PivAlgorithm.Rsa2048)]
    public async Task A_locked_card_gets_the_new_passcode_and_the_next_PUK_and_proves_it(PivAlgorithm algorithm)
    {
        using var bench = new PivBench(
            SoftwarePivCardState.Create("Dilys", PivBench.Pin, PivHost.PukOf(1), algorithm) with { PinAttemptsLeft = 0 });
        bench.Host.Queue(CardTaskKind.Reset);
        bench.Screen.TypesNew(PivBench.NewPin);

        Assert.Equal(Scene.PasscodeSet, await bench.RunAsync());

        Assert.Equal(2, Assert.Single(bench.Host.Believed).PukVersion);
        Assert.Equal(["puk", "puk-result", "result"], bench.Host.Calls.Where(c => c is "puk" or "puk-result" or "result"));
        Assert.Equal((2, (int?)null, false), (bench.Host.Version, bench.Host.Pending, bench.Host.IsExposed));
        AssertHas(bench, PivBench.NewPin, version: 2);
        bench.AssertSecretsAreGone(PivBench.NewPin, PivHost.PukOf(1), PivHost.PukOf(2));
    }

    [Fact]
    public async Task Again_and_again_the_PUK_is_another()
    {
        using var bench = PivBench.Locked();
        bench.Host.Queue(CardTaskKind.Reset);
        bench.Screen.TypesNew(PivBench.NewPin).TypesNew("97531086");

        await bench.RunAsync();

        Assert.Equal([2, 3], bench.Host.Believed.Select(r => r.PukVersion!.Value));
        AssertHas(bench, "97531086", version: 3);
    }

    [Theory]
    [InlineData("1357", "tooShort")]
    [InlineData("135791357", "tooLong")]
    [InlineData("13579a", "digits")]
    public async Task The_rule_is_the_installations_and_the_cards_and_is_told_before_anything_is_released(string typed, string problem)
    {
        using var bench = PivBench.Locked();
        bench.Host.Rule = new PasscodeRule(4, 8, false);
        bench.Host.Queue(CardTaskKind.Reset);
        bench.Screen.CancelsNew().TypesNew(typed).CancelsNew();

        await bench.RunAsync();

        Assert.Contains($"NewPasscode problem.{problem}", bench.Screen.Shown);
        Assert.DoesNotContain("puk", bench.Host.Calls);
        Assert.Equal(0, bench.Card.State.PinAttemptsLeft);
    }

    [Fact]
    public async Task The_PUK_that_is_wrong_is_told_and_the_other_one_is_used()
    {
        using var bench = PivBench.Locked();
        bench.Host.Pending = 2; // given out before a tear, and never set
        bench.Screen.TypesNew(PivBench.NewPin);

        await bench.RunAsync();

        Assert.Equal(3, bench.Card.State.PukAttemptsLeft);
        Assert.Equal(["puk", "puk-result", "puk-result"], bench.Host.Calls.Where(c => c is "puk" or "puk-result"));
        AssertHas(bench, PivBench.NewPin, Assert.Single(bench.Host.Believed).PukVersion!.Value);
    }

    [Theory]
    [InlineData(3, "63C1")]
    [InlineData(2, "63C1")]
    [InlineData(1, "6983")]
    public async Task Where_both_are_wrong_or_the_card_has_too_few_tries_no_more_is_shown(int tries, string sw)
    {
        using var bench = new PivBench(
            PivBench.With(left: 0) with { Puk = Encoding.ASCII.GetBytes("55555555"), PukAttemptsLeft = tries });
        bench.Host.Pending = 2;
        bench.Host.Queue(CardTaskKind.Reset);
        bench.Screen.TypesNew(PivBench.NewPin);

        Assert.Equal(Scene.Over, await bench.RunAsync());

        Assert.Equal((CardTaskOutcome.Refused, sw), (bench.Result.Outcome, bench.Result.StatusWord));
        Assert.Equal(tries == 1 ? 0 : 1, bench.Card.State.PukAttemptsLeft);
        Assert.Equal(0, bench.Card.State.PinAttemptsLeft);
        Assert.Equal(tries == 3 ? 2 : 1, bench.Host.Wrong);
        bench.AssertSecretsAreGone(PivBench.NewPin);
    }

    [Fact]
    public async Task A_card_whose_PUK_is_blocked_is_told_as_such()
    {
        using var bench = new PivBench(PivBench.With(left: 0) with { PukAttemptsLeft = 0 });
        bench.Host.Queue(CardTaskKind.Reset);
        bench.Screen.TypesNew(PivBench.NewPin);

        await bench.RunAsync();

        Assert.Equal((CardTaskOutcome.Refused, "6983"), (bench.Result.Outcome, bench.Result.StatusWord));
        Assert.Single(bench.Host.Bodies, body => body.Contains("\"Blocked\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_host_that_does_not_hear_of_a_wrong_PUK_is_told_until_it_does()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        using var bench = PivBench.Locked(time);
        bench.Host.Pending = 2;
        bench.Host.Fails("puk-result", null, times: 8);
        bench.Screen.TypesNew(PivBench.NewPin);

        await bench.RunAsync(time);

        Assert.Single(bench.Host.Believed);
        Assert.Equal(3, bench.Card.State.PukAttemptsLeft);
    }

    [Fact]
    public async Task Without_the_hosts_word_on_a_wrong_PUK_no_other_is_shown()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        using var bench = PivBench.Locked(time);
        bench.Host.Pending = 2;
        bench.Host.Fails("puk-result", null, times: Many);
        bench.Screen.TypesNew(PivBench.NewPin);

        await bench.RunAsync(time);

        Assert.Equal((CardTaskOutcome.Refused, "63C2"), (bench.Result.Outcome, bench.Result.StatusWord));
        Assert.Equal(2, bench.Card.State.PukAttemptsLeft);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    [InlineData(HttpStatusCode.Conflict)]
    public async Task A_host_that_is_gone_after_the_reset_leaves_the_passcode_set_and_the_PUK_exposed(HttpStatusCode? status)
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        using var bench = PivBench.Locked(time);
        bench.Host.Fails("puk-result", status, times: status == HttpStatusCode.Conflict ? 1 : Many);
        bench.Screen.TypesNew(PivBench.NewPin);

        await bench.RunAsync(time);

        Assert.Equal(1, Assert.Single(bench.Host.Believed).PukVersion); // the next one was never shown
        Assert.True(bench.Host.IsExposed);
        AssertHas(bench, PivBench.NewPin, version: 1);
    }

    [Theory]
    [InlineData("6A80", 1)]
    [InlineData("6F00", 1)]
    [InlineData("63C2", 1)]
    [InlineData("6983", 1)]
    [InlineData("90", null)]
    public async Task A_card_that_does_not_take_the_next_PUK_keeps_its_new_passcode_and_the_PUK_is_exposed(string answer, int? version)
    {
        using var bench = PivBench.Locked();
        bench.Card.Faults = new FaultPlan().OnIns(0x24, Fault.Answers(answer));
        bench.Screen.TypesNew(PivBench.NewPin);

        await bench.RunAsync();

        Assert.Equal(version, Assert.Single(bench.Host.Believed).PukVersion);
        Assert.True(bench.Host.IsExposed);
        Assert.Equal((1, (int?)2), (bench.Host.Version, bench.Host.Pending));
        AssertHas(bench, PivBench.NewPin, version: 1);
    }

    [Theory]
    [InlineData(HttpStatusCode.Conflict)]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    [InlineData(null)]
    public async Task Without_a_release_nothing_is_shown_to_the_card(HttpStatusCode? status)
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        using var bench = PivBench.Locked(time);
        bench.Host.Fails("puk", status, times: Many);
        bench.Screen.TypesNew(PivBench.NewPin);

        await bench.RunAsync(time);

        Assert.Equal(CardTaskOutcome.Refused, bench.Result.Outcome);
        Assert.Equal((0, 3), (bench.Card.State.PinAttemptsLeft, bench.Card.State.PukAttemptsLeft));
        bench.AssertSecretsAreGone(PivBench.NewPin);
    }

    [Theory]
    [InlineData("puk")]
    [InlineData("puk-result")]
    public async Task An_answer_that_is_lost_is_asked_for_again_with_the_same_words(string call)
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        using var bench = PivBench.Locked(time);
        bench.Host.Fails(call, null).Fails(call, HttpStatusCode.BadGateway);
        bench.Screen.TypesNew(PivBench.NewPin);

        await bench.RunAsync(time);

        Assert.Equal(2, Assert.Single(bench.Host.Believed).PukVersion);
        Assert.Contains(bench.Host.Bodies.GroupBy(body => body), same => same.Count() == 3);
    }

    [Fact]
    public async Task A_card_that_refuses_its_proof_after_the_change_is_not_called_unchanged()
    {
        using var bench = PivBench.Locked();
        bench.Card.Faults = new FaultPlan().OnIns(0x87, Fault.Answers("6F00"), occurrence: 2);
        bench.Screen.TypesNew(PivBench.NewPin);

        await bench.RunAsync();

        Assert.Equal(CardTaskOutcome.Unknown, bench.Result.Outcome);
    }

    [Fact]
    public async Task A_card_with_another_key_than_the_one_on_record_gets_no_PUK()
    {
        using var bench = PivBench.Locked();
        bench.Readers.Insert(new SoftwarePivCard(bench.Card.State.WithKey(
            PivKey.CardAuthentication, SoftwarePivKey.Generate(PivAlgorithm.EccP256))));
        bench.Screen.TypesNew(PivBench.NewPin);

        await bench.RunAsync();

        Assert.Equal(CardTaskOutcome.Refused, bench.Result.Outcome);
        Assert.DoesNotContain("puk-result", bench.Host.Calls);
    }

    private static void AssertHas(PivBench bench, string pin, int version)
    {
        var state = bench.Card.State;
        Assert.Equal(pin, Encoding.ASCII.GetString(state.Pin));
        Assert.Equal(PivHost.PukOf(version), Encoding.ASCII.GetString(state.Puk));
        Assert.Equal((3, 3), (state.PinAttemptsLeft, state.PukAttemptsLeft));
    }
}
