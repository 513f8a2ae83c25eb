using Smartcard.Cards.Piv;
using Smartcard.Cards.Software;
using Smartcard.CardTasks;
using Smartcard.Helper.Screen;

namespace Smartcard.Tests.Helper.Tasks.Piv;

/// <summary>A PIV card is identified, read and proved: it signs that it is there, and what is no PIN never reaches it.</summary>
public sealed class PivTaskTests
{
    [Theory]
    [InlineData(PivAlgorithm.EccP256)]
    [InlineData(PivAlgorithm.EccP384)]
    [InlineData(PivAlgorithm.Rsa2048)]
    public async Task A_card_is_identified_by_a_signature_without_its_passcode(PivAlgorithm algorithm)
    {
        using var bench = new PivBench(SoftwarePivCardState.Create("Dilys", PivBench.Pin, PivHost.PukOf(1), algorithm));
        bench.Host.Queue(CardTaskKind.Identify, anyCard: true);

        Assert.Equal(Scene.Over, await bench.RunAsync());

        Assert.Equal(
            (CardTaskOutcome.Done, "Piv", bench.Identity, 3),
            (bench.Result.Outcome, bench.Result.CardType, bench.Result.CardIdentifier, bench.Result.AttemptsLeft!.Value));
        Assert.Single(bench.Host.Believed);
        Assert.Null(bench.Result.Signature);
    }

    [Fact]
    public async Task A_locked_card_is_identified_too()
    {
        using var bench = new PivBench(PivBench.With(left: 0));
        bench.Host.Queue(CardTaskKind.Identify, anyCard: true);

        await bench.RunAsync();

        Assert.Equal(0, Assert.Single(bench.Host.Believed).AttemptsLeft);
    }

    [Fact]
    public async Task A_card_without_a_GUID_is_known_by_the_fingerprint_of_9E()
    {
        using var bench = new PivBench(PivBench.With(left: 3).WithGuid(new byte[16]));
        bench.Host.Queue(CardTaskKind.Identify, anyCard: true);

        await bench.RunAsync();

        var fingerprint = bench.Card.State.CertificateOf(PivKey.CardAuthentication)!.Fingerprint;
        Assert.Equal(fingerprint[..32], bench.Result.CardIdentifier);
        Assert.Single(bench.Host.Believed);
    }

    [Fact]
    public async Task The_RA_desk_reads_both_keys_and_the_certificate_of_the_one_that_proves_the_passcode()
    {
        using var bench = new PivBench();
        bench.Host.Queue(CardTaskKind.Read, anyCard: true);

        await bench.RunAsync();

        var (nine, ten) = (bench.Card.State.CertificateOf(PivKey.CardAuthentication)!,
            bench.Card.State.CertificateOf(PivKey.Authentication)!);
        Assert.Equal((CardTaskOutcome.Done, "Piv", 3), (bench.Result.Outcome, bench.Result.CardType, bench.Result.AttemptsLeft));
        Assert.Equal(ten.PublicKey.ToArray(), bench.Result.PublicKey);
        Assert.Equal(ten.Der.ToArray(), bench.Result.Certificate);
        Assert.Equal(nine.PublicKey.ToArray(), bench.Result.PresencePublicKey);
        Assert.Contains("CardRead", bench.Screen.Shown);
    }

    [Theory]
    [InlineData(PivAlgorithm.EccP256)]
    [InlineData(PivAlgorithm.EccP384)]
    [InlineData(PivAlgorithm.Rsa2048)]
    public async Task The_right_passcode_makes_both_keys_sign_and_is_forgotten(PivAlgorithm algorithm)
    {
        using var bench = new PivBench(SoftwarePivCardState.Create("Dilys", PivBench.Pin, PivHost.PukOf(1), algorithm));
        bench.Host.Queue(CardTaskKind.Prove, anyCard: true);
        bench.Screen.Types("000000").Types(PivBench.Pin);

        await bench.RunAsync();

        Assert.Equal("Piv", Assert.Single(bench.Host.Believed).CardType);
        Assert.Contains("Passcode problem.wrong", bench.Screen.Shown);
        Assert.Equal(2, bench.Screen.AttemptsLeft);
        bench.AssertSecretsAreGone(PivBench.Pin);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("1234", "notAPivPasscode")]
    [InlineData("12345a", "notAPivPasscode")]
    [InlineData("123456789", "notAPivPasscode")]
    [InlineData("pässwörd", "cannotBeRight")]
    public async Task What_can_be_no_PIN_never_reaches_the_card(string typed, string problem)
    {
        using var bench = new PivBench();
        bench.Host.Queue(CardTaskKind.Prove);
        bench.Screen.Types(typed).Types(null);

        await bench.RunAsync();

        Assert.Equal((CardTaskOutcome.Cancelled, 3), (bench.Result.Outcome, bench.Card.State.PinAttemptsLeft));
        Assert.Contains($"Passcode problem.{problem}", bench.Screen.Shown);
        bench.AssertSecretsAreGone();
    }

    [Fact]
    public async Task A_locked_card_is_told_and_no_passcode_is_asked_for()
    {
        using var bench = new PivBench(PivBench.With(left: 0));
        bench.Host.Queue(CardTaskKind.Prove);

        await bench.RunAsync();

        Assert.Equal(
            (CardTaskOutcome.PasscodeLocked, "Piv", 0), (bench.Result.Outcome, bench.Result.CardType, bench.Result.AttemptsLeft!.Value));
        Assert.Empty(bench.Screen.Given);
    }

    [Fact]
    public async Task A_passcode_that_another_program_has_had_verified_is_forgotten_before_the_tries_are_read()
    {
        using var bench = new PivBench();
        bench.Card.Faults = new FaultPlan().OnIns(0x20, Fault.Answers("9000"));
        bench.Host.Queue(CardTaskKind.Identify, anyCard: true);

        await bench.RunAsync();

        Assert.Equal(3, bench.Result.AttemptsLeft);
    }

    [Fact]
    public async Task A_card_that_cannot_forget_says_no_number_of_tries_and_the_person_hears_that_it_may_be_the_last()
    {
        using var bench = new PivBench();
        bench.Card.Faults = new FaultPlan().OnIns(0x20, Fault.Answers("9000")).OnIns(0x20, Fault.Answers("6A86"), occurrence: 2);
        bench.Host.Queue(CardTaskKind.Prove);
        bench.Screen.Types(PivBench.Pin);

        await bench.RunAsync();

        Assert.Single(bench.Host.Believed);
        Assert.Equal(1, bench.Screen.AttemptsLeft);
    }

    [Fact]
    public async Task A_card_swapped_for_another_PIV_card_while_the_passcode_is_typed_loses_no_try()
    {
        using var bench = new PivBench();
        var other = new SoftwarePivCard(bench.Card.State.WithGuid(Guid.CreateVersion7().ToByteArray()));
        bench.Host.Queue(CardTaskKind.Prove);
        bench.Screen.OnShow = scene =>
        {
            if (scene == Scene.Passcode)
            {
                bench.Readers.Insert(other);
                bench.Screen.Types(PivBench.Pin);
            }
            else if (scene == Scene.WrongCard)
            {
                bench.Screen.PressCancel();
            }
        };

        await bench.RunAsync();

        Assert.Equal(CardTaskOutcome.Cancelled, bench.Result.Outcome);
        Assert.Equal(3, other.State.PinAttemptsLeft);
        Assert.Contains("WrongCard", bench.Screen.Shown);
    }
}
