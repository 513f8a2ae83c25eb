using System.Security.Cryptography;
using Smartcard.CardTasks;
using Smartcard.SelfService.CardTasks;

namespace Smartcard.Tests.SelfService.CardTasks;

/// <summary>Signatures of cards: right only by the key on record, for what they were asked for.</summary>
public sealed class SignedChallengeTests
{
    private const string Card = "00112233445566778899AABBCCDDEEFF";

    private static readonly byte[] Challenge = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];

    public static TheoryData<string> Kinds => ["rsa", "p256", "p384"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void It_is_right_for_what_it_was_asked_for_and_for_nothing_else(string kind)
    {
        var (key, sign) = KeyOf(kind);
        var (otherKey, _) = KeyOf(kind);
        foreach (var purpose in Enum.GetValues<CardProofPurpose>())
        {
            var signature = sign(ProveChallenge.MessageOf(purpose, Challenge, Card));

            Assert.True(IsValid(purpose, Challenge, Card, key, signature));
            Assert.All(
                Enum.GetValues<CardProofPurpose>().Where(other => other != purpose),
                other => Assert.False(IsValid(other, Challenge, Card, key, signature)));
            Assert.False(IsValid(purpose, new byte[32], Card, key, signature));
            Assert.False(IsValid(purpose, Challenge, new string('A', 32), key, signature));
            Assert.False(IsValid(purpose, Challenge, Card, otherKey, signature));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Whatever_is_no_signature_is_wrong_and_no_fault(string kind)
    {
        var (key, sign) = KeyOf(kind);
        var good = sign(ProveChallenge.MessageOf(CardProofPurpose.Presence, Challenge, Card));
        byte[]?[] bad =
        [
            null, [], [0], new byte[64], new byte[256], new byte[5000], good[1..], good[..^1], [.. good, 0], [0x30, 0x80, .. good[2..]],
            [0x30, 0x06, 0x02, 0x01, 0x00, 0x02, 0x01, 0x00], [0x30, 0x06, 0x02, 0x01, 0xFF, 0x02, 0x01, 0x01],
            [0x30, 0x84, 0xFF, 0xFF, 0xFF, 0xFF, 0x02],
        ];

        Assert.All(bad, signature => Assert.False(IsValid(CardProofPurpose.Presence, Challenge, Card, key, signature)));
        for (var at = 0; at < good.Length; at++)
        {
            var changed = good.ToArray();
            changed[at] ^= 0x01;
            Assert.False(IsValid(CardProofPurpose.Presence, Challenge, Card, key, changed));
        }
    }

    [Fact]
    public void A_key_of_another_curve_or_no_key_proves_nothing()
    {
        using var k256 = ECDsa.Create(ECCurve.CreateFromFriendlyName("secp256k1"));
        using var p521 = ECDsa.Create(ECCurve.NamedCurves.nistP521);
        var message = ProveChallenge.MessageOf(CardProofPurpose.Presence, Challenge, Card);
        foreach (var key in new[] { k256, p521 })
        {
            var signature = key.SignData(message, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
            Assert.False(IsValid(CardProofPurpose.Presence, Challenge, Card, key.ExportSubjectPublicKeyInfo(), signature));
        }

        foreach (var key in new byte[]?[] { null, [], [1, 2, 3], [.. KeyOf("p256").Key, 0] })
        {
            Assert.False(IsValid(CardProofPurpose.Presence, Challenge, Card, key, new byte[70]));
        }
    }

    [Fact]
    public void The_digest_follows_the_key()
    {
        using var p384 = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        var message = ProveChallenge.MessageOf(CardProofPurpose.Presence, Challenge, Card);
        var withOther = p384.SignData(message, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);

        Assert.False(IsValid(CardProofPurpose.Presence, Challenge, Card, p384.ExportSubjectPublicKeyInfo(), withOther));
    }

    private static bool IsValid(CardProofPurpose purpose, byte[] challenge, string card, byte[]? key, byte[]? signature) =>
        SignedChallenge.IsValid(purpose, challenge, card, key, signature);

    private static (byte[] Key, Func<byte[], byte[]> Sign) KeyOf(string kind)
    {
        if (kind == "rsa")
        {
            var rsa = RSA.Create(2048);
            return (
                rsa.ExportSubjectPublicKeyInfo(), message => rsa.SignData(message, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        }

        var (curve, hash) = kind == "p384"
            ? (ECCurve.NamedCurves.nistP384, HashAlgorithmName.SHA384)
            : (ECCurve.NamedCurves.nistP256, HashAlgorithmName.SHA256);
        var ecdsa = ECDsa.Create(curve);
        return (
            ecdsa.ExportSubjectPublicKeyInfo(), message => ecdsa.SignData(message, hash, DSASignatureFormat.Rfc3279DerSequence));
    }
}
