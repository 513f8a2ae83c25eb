using System.Security.Cryptography;

namespace Smartcard.Cards.Gids;

/// <summary>A card bureau's half: wraps the administrator keys of a batch of cards, so that only a vault can open them.</summary>
/// <remarks>
/// A fresh AES-256 wrapping key goes under the vault's transport key, by RSA-OAEP with SHA-1 and MGF1 of SHA-1; each card's key goes
/// under the wrapping key, by AES key wrap with padding (RFC 5649). Both are mechanisms that key modules unwrap inside.
/// </remarks>
public sealed class KeyWrapping : IDisposable
{
    /// <summary>Length of a wrapping key.</summary>
    public const int WrappingKeyLength = 32;

    private readonly Aes _aes = Aes.Create();

    /// <summary>Draws a wrapping key.</summary>
    /// <param name="transportKey">SubjectPublicKeyInfo of the vault's transport key.</param>
    /// <exception cref="CryptographicException">It is no RSA key.</exception>
    public KeyWrapping(ReadOnlySpan<byte> transportKey)
    {
        using var transport = RSA.Create();
        transport.ImportSubjectPublicKeyInfo(transportKey, out _);
        var key = RandomNumberGenerator.GetBytes(WrappingKeyLength);
        try
        {
            _aes.SetKey(key);
            WrappingKey = transport.Encrypt(key, RSAEncryptionPadding.OaepSHA1);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    /// <summary>The wrapping key, wrapped.</summary>
    public byte[] WrappingKey { get; }

    /// <summary>A card's key, wrapped.</summary>
    public byte[] Wrap(ReadOnlySpan<byte> adminKey) => _aes.EncryptKeyWrapPadded(adminKey);

    /// <summary>Forgets the wrapping key.</summary>
    public void Dispose() => _aes.Dispose();
}
