using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Smartcard.Cards.Gids;

namespace Smartcard.SelfService.Vault;

/// <summary>How a card's key follows from the master key: the same in a file and in a token.</summary>
/// <remarks>
/// The key is the first 24 bytes of AES-256-ECB(master, SHA-256(label || card identifier || version)), which is PKCS#11's
/// <c>CKM_AES_ECB_ENCRYPT_DATA</c>. The hash makes both blocks depend on all of it. Cards ignore the parity bits.
/// </remarks>
internal static class CardKeyDerivation
{
    private static readonly byte[] Label = "Smartcard card key 1\0"u8.ToArray();

    /// <summary>The 32 bytes that are encrypted.</summary>
    public static byte[] DataOf(CardKeyHandle.Derived key)
    {
        Span<byte> version = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(version, key.Version);
        return SHA256.HashData([.. Label, .. Convert.FromHexString(key.CardIdentifier), .. version]);
    }

    [SuppressMessage("Security", "CA5358:Review cipher mode usage with cryptography experts", Justification = "Two blocks of a hash.")]
    public static byte[] Derive(byte[] master, CardKeyHandle.Derived key)
    {
        using var aes = Aes.Create();
        aes.SetKey(master);
        var blocks = aes.EncryptEcb(DataOf(key), PaddingMode.None);
        try
        {
            return blocks[..GidsMutualAuthentication.AdminKeyLength];
        }
        finally
        {
            CryptographicOperations.ZeroMemory(blocks);
        }
    }
}
