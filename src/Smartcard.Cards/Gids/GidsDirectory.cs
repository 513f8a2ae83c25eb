using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Smartcard.Cards.Gids;

/// <summary>The card's list of its files, and the certificate among them.</summary>
/// <remarks>
/// The master file A000/DF1F is a version byte, then 28 bytes for each file: directory (9), name (9), 2 bytes of padding, data object and
/// file as little-endian numbers. The certificate of the first key is <c>kxc00</c> or <c>ksc00</c> in <c>mscp</c>: '01 00', its length
/// (2, little-endian), and the certificate compressed by zlib.
/// </remarks>
internal static class GidsDirectory
{
    public const ushort File = 0xA000;
    public const ushort DataObject = 0xDF1F;

    /// <summary>What a certificate is at most, uncompressed: a hostile card could go on for ever.</summary>
    public const int MaxCertificate = 8192;

    private const int EntryLength = 28;
    private const int NameLength = 9;
    private const int HeadLength = 4;

    private static readonly string[] Certificates = ["kxc00", "ksc00"];

    /// <returns>Where the certificate of the first key is; null = there is none.</returns>
    /// <exception cref="FormatException">The master file is not whole.</exception>
    public static GetData? CertificateIn(ReadOnlySpan<byte> master)
    {
        if (master.Length % EntryLength != 1)
        {
            throw new FormatException($"a master file of {master.Length} bytes is not whole");
        }

        for (var entry = master[1..]; !entry.IsEmpty; entry = entry[EntryLength..])
        {
            if (NameOf(entry[..NameLength]) == "mscp" && Certificates.Contains(NameOf(entry[NameLength..(2 * NameLength)])))
            {
                return new GetData(
                    (ushort)BinaryPrimitives.ReadInt32LittleEndian(entry[24..]),
                    (ushort)BinaryPrimitives.ReadInt32LittleEndian(entry[20..]));
            }
        }

        return null;
    }

    /// <exception cref="FormatException">It is not compressed as it should be, or too long.</exception>
    public static byte[] Unpack(byte[] packed)
    {
        if (packed.Length < HeadLength || packed[0] != 0x01 || packed[1] != 0x00)
        {
            throw new FormatException("a certificate does not begin as it should");
        }

        var certificate = new byte[MaxCertificate + 1];
        try
        {
            using var source = new ZLibStream(new MemoryStream(packed, HeadLength, packed.Length - HeadLength), CompressionMode.Decompress);
            var length = source.ReadAtLeast(certificate, certificate.Length, throwOnEndOfStream: false);
            return length == BinaryPrimitives.ReadUInt16LittleEndian(packed.AsSpan(2)) && length <= MaxCertificate
                ? certificate[..length]
                : throw new FormatException($"a certificate has {length} bytes and says otherwise");
        }
        catch (InvalidDataException broken)
        {
            throw new FormatException("a certificate is not compressed as it should be", broken);
        }
    }

    /// <summary>As a card keeps it.</summary>
    public static byte[] Pack(ReadOnlySpan<byte> certificate)
    {
        using var packed = new MemoryStream();
        packed.Write([0x01, 0x00, (byte)certificate.Length, (byte)(certificate.Length >> 8)]);
        using (var target = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            target.Write(certificate);
        }

        return packed.ToArray();
    }

    private static string NameOf(ReadOnlySpan<byte> name) => Encoding.ASCII.GetString(name).TrimEnd('\0');
}
