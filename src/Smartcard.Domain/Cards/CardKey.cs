namespace Smartcard.Domain.Cards;

/// <summary>How the vault comes by a card's administrator key. The key itself is in no row: only the vault can open what is here.</summary>
public sealed class CardKey
{
    private const int MaxVersion = 9999;

    public required CardId CardId { get; init; }

    /// <summary>1 for the first key of a card.</summary>
    public required int Version { get; set; }

    /// <summary>
    /// The key under the wrapping key, by AES key wrap with padding (RFC 5649); null = the vault derives it from its master key, the
    /// card's identifier and the version.
    /// </summary>
    public byte[]? Wrapped { get; set; }

    /// <summary>Null where the key is derived.</summary>
    public WrappingKeyId? WrappingKeyId { get; set; }

    /// <summary>Whether a key can have this version: from 1 to 9999.</summary>
    public static bool IsVersion(int number) => number is >= 1 and <= MaxVersion;
}

/// <summary>The AES key with which a card bureau wrapped the keys of some cards, itself under a transport key of the vault.</summary>
public sealed class WrappingKey
{
    public required WrappingKeyId Id { get; init; }

    /// <summary>Which of the vault's transport keys opens it: SHA-256 of its SubjectPublicKeyInfo, in hexadecimal digits.</summary>
    public required string TransportKeyId { get; init; }

    /// <summary>By RSA-OAEP.</summary>
    public required byte[] Wrapped { get; init; }
}
