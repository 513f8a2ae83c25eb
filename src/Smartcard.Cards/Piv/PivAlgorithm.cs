using System.Security.Cryptography;

namespace Smartcard.Cards.Piv;

/// <summary>The algorithms of keys that sign here, by their identifier.</summary>
/// <remarks>Source: NIST SP 800-78-4, 6.2.</remarks>
public enum PivAlgorithm : byte
{
    /// <summary>RSA of 2048 bits; signs PKCS#1 v1.5 over SHA-256.</summary>
    Rsa2048 = 0x07,

    /// <summary>ECDSA on P-256, over SHA-256.</summary>
    EccP256 = 0x11,

    /// <summary>ECDSA on P-384, over SHA-384.</summary>
    EccP384 = 0x14,
}

/// <summary>What each algorithm makes of a message, on the host's side.</summary>
internal static class PivAlgorithms
{
    private const int ModulusLength = 256;
    private const int MaxP256Signature = 72; // SEQUENCE of two INTEGERs of at most 33 bytes
    private const int MaxP384Signature = 104;

    public static HashAlgorithmName Hash(this PivAlgorithm algorithm) => algorithm switch
    {
        PivAlgorithm.Rsa2048 or PivAlgorithm.EccP256 => HashAlgorithmName.SHA256,
        PivAlgorithm.EccP384 => HashAlgorithmName.SHA384,
        _ => throw Unknown(algorithm),
    };

    public static int MaxSignatureLength(this PivAlgorithm algorithm) => algorithm switch
    {
        PivAlgorithm.Rsa2048 => ModulusLength,
        PivAlgorithm.EccP256 => MaxP256Signature,
        PivAlgorithm.EccP384 => MaxP384Signature,
        _ => throw Unknown(algorithm),
    };

    /// <summary>What the card is given to sign: the digest, and for RSA the block around it, since the card adds none.</summary>
    public static byte[] BlockFor(this PivAlgorithm algorithm, ReadOnlySpan<byte> message)
    {
        var digest = CryptographicOperations.HashData(algorithm.Hash(), message);
        return algorithm == PivAlgorithm.Rsa2048 ? Padded([.. Sha256DigestInfo, .. digest]) : digest;
    }

    /// <summary>The DER encoding of DigestInfo up to the digest; RFC 8017, 9.2.</summary>
    internal static ReadOnlySpan<byte> Sha256DigestInfo =>
        [0x30, 0x31, 0x30, 0x0D, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20];

    /// <summary>00 01 FF … FF 00 and the DigestInfo, as long as the modulus.</summary>
    private static byte[] Padded(ReadOnlySpan<byte> digestInfo)
    {
        var block = new byte[ModulusLength];
        block.AsSpan().Fill(0xFF);
        block[0] = 0x00;
        block[1] = 0x01;
        block[^(digestInfo.Length + 1)] = 0x00;
        digestInfo.CopyTo(block.AsSpan(ModulusLength - digestInfo.Length));
        return block;
    }

    private static ArgumentOutOfRangeException Unknown(PivAlgorithm algorithm) =>
        new(nameof(algorithm), algorithm, "RSA-2048, P-256 and P-384 are supported.");
}
