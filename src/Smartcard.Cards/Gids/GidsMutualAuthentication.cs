using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Smartcard.Cards.Gids;

/// <summary>The host's half of the mutual admin authentication: pure calculation, for where the admin key is.</summary>
/// <remarks>
/// The host answers the card's R2 with E(R2 || R1 || Z1 || 80) and the card proves itself with C = E(R1 || R2 || Z2 || 80);
/// the order is swapped, so that neither can be played back as the other. E is 3DES-CBC with a zero IV; the messages are whole
/// blocks, so no padding is added. R1 and R2 have 16 bytes, Z1 and Z2 7, messages 40. See docs/cards/apdu/general-authenticate.md.
/// </remarks>
[SuppressMessage(
    "Security",
    "CA5350:Do Not Use Weak Cryptographic Algorithms",
    Justification = "GIDS fixes 3DES as the cipher of its admin authentication.")]
public static class GidsMutualAuthentication
{
    /// <summary>Length of an admin key: three DES keys.</summary>
    public const int AdminKeyLength = 24;

    /// <summary>Length of a key check value.</summary>
    public const int CheckValueLength = 3;

    private const int RandomLength = 7;
    private const byte EndMark = 0x80;

    /// <summary>A fresh R1, 16 random bytes; use it once.</summary>
    public static byte[] NewHostChallenge() => RandomNumberGenerator.GetBytes(GidsApplication.ChallengeLength);

    /// <summary>A fresh admin key with three different DES keys and odd parity, none of them weak.</summary>
    public static byte[] NewAdminKey()
    {
        while (true)
        {
            var key = RandomNumberGenerator.GetBytes(AdminKeyLength);
            for (var i = 0; i < key.Length; i++)
            {
                // Cards ignore the parity bit, but a key module may insist on it.
                key[i] = (byte)((key[i] & 0xFE) | ((System.Numerics.BitOperations.PopCount((uint)key[i] >> 1) & 1) ^ 1));
            }

            if (IsUsable(key))
            {
                return key;
            }
        }
    }

    /// <summary>The host's answer to R2, 40 bytes, with a random Z1.</summary>
    public static byte[] Answer(ReadOnlySpan<byte> adminKey, ReadOnlySpan<byte> r1, ReadOnlySpan<byte> r2) =>
        Answer(adminKey, r1, r2, RandomNumberGenerator.GetBytes(RandomLength));

    /// <summary>The host's answer to R2 with a given Z1.</summary>
    /// <exception cref="ArgumentException">A part does not have its length.</exception>
    public static byte[] Answer(ReadOnlySpan<byte> adminKey, ReadOnlySpan<byte> r1, ReadOnlySpan<byte> r2, ReadOnlySpan<byte> z1) =>
        Encrypt(adminKey, Message(r2, r1, z1));

    /// <summary>What the host encrypts for R2, with a random Z1: for a key that is in another place, such as a key module.</summary>
    public static byte[] HostMessage(ReadOnlySpan<byte> r1, ReadOnlySpan<byte> r2) =>
        Message(r2, r1, RandomNumberGenerator.GetBytes(RandomLength));

    /// <summary>Whether the decrypted C is what a card answers with these very challenges.</summary>
    /// <returns>False also for a message that does not have 40 bytes.</returns>
    public static bool IsCardMessage(ReadOnlySpan<byte> message, ReadOnlySpan<byte> r1, ReadOnlySpan<byte> r2)
    {
        if (message.Length != GidsApplication.MessageLength)
        {
            return false;
        }

        // Z2 is the card's own random; taking it from the message leaves one comparison in fixed time.
        var z2 = message.Slice(2 * GidsApplication.ChallengeLength, RandomLength);
        return CryptographicOperations.FixedTimeEquals(message, Message(r1, r2, z2));
    }

    /// <summary>The first 3 bytes of 8 zero bytes under the key: by it two people know that they have the same key. Not secret.</summary>
    public static byte[] CheckValue(ReadOnlySpan<byte> adminKey) => Encrypt(adminKey, new byte[8])[..CheckValueLength];

    /// <summary>Whether C proves that a card holding the admin key took part, with these very challenges.</summary>
    /// <returns>False also for an answer that does not have 40 bytes.</returns>
    public static bool Confirms(ReadOnlySpan<byte> adminKey, ReadOnlySpan<byte> r1, ReadOnlySpan<byte> r2, ReadOnlySpan<byte> cardAnswer)
    {
        if (cardAnswer.Length != GidsApplication.MessageLength)
        {
            return false;
        }

        using var cipher = TripleDES.Create();
        cipher.SetKey(adminKey);
        return IsCardMessage(cipher.DecryptCbc(cardAnswer, iv: stackalloc byte[8], PaddingMode.None), r1, r2);
    }

    /// <summary>Whether the bytes are three different DES keys, which 3DES needs to be worth its name.</summary>
    public static bool IsUsable(ReadOnlySpan<byte> adminKey) =>
        adminKey.Length == AdminKeyLength && !TripleDES.IsWeakKey(adminKey.ToArray()) && !adminKey[..8].SequenceEqual(adminKey[16..]);

    internal static byte[] Encrypt(ReadOnlySpan<byte> adminKey, ReadOnlySpan<byte> message)
    {
        using var cipher = TripleDES.Create();
        cipher.SetKey(adminKey);
        return cipher.EncryptCbc(message, iv: stackalloc byte[8], PaddingMode.None);
    }

    internal static byte[] Message(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> random)
    {
        if (first.Length != GidsApplication.ChallengeLength
            || second.Length != GidsApplication.ChallengeLength
            || random.Length != RandomLength)
        {
            throw new ArgumentException($"Challenges have {GidsApplication.ChallengeLength} bytes, the random part {RandomLength}.");
        }

        return [.. first, .. second, .. random, EndMark];
    }
}
