using System.Security.Cryptography;

namespace Smartcard.CardTasks;

/// <summary>What a card signs to prove something: a label, the host's challenge and the card's own identifier.</summary>
/// <remarks>
/// The label keeps a signature from meaning anything else than it was asked for; the identifier ties it to one card. A GIDS card is
/// given the digest, a PIV card's key has a digest of its own.
/// </remarks>
public static class ProveChallenge
{
    /// <summary>What a GIDS card signs to prove its passcode.</summary>
    /// <param name="challenge">32 bytes, as sent in the task.</param>
    /// <param name="cardIdentifier">32 hexadecimal digits.</param>
    /// <returns>32 bytes, SHA-256, for the card to sign with RSA, PKCS#1 v1.5.</returns>
    public static byte[] DigestOf(byte[] challenge, string cardIdentifier) =>
        SHA256.HashData(MessageOf(CardProofPurpose.Passcode, challenge, cardIdentifier));

    /// <summary>What a PIV card signs, with the digest that goes with its key.</summary>
    /// <param name="purpose">What the signature is to prove.</param>
    /// <param name="challenge">32 bytes, as sent by the host.</param>
    /// <param name="cardIdentifier">32 hexadecimal digits.</param>
    public static byte[] MessageOf(CardProofPurpose purpose, byte[] challenge, string cardIdentifier) =>
        [.. LabelOf(purpose), .. challenge, .. Convert.FromHexString(cardIdentifier)];

    /// <summary>What key 9E of a PIV card signs to have its reset released: it covers the key that the PUK is sealed for.</summary>
    /// <param name="challenge">32 bytes, as sent in the task.</param>
    /// <param name="cardIdentifier">32 hexadecimal digits.</param>
    /// <param name="replyKey">The helper's, SubjectPublicKeyInfo.</param>
    /// <returns>
    /// <see cref="MessageOf"/> with <see cref="CardProofPurpose.Release"/>, and after it the SHA-256 of <paramref name="replyKey"/>.
    /// </returns>
    public static byte[] ReleaseOf(byte[] challenge, string cardIdentifier, byte[] replyKey) =>
        [.. MessageOf(CardProofPurpose.Release, challenge, cardIdentifier), .. SHA256.HashData(replyKey)];

    private static ReadOnlySpan<byte> LabelOf(CardProofPurpose purpose) => purpose switch
    {
        CardProofPurpose.Passcode => "smartcard-prove-v1"u8,
        CardProofPurpose.Presence => "smartcard-present-v1"u8,
        CardProofPurpose.Release => "smartcard-release-v1"u8,
        CardProofPurpose.NewPasscode => "smartcard-changed-v1"u8,
        _ => throw new ArgumentOutOfRangeException(nameof(purpose)),
    };
}

/// <summary>What a card's signature is to prove.</summary>
public enum CardProofPurpose
{
    /// <summary>Prove: the card has checked its passcode. GIDS: its first key; PIV: key 9A.</summary>
    Passcode,

    /// <summary>Identify and prove, PIV: the card is there, key 9E.</summary>
    Presence,

    /// <summary>Reset, PIV: the card is there when its PUK is asked for, key 9E.</summary>
    Release,

    /// <summary>Reset, PIV: the card has checked its new passcode, key 9A.</summary>
    NewPasscode,
}
