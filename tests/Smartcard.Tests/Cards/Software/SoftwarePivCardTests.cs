using System.Security.Cryptography;
using Smartcard.Cards;
using Smartcard.Cards.Iso7816;
using Smartcard.Cards.Piv;
using Smartcard.Cards.Software;

namespace Smartcard.Tests.Cards.Software;

public sealed class SoftwarePivCardTests : IAsyncDisposable
{
    private const string Select = "00A4040009A0000003080000100000";

    /// <summary>The AID without its provider, the provider, "Software PIV card", 3DES and P-256.</summary>
    private const string SelectAnswer =
        "612F4F0600001000010079074F05A0000003085011536F667477617265205049562063617264AC098001038001110601009000";

    private static readonly SoftwarePivCardState State = SoftwarePivCardState.Create("test", "123456", "12345678");
    private static readonly byte[] Pin = "123456"u8.ToArray();
    private static readonly byte[] Puk = "12345678"u8.ToArray();

    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;
    private readonly SoftwarePivCard _card = new(State);

    public static TheoryData<PivAlgorithm> Algorithms => [PivAlgorithm.Rsa2048, PivAlgorithm.EccP256, PivAlgorithm.EccP384];

    public ValueTask DisposeAsync() => _card.DisposeAsync();

    [Theory]
    [InlineData(Select, SelectAnswer)]
    [InlineData("00A4040005A000000308", "*9000")] // without Le, as some programs ask
    [InlineData("00A404000BA000000308000010000100", "*9000")]
    [InlineData("00A404000BA000000308000010000200", "6A82")]
    [InlineData("00A4040004A0000003", "6A82")] // not even the provider
    [InlineData("00A4040007A0000000041010", "6A82")] // another application
    [InlineData("00A40000023F00", "6A86")]
    [InlineData("00CB3FFF035C017E00", "7E124F0BA0000003080000100001005F2F0240009000")]
    [InlineData("00CB3FFF055C035FC10700", "6A82")]
    [InlineData("00CB3FFF065C035FC102", "6700")] // Lc says more than is there
    [InlineData("00CB3FFF045C035FC100", "6A80")] // TLV says more than is there
    [InlineData("00CB3F00055C035FC10200", "6A86")]
    [InlineData("00200080", "63C3")]
    [InlineData("0020008000", "63C3")]
    [InlineData("0020008008313233343536FFFF", "9000")]
    [InlineData("0020008008313233343537FFFF", "63C2")]
    [InlineData("0020008006313233343536", "6A80")] // not padded, costs nothing
    [InlineData("002000800831323334FFFFFFFF", "6A80")] // too short, costs nothing
    [InlineData("0020008008313233343561FFFF", "6A80")] // a letter, costs nothing
    [InlineData("002000000831323334353637FF", "6A88")] // the global PIN
    [InlineData("0020FF80", "9000")]
    [InlineData("0020FF8008313233343536FFFF", "6A80")]
    [InlineData("00200180", "6A86")]
    [InlineData("002C018010" + "31323334353637383132333435363738", "6A86")]
    [InlineData("002C028008" + "3132333435363738", "6A86")]
    [InlineData("002C008110" + "31323334353637383132333435363738", "6A88")]
    [InlineData("002C008008" + "3132333435363738", "6A80")]
    [InlineData("002C008010" + "3132333435363739" + "313233343536FFFF", "63C2")]
    [InlineData("002C008010" + "3132333435363738" + "31323334FFFFFFFF", "6A80")] // a PUK that is right is not spent
    [InlineData("0024008010" + "313233343536FFFF" + "363534333231FFFF", "9000")]
    [InlineData("0024008010" + "313233343536FFFF" + "3635343332FFFFFF", "6A80")]
    [InlineData("0024008110" + "3132333435363738" + "00FF00FF00FF00FF", "9000")]
    [InlineData("0024008210" + "3132333435363738" + "3132333435363738", "6A88")]
    [InlineData("0087119A047C02820000", "6982")]
    [InlineData("0087079E047C02820000", "6A86")] // a key of another algorithm
    [InlineData("0087119D047C02820000", "6A86")] // no such key
    [InlineData("0087119E067C048200810000", "6A80")] // no digest
    [InlineData("00DB3FFF075C035FC1025300", "6982")]
    [InlineData("0047009A05AC0380011100", "6982")]
    [InlineData("0084000008", "6D00")]
    [InlineData("80CA000000", "6E00")]
    [InlineData("00C0000000", "6985")] // nothing is waiting
    [InlineData("00", "6700")]
    public void Answers_each_command_with_its_bytes(string command, string answer)
    {
        Send(Select);

        var answered = Send(command);

        Assert.Equal(answer, answer[0] == '*' ? "*" + answered[^4..] : answered);
    }

    [Fact]
    public void Nothing_works_before_select() => Assert.Equal("6985", Send("00200080"));

    [Fact]
    public async Task Says_which_card_it_is_before_any_pin()
    {
        var session = await SelectedAsync();

        var chuid = await session.ReadChuidAsync(_ct);

        Assert.NotNull(chuid?.CardGuid);
        Assert.Equal(new DateOnly(2049, 12, 31), chuid.Expiry);
        Assert.Null(chuid.FascN);
        Assert.Null(await session.ReadCertificateAsync(PivKey.Signature, _ct));
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public async Task Proves_itself_while_its_pin_is_blocked_and_the_pin_once_it_was_shown(PivAlgorithm algorithm)
    {
        var state = SoftwarePivCardState.Create("test", "123456", "12345678", algorithm);
        await using var card = new SoftwarePivCard(state with { PinAttemptsLeft = 0 });
        var session = new PivSession(card);
        await session.SelectAsync(_ct);
        var challenge = RandomNumberGenerator.GetBytes(32);

        var presence = await session.SignAsync(PivKey.CardAuthentication, algorithm, challenge, _ct);
        var refusal = await Assert.ThrowsAsync<CardException>(() => session.SignAsync(PivKey.Authentication, algorithm, challenge, _ct));
        await session.ResetRetryCounterAsync(Puk, Pin, _ct);
        await session.VerifyAsync(Pin, _ct);
        var passcode = await session.SignAsync(PivKey.Authentication, algorithm, challenge, _ct);

        Assert.Equal(StatusWord.SecurityStatusNotSatisfied, refusal.Sw);
        Assert.True((await session.ReadCertificateAsync(PivKey.CardAuthentication, _ct))!.Verifies(challenge, presence));
        Assert.True((await session.ReadCertificateAsync(PivKey.Authentication, _ct))!.Verifies(challenge, passcode));
        Assert.False((await session.ReadCertificateAsync(PivKey.Authentication, _ct))!.Verifies(challenge, presence));
    }

    [Fact]
    public async Task The_signature_key_wants_the_pin_right_before_each_use()
    {
        await using var card = new SoftwarePivCard(State.WithKey(PivKey.Signature, SoftwarePivKey.Generate(PivAlgorithm.EccP256)));
        var session = new PivSession(card);
        await session.SelectAsync(_ct);

        await session.VerifyAsync(Pin, _ct);
        await session.SignAsync(PivKey.Signature, PivAlgorithm.EccP256, "a"u8.ToArray(), _ct);
        await Assert.ThrowsAsync<CardException>(() => session.SignAsync(PivKey.Signature, PivAlgorithm.EccP256, "a"u8.ToArray(), _ct));
        await session.VerifyAsync(Pin, _ct);
        await session.ReadAttemptsAsync(_ct);

        await Assert.ThrowsAsync<CardException>(() => session.SignAsync(PivKey.Signature, PivAlgorithm.EccP256, "a"u8.ToArray(), _ct));
    }

    [Fact]
    public async Task Three_wrong_pins_block_it_and_the_puk_opens_it_again()
    {
        var session = await SelectedAsync();

        SecretCheck[] verdicts =
        [
            await session.VerifyAsync("000000"u8.ToArray(), _ct),
            await session.ChangePinAsync("000000"u8.ToArray(), "111111"u8.ToArray(), _ct),
            await session.VerifyAsync("000000"u8.ToArray(), _ct),
            await session.VerifyAsync(Pin, _ct),
            await session.ResetRetryCounterAsync("87654321"u8.ToArray(), "111111"u8.ToArray(), _ct),
            await session.ResetRetryCounterAsync(Puk, "111111"u8.ToArray(), _ct),
            await session.VerifyAsync("111111"u8.ToArray(), _ct),
        ];

        Assert.Equal(
            [
                new SecretCheck.Wrong(2), new SecretCheck.Wrong(1), new SecretCheck.Blocked(), new SecretCheck.Blocked(),
                new SecretCheck.Wrong(2), new SecretCheck.Accepted(), new SecretCheck.Accepted(),
            ],
            verdicts);
        Assert.Equal((3, 3), (_card.State.PinAttemptsLeft, _card.State.PukAttemptsLeft));
    }

    [Fact]
    public async Task Three_wrong_puks_block_it_for_ever_in_every_command()
    {
        var session = await SelectedAsync();
        var wrong = "00000000"u8.ToArray();

        SecretCheck[] verdicts =
        [
            await session.ResetRetryCounterAsync(wrong, Pin, _ct),
            await session.ChangePukAsync(wrong, Puk, _ct),
            await session.ResetRetryCounterAsync(wrong, Pin, _ct),
            await session.ResetRetryCounterAsync(Puk, Pin, _ct),
            await session.ChangePukAsync(Puk, Puk, _ct),
        ];

        Assert.Equal(
            [
                new SecretCheck.Wrong(2), new SecretCheck.Wrong(1), new SecretCheck.Blocked(), new SecretCheck.Blocked(),
                new SecretCheck.Blocked(),
            ],
            verdicts);
    }

    [Fact]
    public async Task A_reset_does_not_verify_the_pin_and_a_change_does()
    {
        var session = await SelectedAsync();

        await session.ResetRetryCounterAsync(Puk, "222222"u8.ToArray(), _ct);
        var afterReset = await session.ReadAttemptsAsync(_ct);
        await session.ChangePinAsync("222222"u8.ToArray(), "333333"u8.ToArray(), _ct);
        var afterChange = await session.ReadAttemptsAsync(_ct);
        await session.DropPinAsync(_ct);

        Assert.Equal(3, afterReset);
        Assert.Null(afterChange);
        Assert.Equal(3, await session.ReadAttemptsAsync(_ct));
    }

    [Fact]
    public async Task Rights_outlive_a_second_select_and_end_with_a_wrong_pin_and_a_reset()
    {
        var session = await SelectedAsync();

        await session.VerifyAsync(Pin, _ct);
        await session.SelectAsync(_ct);
        Assert.Null(await session.ReadAttemptsAsync(_ct));

        await session.VerifyAsync("000000"u8.ToArray(), _ct);
        Assert.Equal(2, await session.ReadAttemptsAsync(_ct));

        await session.VerifyAsync(Pin, _ct);
        _card.Reset();
        await session.SelectAsync(_ct);
        Assert.Equal(3, await session.ReadAttemptsAsync(_ct));
    }

    [Fact]
    public async Task A_certificate_comes_in_parts()
    {
        var session = await SelectedAsync();
        _card.Faults = new FaultPlan().OnIns(0xC0, Fault.Answers("9000"));

        var broken = await Assert.ThrowsAsync<CardResponseException>(() => session.ReadCertificateAsync(PivKey.Authentication, _ct));

        Assert.Contains("GET DATA (certificate 9A)", broken.Message, StringComparison.Ordinal);
        Assert.NotNull(await session.ReadCertificateAsync(PivKey.Authentication, _ct));
    }

    [Fact]
    public void Its_state_prints_no_secret()
    {
        var printed = State.ToString() + string.Join(", ", State.Keys);

        Assert.DoesNotContain("123456", printed, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToHexString(State.ManagementKey), printed, StringComparison.Ordinal);
    }

    [Fact]
    public void A_state_that_no_card_can_have_is_refused()
    {
        Assert.Throws<InvalidDataException>(() => SoftwarePivCardState.Create("test", "12345", "12345678"));
        Assert.Throws<InvalidDataException>(() => SoftwarePivCardState.Create("test", "123456", "1234567"));
        Assert.Throws<InvalidDataException>(() => new SoftwarePivCard(State with { PinAttemptsLeft = 4 }));
        Assert.Throws<InvalidDataException>(() => new SoftwarePivCard(State with { PukAttemptsLeft = -1 }));
        Assert.Throws<InvalidDataException>(() => new SoftwarePivCard(State with { PinAttemptLimit = 16 }));
        Assert.Throws<InvalidDataException>(() => new SoftwarePivCard(State with { ManagementAlgorithm = 0x0C }));
    }

    private string Send(string hex) => Convert.ToHexString(_card.Answer(Convert.FromHexString(hex)));

    private async Task<PivSession> SelectedAsync()
    {
        var session = new PivSession(_card);
        await session.SelectAsync(_ct);
        return session;
    }
}
