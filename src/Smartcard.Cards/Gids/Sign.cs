using System.Security.Cryptography;
using Smartcard.Cards.Iso7816;

namespace Smartcard.Cards.Gids;

/// <summary>PERFORM SECURITY OPERATION, compute digital signature: PKCS#1 v1.5 over a SHA-256 digest, with the key named before.</summary>
/// <remarks>
/// Data field: DigestInfo (RFC 8017, 9.2). The answer is the signature, 256 bytes. 6982 before the passcode was
/// verified.
/// </remarks>
internal sealed record Sign(ReadOnlyMemory<byte> Sha256Digest) : ICardCommand<byte[]>
{
    internal const byte Ins = 0x2A;
    internal const byte Signature = 0x9E;
    internal const byte DataToBeSigned = 0x9A;
    internal const int SignatureLength = 256;

    public string Name => "PERFORM SECURITY OPERATION";

    /// <summary>
    /// The DER encoding of DigestInfo up to the digest: SEQUENCE, AlgorithmIdentifier of SHA-256, OCTET STRING of 32
    /// bytes.
    /// </summary>
    internal static ReadOnlySpan<byte> Sha256DigestInfo =>
        [0x30, 0x31, 0x30, 0x0D, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20];

    public CommandApdu ToApdu() => Sha256Digest.Length == SHA256.HashSizeInBytes
        ? new(0x00, Ins, Signature, DataToBeSigned, (byte[])[.. Sha256DigestInfo, .. Sha256Digest.Span], CommandApdu.MaxNe)
        : throw new ArgumentException($"A SHA-256 digest has {SHA256.HashSizeInBytes} bytes, not {Sha256Digest.Length}.");

    public byte[] Parse(ResponseApdu response)
    {
        var signature = response.DataOrThrow(Name);
        return signature.Length == SignatureLength
            ? signature.ToArray()
            : throw new FormatException($"a signature has {SignatureLength} bytes, not {signature.Length}");
    }
}
