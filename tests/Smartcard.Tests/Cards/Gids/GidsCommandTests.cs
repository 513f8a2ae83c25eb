using Smartcard.Cards;
using Smartcard.Cards.Gids;
using Smartcard.Cards.Iso7816;

namespace Smartcard.Tests.Cards.Gids;

/// <summary>The bytes of each command, as seen in traces of real exchanges (docs/cards/apdu).</summary>
public sealed class GidsCommandTests
{
    private const string R = "000102030405060708090A0B0C0D0E0F";
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Select_asks_for_the_application_by_its_identifier_without_version()
    {
        var card = new ScriptedCard("61 12 4F 0B A0 00 00 03 97 42 54 46 59 02 01 73 03 40 01 C0 90 00");

        await new GidsSession(card).SelectAsync(_ct);

        Assert.Equal([Hex.Of("00 A4 04 00 09 A0 00 00 03 97 42 54 46 59 00")], card.Received);
    }

    [Fact]
    public async Task The_card_identifier_is_data_object_DF20_of_file_A012()
    {
        var card = new ScriptedCard($"DF 20 10 {R} 90 00");

        var identifier = await new GidsSession(card).ReadCardIdAsync(_ct);

        Assert.Equal([Hex.Of("00 CB A0 12 04 5C 02 DF 20 00")], card.Received);
        Assert.Equal(R, identifier.Value);
    }

    [Fact]
    public async Task The_attempts_are_read_without_spending_one()
    {
        var card = new ScriptedCard("7F 71 06 97 01 02 93 01 03 90 00");

        var attempts = await new GidsSession(card).ReadAttemptsAsync(_ct);

        Assert.Equal([Hex.Of("00 CB 3F FF 04 5C 02 7F 71 00")], card.Received);
        Assert.Equal(new PasscodeAttempts(Left: 2, Limit: 3), attempts);
    }

    [Fact]
    public async Task Verify_sends_the_passcode_without_padding()
    {
        var card = new ScriptedCard("90 00");

        await new GidsSession(card).VerifyAsync("12£4"u8.ToArray(), _ct);

        Assert.Equal([Hex.Of("00 20 00 80 05 31 32 C2 A3 34")], card.Received);
    }

    [Theory]
    [InlineData("9000", typeof(SecretCheck.Accepted))]
    [InlineData("63C2", typeof(SecretCheck.Wrong))]
    [InlineData("63C0", typeof(SecretCheck.Blocked))]
    [InlineData("6983", typeof(SecretCheck.Blocked))]
    public async Task Verify_reads_the_cards_verdict_from_the_status_word(string answer, Type verdict)
    {
        var check = await new GidsSession(new ScriptedCard(answer)).VerifyAsync("1234"u8.ToArray(), _ct);

        Assert.IsType(verdict, check);
    }

    [Fact]
    public async Task A_wrong_passcode_tells_how_many_attempts_are_left() =>
        Assert.Equal(new SecretCheck.Wrong(2), await new GidsSession(new ScriptedCard("63C2")).VerifyAsync("1234"u8.ToArray(), _ct));

    [Fact]
    public async Task An_empty_passcode_is_not_sent_since_it_would_be_a_query()
    {
        var card = new ScriptedCard("9000");

        await Assert.ThrowsAsync<ArgumentException>(() => new GidsSession(card).VerifyAsync(default, _ct));

        Assert.Empty(card.Received);
    }

    [Fact]
    public async Task Signing_names_key_and_algorithm_then_sends_the_digest_info()
    {
        var card = new ScriptedCard("90 00", Hex.Repeat("AB", 200) + "6138", Hex.Repeat("CD", 56) + "9000");

        var signature = await new GidsSession(card).SignAsync(GidsSession.FirstKey, Convert.FromHexString(Hex.Repeat("11", 32)), _ct);

        Assert.Equal(
            [
                Hex.Of("00 22 41 B6 06 80 01 57 84 01 81"),
                Hex.Of("00 2A 9E 9A 33 30 31 30 0D 06 09 60 86 48 01 65 03 04 02 01 05 00 04 20") + Hex.Repeat("11", 32) + "00",
                Hex.Of("00 C0 00 00 38"),
            ],
            card.Received);
        Assert.Equal(Hex.Repeat("AB", 200) + Hex.Repeat("CD", 56), Convert.ToHexString(signature));
    }

    [Fact]
    public async Task A_public_key_is_read_by_its_reference()
    {
        var card = new ScriptedCard(
            "7F49 82 010A 81 82 0101 00" + Hex.Repeat("C3", 246) + "610F",
            Hex.Repeat("C3", 10) + "82 03 010001 9000");

        var key = await new GidsSession(card).ReadPublicKeyAsync(0x81, _ct);

        Assert.Equal([Hex.Of("00 CB 3F FF 0A 70 08 84 01 81 A5 03 7F 49 80 00"), Hex.Of("00 C0 00 00 0F")], card.Received);
        Assert.Equal(Hex.Repeat("C3", 256), Convert.ToHexString(key.Modulus!));
        Assert.Equal("010001", Convert.ToHexString(key.Exponent!));
    }

    [Fact]
    public async Task Mutual_authentication_names_the_admin_key_and_exchanges_challenges()
    {
        var card = new ScriptedCard("90 00", $"7C 12 81 10 {R} 90 00");

        var r2 = await new GidsSession(card).BeginMutualAuthenticationAsync(Convert.FromHexString(Hex.Repeat("A5", 16)), _ct);

        Assert.Equal(
            [Hex.Of("00 22 C1 A4 03 83 01 80"), Hex.Of("00 87 00 00 14 7C 12 81 10") + Hex.Repeat("A5", 16) + "00"],
            card.Received);
        Assert.Equal(R, Convert.ToHexString(r2));
    }

    [Fact]
    public async Task The_hosts_answer_brings_the_cards_proof()
    {
        var card = new ScriptedCard("7C 2A 82 28" + Hex.Repeat("5A", 40) + "90 00");

        var proof = await new GidsSession(card).CompleteMutualAuthenticationAsync(Convert.FromHexString(Hex.Repeat("A5", 40)), _ct);

        Assert.Equal([Hex.Of("00 87 00 00 2C 7C 2A 82 28") + Hex.Repeat("A5", 40) + "00"], card.Received);
        Assert.Equal(Hex.Repeat("5A", 40), Convert.ToHexString(proof));
    }

    [Fact]
    public async Task Reset_sends_the_new_passcode_alone()
    {
        var card = new ScriptedCard("90 00");

        await new GidsSession(card).ResetRetryCounterAsync("new1"u8.ToArray(), _ct);

        Assert.Equal([Hex.Of("00 2C 02 80 04 6E 65 77 31")], card.Received);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(17)]
    public async Task A_passcode_the_card_cannot_take_is_not_sent(int length)
    {
        var card = new ScriptedCard("90 00");

        await Assert.ThrowsAsync<ArgumentException>(() => new GidsSession(card).ResetRetryCounterAsync(new byte[length], _ct));

        Assert.Empty(card.Received);
    }

    [Fact]
    public async Task Dropping_rights_is_a_verify_without_data()
    {
        var card = new ScriptedCard("90 00");

        await new GidsSession(card).DeauthenticateAsync(_ct);

        Assert.Equal(["00200082"], card.Received);
    }

    [Fact]
    public async Task A_refused_authentication_names_command_and_status_word()
    {
        var card = new ScriptedCard("69 82");

        var refusal = await Assert.ThrowsAsync<CardException>(() =>
            new GidsSession(card).CompleteMutualAuthenticationAsync(new byte[40], _ct));

        Assert.Equal(StatusWord.SecurityStatusNotSatisfied, refusal.Sw);
        Assert.Equal("GENERAL AUTHENTICATE: card answered 6982 (security status not satisfied)", refusal.Message);
    }

    [Fact]
    public async Task Passcodes_are_gone_from_the_sent_buffers_and_stay_in_the_callers()
    {
        var card = new ScriptedCard("90 00", "90 00");
        var session = new GidsSession(card);
        var passcode = "geheim"u8.ToArray();

        await session.VerifyAsync(passcode, _ct);
        await session.ResetRetryCounterAsync(passcode, _ct);

        Assert.All(card.Buffers, buffer => Assert.All(buffer.ToArray(), b => Assert.Equal(0, b)));
        Assert.Equal("geheim"u8.ToArray(), passcode);
    }

    [Fact]
    public void Secrets_do_not_print()
    {
        var passcode = "geheim"u8.ToArray();

        var printed =
            $"{new Verify(passcode)} {new Verify(passcode).ToApdu()} {new ResetRetryCounter(passcode)} "
            + $"{new ResetRetryCounter(passcode).ToApdu()}";

        Assert.DoesNotContain("geheim", printed, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToHexString(passcode), printed, StringComparison.OrdinalIgnoreCase);
    }
}
