namespace Smartcard.SelfService.Vault;

/// <summary>A card's key as a card bureau hands it over: not secret without the vault.</summary>
/// <param name="WrappingKey">The batch's AES-256 key under a transport key of the vault, by RSA-OAEP with SHA-1.</param>
/// <param name="Key">
/// The card's 24-byte key under the wrapping key, by AES key wrap with padding (RFC 5649): 32 bytes. Or a PIV card's PUK: 16 bytes.
/// </param>
public sealed record WrappedCardKey(byte[] WrappingKey, byte[] Key)
{
    /// <summary>Of 24 bytes.</summary>
    public const int KeyLength = 32;

    /// <summary>Of a PUK, 8 bytes.</summary>
    public const int PukLength = 16;

    /// <summary>Whether it is the PUK of a PIV card. No card is answered with it.</summary>
    public bool IsPuk => Key.Length == PukLength;

    /// <summary>Which transport key opens it; null = not known, so each is tried.</summary>
    public string? TransportKeyId { get; init; }
}

/// <param name="Unwraps">Whether the vault can answer a card with it.</param>
/// <param name="TransportKeyId">Which transport key opened the wrapping key; null where none did, or the key is derived.</param>
/// <param name="CheckValue">
/// The first 3 bytes of 8 zero bytes under the card's key; null where there is no key, and of a PUK, which it would give away.
/// </param>
public sealed record KeyCheck(bool Unwraps, string? TransportKeyId, byte[]? CheckValue)
{
    /// <param name="checkValue">Null = the vault has no master key.</param>
    public static KeyCheck OfDerived(byte[]? checkValue) => new(checkValue is not null, TransportKeyId: null, checkValue);
}
