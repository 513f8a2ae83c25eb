namespace Smartcard.Domain.Cards;

/// <summary>The one card that a wrapped key may be of, for good: also after the card has got another key.</summary>
/// <remarks>
/// Nothing in a wrapped key says whose it is. Without this, whoever has the wrapped key of somebody's card could enrol it for a card of
/// their own, and have the vault answer the other card while they unlock their own.
/// </remarks>
public sealed class WrappedKeyOwner
{
    /// <summary>The wrapped key, in hexadecimal digits.</summary>
    public required string Wrapped { get; init; }

    public required CardId CardId { get; init; }

    public static string NameOf(byte[] wrapped) => Convert.ToHexString(wrapped);
}
