using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Smartcard.CardTasks.Piv;

/// <summary>Seals a PUK for one helper, so that nothing between host and helper can read it, also where it opens TLS.</summary>
/// <remarks>
/// Ephemeral ECDH on P-256, HKDF with SHA-256, AES-256-GCM. The key is used once, so the nonce is zero. Bytes: the host's public key
/// (SubjectPublicKeyInfo, 91), the sealed PUK (8), the tag (16). Nobody can put a key of their own in the
/// place of the helper's: the card signs it, see <see cref="ProveChallenge.ReleaseOf"/>.
/// </remarks>
public static class PukSeal
{
    internal const int PublicKeyLength = 91;
    internal const int PukLength = 8;
    internal const int TagLength = 16;
    internal const int Length = PublicKeyLength + PukLength + TagLength;

    private const int KeyLength = 32;

    /// <summary>Whether these bytes are a P-256 key that a PUK can be sealed for.</summary>
    public static bool IsReplyKey([NotNullWhen(true)] byte[]? replyKey)
    {
        using var key = ECDiffieHellman.Create();
        return replyKey is { Length: PublicKeyLength } && TryImport(key, replyKey);
    }

    /// <summary>Seals a PUK.</summary>
    /// <param name="replyKey">The helper's; see <see cref="IsReplyKey"/>.</param>
    /// <param name="task">The card task that it is for.</param>
    /// <param name="version">Which PUK it is.</param>
    /// <param name="puk">8 bytes.</param>
    public static byte[] Seal(byte[] replyKey, Guid task, int version, ReadOnlySpan<byte> puk)
    {
        using var mine = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        using var theirs = ECDiffieHellman.Create();
        theirs.ImportSubjectPublicKeyInfo(replyKey, out _);
        var key = KeyOf(mine, theirs, task, version);
        try
        {
            using var aes = new AesGcm(key, TagLength);
            var (sealedPuk, tag) = (new byte[PukLength], new byte[TagLength]);
            var publicKey = mine.ExportSubjectPublicKeyInfo();
            aes.Encrypt(Nonce, puk, sealedPuk, tag, publicKey);
            return [.. publicKey, .. sealedPuk, .. tag];
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    internal static ReadOnlySpan<byte> Nonce => new byte[12];

    internal static bool TryImport(ECDiffieHellman key, ReadOnlySpan<byte> publicKey)
    {
        try
        {
            key.ImportSubjectPublicKeyInfo(publicKey, out var read);
            return read == publicKey.Length && key.KeySize == 256;
        }
        catch (Exception other) when (other is CryptographicException or PlatformNotSupportedException)
        {
            return false; // no key at all, or one of a curve that is not known here
        }
    }

    internal static byte[] KeyOf(ECDiffieHellman mine, ECDiffieHellman theirs, Guid task, int version)
    {
        Span<byte> number = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(number, version);
        byte[] purpose = [.. "smartcard-puk-v1"u8, .. task.ToByteArray(bigEndian: true), .. number];
        var shared = mine.DeriveRawSecretAgreement(theirs.PublicKey);
        try
        {
            return HKDF.DeriveKey(HashAlgorithmName.SHA256, shared, KeyLength, salt: null, purpose);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(shared);
        }
    }
}
