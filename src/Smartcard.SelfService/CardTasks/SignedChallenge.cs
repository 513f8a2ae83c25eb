using System.Security.Cryptography;
using Smartcard.CardTasks;

namespace Smartcard.SelfService.CardTasks;

/// <summary>Whether a card signed the host's challenge with its enrolled key.</summary>
internal static class SignedChallenge
{
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
        return key.VerifyHash(
            ProveChallenge.DigestOf(challenge, cardIdentifier),
            signature,
            HashAlgorithmName.SHA256,
            RSASignaturePadding.Pkcs1);
    }
}
