using Smartcard.Cards.Iso7816;
using Smartcard.Cards.Recognition;

namespace Smartcard.Cards.Applications;

/// <summary>What is asked of a card alike, whichever kind it is: which one it is, what its passcode is worth, and proof of both.</summary>
/// <remarks>
/// Select first. Every method throws <see cref="CardException"/> for a status word it does not expect,
/// <see cref="CardResponseException"/> for a malformed answer and <see cref="CardRemovedException"/> when the card has gone. How a
/// passcode is reset differs in who knows what, and stays with each kind's session: docs/decisions/0050.
/// </remarks>
public interface ICardApplication
{
    /// <summary>Which kind it is.</summary>
    CardKind Kind { get; }

    /// <summary>Whether a card of this kind would take these bytes as a passcode, whatever an installation asks on top.</summary>
    bool Allows(ReadOnlySpan<byte> passcode);

    /// <summary>Makes the application the current one.</summary>
    /// <exception cref="CardException">6A82 and the like: the card is of another kind.</exception>
    Task SelectAsync(CancellationToken cancellationToken);

    /// <summary>Reads which card this is; no passcode needed.</summary>
    /// <returns>Null when nothing on the card tells it from others.</returns>
    Task<CardIdentity?> ReadIdentityAsync(CancellationToken cancellationToken);

    /// <summary>Reads how many attempts the passcode has left, at no cost; 0 when it is blocked.</summary>
    /// <returns>Null when the card does not say: some do not once the passcode was verified.</returns>
    Task<int?> ReadAttemptsAsync(CancellationToken cancellationToken);

    /// <summary>Has the card judge a passcode.</summary>
    /// <exception cref="ArgumentException">No card of this kind has such a passcode; it was not sent.</exception>
    Task<SecretCheck> VerifyAsync(ReadOnlyMemory<byte> passcode, CancellationToken cancellationToken);

    /// <summary>Has the card show that it is there, by signing a challenge with a key that needs no passcode.</summary>
    /// <returns>Null when cards of this kind cannot, or this one has no such key.</returns>
    Task<CardProof?> ProvePresenceAsync(ReadOnlyMemory<byte> challenge, CancellationToken cancellationToken);

    /// <summary>Has the card show that its passcode was verified just now, by signing a challenge with a key that needs it.</summary>
    /// <returns>Null when this card has no such key.</returns>
    /// <exception cref="CardException">6982: the passcode was not verified.</exception>
    Task<CardProof?> ProvePasscodeAsync(ReadOnlyMemory<byte> challenge, CancellationToken cancellationToken);
}

/// <summary>Which card it is, among all of its kind.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Value">
/// 32 upper-case hexadecimal digits: a GIDS card's identifier, a PIV card's GUID, or where it has none the first half of the
/// fingerprint of its certificate 9E.
/// </param>
public sealed record CardIdentity(CardKind Kind, string Value)
{
    /// <summary>The same as <see cref="Value"/>, after the kind.</summary>
    public override string ToString() => $"{Kind} {Value}";
}

/// <summary>A challenge that a card has signed.</summary>
/// <param name="Signature">The signature, as the card made it.</param>
/// <param name="PublicKey">SubjectPublicKeyInfo of the key, DER: whoever checks the proof compares it with the one on record.</param>
/// <param name="Certificate">The key's certificate, DER; null for kinds that have none.</param>
public sealed record CardProof(ReadOnlyMemory<byte> Signature, ReadOnlyMemory<byte> PublicKey, ReadOnlyMemory<byte>? Certificate);
