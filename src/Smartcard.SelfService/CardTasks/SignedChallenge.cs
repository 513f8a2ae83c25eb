using System.Security.Cryptography;
using Smartcard.CardTasks;
using Smartcard.Domain.Cards;

namespace Smartcard.SelfService.CardTasks;

/// <summary>Whether a card signed a challenge of the host, with a key that is on its record.</summary>
internal static class SignedChallenge
{
    /// <param name="purpose">What the signature is to prove. One for another purpose is wrong.</param>
    /// <param name="challenge">32 bytes, as sent to the helper.</param>
    /// <param name="cardIdentifier">32 upper-case hexadecimal digits.</param>
    /// <param name="publicKey">The key on record, SubjectPublicKeyInfo; null = the card has none.</param>
    /// <returns>False for a signature that is wrong, malformed, of another length or missing, and for a key that is none.</returns>
    public static bool IsValid(CardProofPurpose purpose, byte[] challenge, string cardIdentifier, byte[]? publicKey, byte[]? signature) =>
        IsValid(ProveChallenge.MessageOf(purpose, challenge, cardIdentifier), publicKey, signature);

    /// <param name="message">What the card was to sign.</param>
    /// <param name="publicKey">The key on record, SubjectPublicKeyInfo; null = the card has none.</param>
    /// <param name="signature">As the helper sent it.</param>
    /// <returns>As above.</returns>
    public static bool IsValid(byte[] message, byte[]? publicKey, byte[]? signature)
    {
        if (publicKey is null || signature is null)
        {
            return false;
        }

        try
        {
            return CardPublicKey.Read(publicKey).Kind switch
            {
                PublicKeyKind.Rsa => IsRsa(publicKey, message, signature),
                PublicKeyKind.EccP256 => IsEcdsa(publicKey, message, signature, HashAlgorithmName.SHA256),
                PublicKeyKind.EccP384 => IsEcdsa(publicKey, message, signature, HashAlgorithmName.SHA384),
                _ => false,
            };
        }
        catch (CryptographicException)
        {
            return false; // malformed, in a way that the platform does not call wrong
        }
    }

    private static bool IsRsa(byte[] publicKey, byte[] message, byte[] signature)
    {
        using var key = RSA.Create();
        key.ImportSubjectPublicKeyInfo(publicKey, out _);
        return key.VerifyData(message, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }

    private static bool IsEcdsa(byte[] publicKey, byte[] message, byte[] signature, HashAlgorithmName hash)
    {
        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(publicKey, out _);
        return key.VerifyData(message, signature, hash, DSASignatureFormat.Rfc3279DerSequence);
    }
}
