using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Smartcard.Cards.Piv;
using Smartcard.Cards.Software;

namespace Smartcard.Tests.Cards.Software;

/// <summary>Whoever holds the management key 9B loads keys and objects, and nobody else does.</summary>
[SuppressMessage("Security", "CA5350:Do Not Use Weak Cryptographic Algorithms", Justification = "PIV cards may have a 3DES key as 9B.")]
[SuppressMessage("Security", "CA5358:Review cipher mode usage with cryptography experts", Justification = "PIV encrypts single blocks.")]
public sealed class SoftwareManagementKeyTests
{
    private static readonly SoftwarePivCardState State = SoftwarePivCardState.Create("test", "123456", "12345678");

    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0x03, 24)]
    [InlineData(0x08, 16)]
    [InlineData(0x0A, 24)]
    [InlineData(0x0C, 32)]
    public async Task The_key_of_each_cipher_loads_a_key_and_an_object(byte algorithm, int length)
    {
        await using var card = Card(algorithm, length);
        using var cipher = Cipher(card.State);
        Authenticate(card, cipher);

        var publicKey = Send(card, "0047009C05AC03800111" + "00");
        var put = Send(card, "00DB3FFF" + "09" + "5C035FC107" + "5302F000");

        Assert.StartsWith("7F4943864104", publicKey, StringComparison.Ordinal);
        Assert.Equal("9000", put);
        Assert.Equal("5302F0009000", Send(card, "00CB3FFF055C035FC10700"));
        Assert.Equal(PivAlgorithm.EccP256, card.State.Keys[PivKey.Signature].Algorithm);
    }

    [Theory]
    [InlineData(0x03, 24)]
    [InlineData(0x0C, 32)]
    public async Task The_external_form_takes_one_answer_to_a_challenge(byte algorithm, int length)
    {
        await using var card = Card(algorithm, length);
        using var cipher = Cipher(card.State);
        var block = cipher.BlockSize / 8;
        var challenge = Convert.FromHexString(Send(card, $"0087{algorithm:X2}9B047C02810000")[8..^4]);
        var response = Convert.ToHexString(cipher.EncryptEcb(challenge, PaddingMode.None));
        var answer = $"0087{algorithm:X2}9B{4 + block:X2}7C{2 + block:X2}82{block:X2}{response}";

        Assert.Equal("9000", Send(card, answer));
        Assert.Equal("6982", Send(card, answer));
        Assert.Equal("6982", Send(card, "00DB3FFF075C035FC1025300"));
    }

    [Fact]
    public async Task A_wrong_witness_or_no_witness_opens_nothing()
    {
        await using var card = Card(0x03, 24);
        Send(card, "0087039B047C02800000");

        Assert.Equal("6982", Send(card, "0087039B167C14" + "8008" + Hex.Repeat("00", 8) + "8108" + Hex.Repeat("00", 8)));
        Assert.Equal("6982", Send(card, "0087039B167C14" + "8008" + Hex.Repeat("00", 8) + "8108" + Hex.Repeat("00", 8)));
        Assert.Equal("6A80", Send(card, "0087039B047C02820000"));
        Assert.Equal("6A86", Send(card, "0087089B047C02800000")); // another cipher
        Assert.Equal("6982", Send(card, "0047009C05AC03800111"));
    }

    [Fact]
    public async Task An_object_that_is_emptied_is_gone_and_a_certificate_is_then_said_to_be_missing()
    {
        await using var card = Card(0x03, 24);
        using var cipher = Cipher(card.State);
        Authenticate(card, cipher);

        Assert.Equal("9000", Send(card, "00DB3FFF075C035FC1015300"));

        Assert.Null(await new PivSession(card).ReadCertificateAsync(PivKey.CardAuthentication, _ct));
    }

    private static SoftwarePivCard Card(byte algorithm, int length)
    {
        var key = RandomNumberGenerator.GetBytes(length);
        var card = new SoftwarePivCard(State with { ManagementAlgorithm = algorithm, ManagementKey = key });
        Send(card, "00A4040005A00000030800");
        return card;
    }

    private static SymmetricAlgorithm Cipher(SoftwarePivCardState state)
    {
        SymmetricAlgorithm cipher = state.ManagementAlgorithm == 0x03 ? TripleDES.Create() : Aes.Create();
        cipher.Key = state.ManagementKey;
        return cipher;
    }

    /// <summary>The mutual form, as hosts do it: the witness is decrypted, and the card encrypts the host's challenge.</summary>
    private static void Authenticate(SoftwarePivCard card, SymmetricAlgorithm cipher)
    {
        var (algorithm, block) = (card.State.ManagementAlgorithm, cipher.BlockSize / 8);
        var witness = Convert.FromHexString(Send(card, $"0087{algorithm:X2}9B047C02800000")[8..^4]);
        var challenge = RandomNumberGenerator.GetBytes(block);
        var length = 2 * (block + 2);
        var shown = Convert.ToHexString(cipher.DecryptEcb(witness, PaddingMode.None));
        var proof = Send(
            card,
            $"0087{algorithm:X2}9B{length + 2:X2}7C{length:X2}80{block:X2}{shown}81{block:X2}{Convert.ToHexString(challenge)}00");
        Assert.Equal(
            $"7C{block + 2:X2}82{block:X2}{Convert.ToHexString(cipher.EncryptEcb(challenge, PaddingMode.None))}9000",
            proof);
    }

    private static string Send(SoftwarePivCard card, string hex) => Convert.ToHexString(card.Answer(Convert.FromHexString(hex)));
}
