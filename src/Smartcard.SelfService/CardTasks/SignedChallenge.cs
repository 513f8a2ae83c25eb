using System.Security.Cryptography;

namespace Smartcard.SelfService.CardTasks;

/// <summary>What a card signs to prove itself: SHA-256 over the label, the host's challenge and the card's own identifier.</summary>
/// <remarks>The label keeps the signature from meaning anything elsewhere. RSA, PKCS#1 v1.5, as GIDS cards do.</remarks>
public static class SignedChallenge
{
    private static ReadOnlySpan<byte> Label => "smartcard-prove-v1"u8;

    /// <param name="challenge">32 bytes, as sent in the task.</param>
    /// <param name="cardIdentifier">32 upper-case hexadecimal digits.</param>
    /// <param name="publicKey">The card's enrolled key, SubjectPublicKeyInfo.</param>
    /// <returns>False for a wrong, short, long or missing signature.</returns>
    public static bool IsValid(byte[] challenge, string cardIdentifier, byte[] publicKey, byte[]? signature)
    {
        if (signature is null)
        {
            return false;
        }

        using var key = RSA.Create();
        key.ImportSubjectPublicKeyInfo(publicKey, out _);
        byte[] signed = [.. Label, .. challenge, .. Convert.FromHexString(cardIdentifier)];
        return key.VerifyHash(SHA256.HashData(signed), signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }
}
