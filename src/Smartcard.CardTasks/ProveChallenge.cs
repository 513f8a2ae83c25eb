using System.Security.Cryptography;

namespace Smartcard.CardTasks;

/// <summary>What a card signs to prove itself: SHA-256 over a label, the host's challenge and the card's own identifier.</summary>
/// <remarks>The label keeps the signature from meaning anything elsewhere; the identifier ties it to one card.</remarks>
public static class ProveChallenge
{
    private static ReadOnlySpan<byte> Label => "smartcard-prove-v1"u8;

    /// <param name="challenge">32 bytes, as sent in the task.</param>
    /// <param name="cardIdentifier">32 hexadecimal digits.</param>
    /// <returns>32 bytes, for the card to sign with RSA, PKCS#1 v1.5.</returns>
    public static byte[] DigestOf(byte[] challenge, string cardIdentifier) =>
        SHA256.HashData([.. Label, .. challenge, .. Convert.FromHexString(cardIdentifier)]);
}
