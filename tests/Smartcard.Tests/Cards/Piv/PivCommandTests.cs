using Smartcard.Cards;
using Smartcard.Cards.Iso7816;
using Smartcard.Cards.Piv;

namespace Smartcard.Tests.Cards.Piv;

/// <summary>The bytes of each command, as SP 800-73-4 has them and traces of real exchanges show them (docs/cards/piv.md).</summary>
public sealed class PivCommandTests
{
    private const string FascN = "D4E739DA739CED39CE739D836858210842108421C84210C3EB";
    private const string Guid = "00112233445566778899AABBCCDDEEFF";

    private static readonly byte[] Pin = "123456"u8.ToArray();
    private static readonly byte[] NewPin = "87654321"u8.ToArray();
    private static readonly byte[] Puk = "12345678"u8.ToArray();

    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Select_asks_for_the_application_by_its_identifier_without_version()
    {
        var card = new ScriptedCard("61 11 4F 06 00 00 10 00 01 00 79 07 4F 05 A0 00 00 03 08 90 00");

        var properties = await new PivSession(card).SelectAsync(_ct);

        Assert.Equal([Hex.Of("00 A4 04 00 09 A0 00 00 03 08 00 00 10 00 00")], card.Received);
        Assert.Null(properties.Label);
        Assert.Empty(properties.Algorithms);
    }

    [Theory]
    [InlineData("61 0D 4F 0B A0 00 00 03 08 00 00 10 00 01 00 90 00", null, "")] // early cards answered the whole AID
    [InlineData("61 14 4F 06 00 00 10 00 01 00 50 03 41 07 42 AC 05 80 01 07 06 00 90 00", "A?B", "07")]
    [InlineData("61 18 4F 06 00 00 10 00 01 00 AC 08 80 01 14 80 01 07 06 00 AC 04 80 02 07 11 90 00", null, "071114")]
    public async Task Select_takes_what_a_card_says_of_itself(string answer, string? label, string algorithms)
    {
        var properties = await new PivSession(new ScriptedCard(answer)).SelectAsync(_ct);

        Assert.Equal(label, properties.Label);
        Assert.Equal(algorithms, Convert.ToHexString([.. properties.Algorithms]));
    }

    [Fact]
    public async Task The_chuid_has_the_guid_and_the_day_the_card_expires()
    {
        var card = new ScriptedCard($"53 3B 30 19 {FascN} 34 10 {Guid} 35 08 32 30 33 30 30 31 30 31 3E 00 FE 00 90 00");

        var chuid = await new PivSession(card).ReadChuidAsync(_ct);

        Assert.Equal([Hex.Of("00 CB 3F FF 05 5C 03 5F C1 02 00")], card.Received);
        Assert.Equal(new PivChuid(PivGuid.Parse(Guid), new DateOnly(2030, 1, 1), FascN), chuid);
    }

    [Theory]
    [InlineData("6A82")]
    [InlineData("53009000")]
    public async Task A_card_without_chuid_or_certificate_says_so(string answer)
    {
        Assert.Null(await new PivSession(new ScriptedCard(answer)).ReadChuidAsync(_ct));
        Assert.Null(await new PivSession(new ScriptedCard(answer)).ReadCertificateAsync(PivKey.CardAuthentication, _ct));
    }

    [Theory]
    [InlineData(PivKey.Authentication, "5FC105")]
    [InlineData(PivKey.Signature, "5FC10A")]
    [InlineData(PivKey.CardAuthentication, "5FC101")]
    public async Task Each_key_has_its_certificate_object(PivKey key, string tag)
    {
        var card = new ScriptedCard("6A82");

        await new PivSession(card).ReadCertificateAsync(key, _ct);

        Assert.Equal([$"00CB3FFF055C03{tag}00"], card.Received);
    }

    [Theory]
    [InlineData("63C3", 3)]
    [InlineData("63C0", 0)]
    [InlineData("6983", 0)]
    [InlineData("9000", null)] // verified already
    public async Task The_attempts_are_read_without_spending_one(string answer, int? left)
    {
        var card = new ScriptedCard(answer);

        Assert.Equal(left, await new PivSession(card).ReadAttemptsAsync(_ct));
        Assert.Equal(["00200080"], card.Received);
    }

    [Fact]
    public async Task Verify_sends_the_pin_padded_with_FF()
    {
        var card = new ScriptedCard("90 00");

        await new PivSession(card).VerifyAsync(Pin, _ct);

        Assert.Equal([Hex.Of("00 20 00 80 08 31 32 33 34 35 36 FF FF")], card.Received);
    }

    [Theory]
    [InlineData("9000", typeof(SecretCheck.Accepted))]
    [InlineData("63C2", typeof(SecretCheck.Wrong))]
    [InlineData("63C0", typeof(SecretCheck.Blocked))]
    [InlineData("6983", typeof(SecretCheck.Blocked))]
    public async Task The_verdict_is_in_the_status_word(string answer, Type verdict)
    {
        Assert.IsType(verdict, await Session(answer).VerifyAsync(Pin, _ct));
        Assert.IsType(verdict, await Session(answer).ChangePinAsync(Pin, NewPin, _ct));
        Assert.IsType(verdict, await Session(answer).ChangePukAsync(Puk, Puk, _ct));
        Assert.IsType(verdict, await Session(answer).ResetRetryCounterAsync(Puk, Pin, _ct));
    }

    [Fact]
    public async Task A_change_of_the_pin_sends_the_old_and_the_new_one()
    {
        var card = new ScriptedCard("90 00");

        await new PivSession(card).ChangePinAsync(Pin, NewPin, _ct);

        Assert.Equal([Hex.Of("00 24 00 80 10 31 32 33 34 35 36 FF FF 38 37 36 35 34 33 32 31")], card.Received);
    }

    [Fact]
    public async Task A_change_of_the_puk_sends_the_old_and_the_new_one()
    {
        var card = new ScriptedCard("90 00");

        await new PivSession(card).ChangePukAsync(Puk, "00000000"u8.ToArray(), _ct);

        Assert.Equal([Hex.Of("00 24 00 81 10 31 32 33 34 35 36 37 38 30 30 30 30 30 30 30 30")], card.Received);
    }

    [Fact]
    public async Task A_reset_sends_the_puk_and_the_new_pin()
    {
        var card = new ScriptedCard("90 00");

        await new PivSession(card).ResetRetryCounterAsync(Puk, Pin, _ct);

        Assert.Equal([Hex.Of("00 2C 00 80 10 31 32 33 34 35 36 37 38 31 32 33 34 35 36 FF FF")], card.Received);
    }

    [Fact]
    public async Task Dropping_the_pin_is_a_verify_of_nothing()
    {
        var card = new ScriptedCard("90 00");

        await new PivSession(card).DropPinAsync(_ct);

        Assert.Equal(["0020FF80"], card.Received);
    }

    [Theory]
    [InlineData("")]
    [InlineData("12345")]
    [InlineData("123456789")]
    [InlineData("12345a")]
    [InlineData("12345 ")]
    [InlineData("１２")] // six bytes, and digits of another script
    public async Task What_is_no_pin_is_not_sent(string pin)
    {
        var card = new ScriptedCard();
        var session = new PivSession(card);
        var bytes = System.Text.Encoding.UTF8.GetBytes(pin);

        await Assert.ThrowsAsync<ArgumentException>(() => session.VerifyAsync(bytes, _ct));
        await Assert.ThrowsAsync<ArgumentException>(() => session.ChangePinAsync(Pin, bytes, _ct));
        await Assert.ThrowsAsync<ArgumentException>(() => session.ChangePinAsync(bytes, Pin, _ct));
        await Assert.ThrowsAsync<ArgumentException>(() => session.ResetRetryCounterAsync(Puk, bytes, _ct));

        Assert.Empty(card.Received);
    }

    [Fact]
    public async Task What_is_no_puk_is_not_sent()
    {
        var card = new ScriptedCard();
        var session = new PivSession(card);

        await Assert.ThrowsAsync<ArgumentException>(() => session.ResetRetryCounterAsync(Puk.AsMemory(0, 7), Pin, _ct));
        await Assert.ThrowsAsync<ArgumentException>(() => session.ChangePukAsync(Puk, Puk.AsMemory(0, 7), _ct));

        Assert.Empty(card.Received);
    }

    [Fact]
    public async Task A_digest_is_signed_by_an_elliptic_curve_key()
    {
        var card = new ScriptedCard("7C 0A 82 08 30 06 02 01 05 02 01 07 90 00");

        var signature = await new PivSession(card).SignAsync(PivKey.CardAuthentication, PivAlgorithm.EccP256, "abc"u8.ToArray(), _ct);

        // SHA-256 of "abc": FIPS 180-4
        const string Digest = "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD";
        Assert.Equal([$"0087119E267C2482008120{Digest}00"], card.Received);
        Assert.Equal("3006020105020107", Convert.ToHexString(signature));
    }

    [Fact]
    public async Task A_padded_block_is_signed_by_an_rsa_key_in_two_parts_and_answered_in_two()
    {
        var card = new ScriptedCard("9000", $"7C820104 82820100 {Hex.Repeat("AB", 240)} 6110", $"{Hex.Repeat("AB", 16)} 9000");

        var signature = await new PivSession(card).SignAsync(PivKey.Authentication, PivAlgorithm.Rsa2048, "abc"u8.ToArray(), _ct);

        // EMSA-PKCS1-v1_5 with SHA-256: RFC 8017, 9.2
        var block = "0001" + Hex.Repeat("FF", 202) + "00" + "3031300D060960864801650304020105000420"
            + "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD";
        var data = "7C820106" + "8200" + "81820100" + block;
        Assert.Equal([$"1087079AFF{data[..510]}", $"0087079A0B{data[510..]}00", "00C0000010"], card.Received);
        Assert.Equal(Hex.Repeat("AB", 256), Convert.ToHexString(signature));
    }

    [Fact]
    public async Task No_buffer_that_carried_a_secret_still_has_it()
    {
        var card = new ScriptedCard("9000", "9000", "9000", "63C2");
        var session = new PivSession(card);

        await session.VerifyAsync(Pin, _ct);
        await session.ChangePinAsync(Pin, NewPin, _ct);
        await session.ResetRetryCounterAsync(Puk, NewPin, _ct);
        await session.ChangePukAsync(Puk, Puk, _ct);

        Assert.All(card.Buffers, buffer => Assert.True(buffer.Span.IndexOfAnyExcept((byte)0) < 0));
    }

    [Fact]
    public void A_command_forgets_its_secrets_when_it_is_done_with()
    {
        var command = new ResetRetryCounter(Puk, Pin);
        var data = command.ToApdu().Data;

        command.Dispose();

        Assert.Equal(16, data.Length);
        Assert.True(data.Span.IndexOfAnyExcept((byte)0) < 0);
        Assert.DoesNotContain("123", command.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_names_the_command_and_the_status_word()
    {
        var refusal = await Assert.ThrowsAsync<CardException>(() => Session("6A80").ResetRetryCounterAsync(Puk, Pin, _ct));

        Assert.Equal("RESET RETRY COUNTER: card answered 6A80 (wrong data)", refusal.Message);
    }

    private static PivSession Session(string answer) => new(new ScriptedCard(answer));
}
