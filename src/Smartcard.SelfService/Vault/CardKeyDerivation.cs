using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Smartcard.Cards.Gids;
using Smartcard.Cards.Piv;

namespace Smartcard.SelfService.Vault;

/// <summary>How a card's key follows from the master key: the same in a file and in a token.</summary>
/// <remarks>
/// The key is the first 24 bytes of AES-256-ECB(master, SHA-256(label || card identifier || version)), which is PKCS#11's
/// <c>CKM_AES_ECB_ENCRYPT_DATA</c>. The hash makes both blocks depend on all of it. Cards ignore the parity bits.
/// </remarks>
internal static class CardKeyDerivation
{
    private static readonly byte[] Label = "Smartcard card key 1\0"u8.ToArray();
    private static readonly byte[] PukLabel = "Smartcard PIV PUK 1\0"u8.ToArray();

    /// <summary>The 32 bytes that are encrypted.</summary>
    public static byte[] DataOf(CardKeyHandle.Derived key) => HashOf(Label, key);

    private static byte[] HashOf(byte[] label, CardKeyHandle.Derived key)
    {
        Span<byte> version = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(version, key.Version);
        return SHA256.HashData([.. label, .. Convert.FromHexString(key.CardIdentifier), .. version]);
    }

    /// <summary>As <see cref="DataOf"/>, for a PUK.</summary>
    public static byte[] PukDataOf(CardKeyHandle.Derived puk) => HashOf(PukLabel, puk);

    /// <returns>8 decimal digits in ASCII, in a pinned array for the caller to clear.</returns>
    public static byte[] DerivePuk(byte[] master, CardKeyHandle.Derived puk)
    {
        var blocks = Encrypt(master, PukDataOf(puk));
        try
        {
            return PukOf(blocks);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(blocks);
        }
    }

    /// <summary>The first 16 bytes as a number, its last 8 digits.</summary>
    /// <param name="blocks">What the master key made of <see cref="PukDataOf"/>.</param>
    public static byte[] PukOf(ReadOnlySpan<byte> blocks)
    {
        var puk = GC.AllocateUninitializedArray<byte>(PivPinRule.PukLength, pinned: true);
        var number = (uint)(BinaryPrimitives.ReadUInt128BigEndian(blocks[..16]) % 100_000_000);
        for (var place = puk.Length - 1; place >= 0; place--, number /= 10)
        {
            puk[place] = (byte)('0' + (number % 10));
        }

        return puk;
    }

    [SuppressMessage("Security", "CA5358:Review cipher mode usage with cryptography experts", Justification = "Two blocks of a hash.")]
    private static byte[] Encrypt(byte[] master, byte[] data)
    {
        using var aes = Aes.Create();
        aes.SetKey(master);
        return aes.EncryptEcb(data, PaddingMode.None);
    }

    public static byte[] Derive(byte[] master, CardKeyHandle.Derived key)
    {
        var blocks = Encrypt(master, DataOf(key));
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
