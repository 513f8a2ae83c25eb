namespace Smartcard.Domain.Cards;

/// <summary>
/// How the vault comes by a card's administrator key, or by a PIV card's PUK. The key itself is in no row: only the vault can open what
/// is here.
/// </summary>
public sealed class CardKey
{
    private const int MaxVersion = 9999;

    public required CardId CardId { get; init; }

    /// <summary>1 for the first key of a card. PIV: of the PUK that the card is believed to have, or has shown.</summary>
    public required int Version { get; set; }

    /// <summary>PIV: of the PUK that was given out to be set, which the card has not shown yet.</summary>
    public int? PendingVersion { get; private set; }

    public bool IsCurrentPukWrong { get; private set; }

    public bool IsPendingPukWrong { get; private set; }

    /// <summary>The card takes no PUK any more: it has to be replaced.</summary>
    public bool IsPukBlocked { get; private set; }

    /// <summary>PIV: since when a workstation has known a PUK that the card may still have; null = none has.</summary>
    public DateTimeOffset? PukExposedAt { get; private set; }

    /// <summary>
    /// The key under the wrapping key, by AES key wrap with padding (RFC 5649); null = the vault derives it from its master key, the
    /// card's identifier and the version.
    /// </summary>
    public byte[]? Wrapped { get; set; }

    /// <summary>Null where the key is derived.</summary>
    public WrappingKeyId? WrappingKeyId { get; set; }

    /// <summary>PIV: which PUKs the card may have.</summary>
    public PukCandidates Puk => new(Version)
    {
        Pending = PendingVersion,
        IsCurrentWrong = IsCurrentPukWrong,
        IsPendingWrong = IsPendingPukWrong,
        IsBlocked = IsPukBlocked,
        IsExposed = PukExposedAt is not null,
    };

    /// <summary>Keeps what the card has shown of its PUK. A wrapped one is of use as long as the card may have it.</summary>
    public void Note(PukCandidates puk, DateTimeOffset now)
    {
        if (puk.Current != Version)
        {
            (Wrapped, WrappingKeyId) = (null, null);
        }

        (Version, PendingVersion) = (puk.Current, puk.Pending);
        (IsCurrentPukWrong, IsPendingPukWrong, IsPukBlocked) = (puk.IsCurrentWrong, puk.IsPendingWrong, puk.IsBlocked);
        PukExposedAt = puk.IsExposed ? PukExposedAt ?? now : null;
    }

    /// <summary>
    /// The card has got a new key, or a new PUK: what was known of the one before counts no longer. The same version only comes another
    /// way, for example wrapped for another transport key, and the card has not changed.
    /// </summary>
    public void Replace(int version, byte[]? wrapped, WrappingKeyId? wrappingKey)
    {
        var isSame = version == Version;
        (Version, Wrapped, WrappingKeyId) = (version, wrapped, wrappingKey);
        if (isSame)
        {
            return;
        }

        (PendingVersion, IsCurrentPukWrong, IsPendingPukWrong, IsPukBlocked, PukExposedAt) = (null, false, false, false, null);
    }

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
