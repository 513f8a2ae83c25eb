using System.Security.Cryptography;

namespace Smartcard.SelfService.Vault;

/// <summary>The public half of the RSA key under which a card bureau sends the keys of cards.</summary>
/// <param name="PublicKey">SubjectPublicKeyInfo.</param>
public sealed record TransportKey(byte[] PublicKey)
{
    public const int SizeInBits = 3072;

    /// <summary>SHA-256 of the public key, 64 upper-case hexadecimal digits: its fingerprint.</summary>
    public string Id { get; } = Convert.ToHexString(SHA256.HashData(PublicKey));

    /// <summary>In groups of four, as people read it to each other.</summary>
    public string Fingerprint => string.Join(' ', Id.Chunk(4).Select(digits => new string(digits)));

    public string ToPem() => PemEncoding.WriteString("PUBLIC KEY", PublicKey) + "\n";
}
