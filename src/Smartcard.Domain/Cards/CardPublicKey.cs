using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Smartcard.Domain.Cards;

/// <summary>What kind of public key some bytes are, and what each kind of card may have.</summary>
/// <param name="Kind">As far as it is known here.</param>
/// <param name="Bits">Of RSA; 0 for any other.</param>
public sealed record CardPublicKey(PublicKeyKind Kind, int Bits = 0)
{
    /// <summary>The fewest bits of a GIDS card's RSA key.</summary>
    public const int SmallestRsa = 2048;

    /// <summary>The bits of a PIV card's RSA key.</summary>
    public const int PivRsa = 2048;

    private const string P256 = "1.2.840.10045.3.1.7";
    private const string P384 = "1.3.132.0.34";

    /// <summary>Whether a PIV card may have it: RSA of 2048 bits, P-256 or P-384.</summary>
    public bool IsPiv => this is { Kind: PublicKeyKind.Rsa, Bits: PivRsa } or { Kind: PublicKeyKind.EccP256 or PublicKeyKind.EccP384 };

    /// <param name="publicKey">SubjectPublicKeyInfo, and nothing after it.</param>
    public static CardPublicKey Read(byte[] publicKey)
    {
        try
        {
            var read = PublicKey.CreateFromSubjectPublicKeyInfo(publicKey, out var length);
            return length != publicKey.Length ? new CardPublicKey(PublicKeyKind.None) : Read(read);
        }
        catch (CryptographicException)
        {
            return new CardPublicKey(PublicKeyKind.None);
        }
    }

    private static CardPublicKey Read(PublicKey key)
    {
        try
        {
            using var rsa = key.GetRSAPublicKey();
            if (rsa is not null)
            {
                return new CardPublicKey(PublicKeyKind.Rsa, rsa.KeySize);
            }

            using var ecdsa = key.GetECDsaPublicKey();
            return new CardPublicKey(ecdsa?.ExportParameters(includePrivateParameters: false).Curve.Oid?.Value switch
            {
                P256 => PublicKeyKind.EccP256,
                P384 => PublicKeyKind.EccP384,
                _ => PublicKeyKind.Other,
            });
        }
        catch (Exception other) when (other is CryptographicException or PlatformNotSupportedException)
        {
            return new CardPublicKey(PublicKeyKind.Other); // a curve that is not known here, or a point that is not on it
        }
    }
}

public enum PublicKeyKind
{
    /// <summary>No public key at all.</summary>
    None,

    Rsa,
    EccP256,
    EccP384,

    /// <summary>Of another kind or curve.</summary>
    Other,
}
