using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Smartcard.Cards.Gids;
using Smartcard.Cards.Iso7816;
using Smartcard.Cards.Tlv;

namespace Smartcard.Cards.Software;

/// <summary>What GET DATA finds on the card.</summary>
internal static class SoftwareGidsFiles
{
    private const ushort MasterFile = GidsDirectory.File;
    private const ushort MasterFileObject = GidsDirectory.DataObject;
    private const ushort ContainerMap = 0xA010;
    private const ushort CardAppsObject = 0xDF21;
    private const ushort CardCacheObject = 0xDF22;
    private const ushort ContainerMapObject = 0xDF23;
    private const ushort CertificateObject = 0xDF24;

    /// <summary>'61': the AID with version 2 and application 1, and in '73' the admin protocols the card knows.</summary>
    public static byte[] ApplicationTemplate() =>
        TlvWriter.Write(0x61, TlvWriter.Write(0x4F, [.. GidsApplication.Aid, 0x02, 0x01]), [0x73, 0x03, 0x40, 0x01, 0xC0]);

    public static ResponseApdu Read(SoftwareCardState state, CommandApdu command)
    {
        var file = (ushort)((command.P1 << 8) | command.P2);
        var reader = new TlvReader(command.Data.Span);
        if (!reader.TryRead(out var tag, out var value))
        {
            return SoftwareGidsApplet.Refuse(StatusWord.WrongData);
        }

        return tag switch
        {
            GetData.TagList when value.Length == 2 => Read(state, file, BinaryPrimitives.ReadUInt16BigEndian(value)),
            ReadPublicKey.ControlReference when file == GidsApplication.CurrentApplication => ReadKey(state, value),
            _ => SoftwareGidsApplet.Refuse(StatusWord.WrongData),
        };
    }

    private static ResponseApdu Read(SoftwareCardState state, ushort file, ushort dataObject)
    {
        var value = (file, dataObject) switch
        {
            (GetCardId.File, GetCardId.DataObject) => state.Identifier.ToBytes(),
            (GetCardId.File, CardAppsObject) => [.. "mscp"u8, 0, 0, 0, 0],
            (GetCardId.File, CardCacheObject) => new byte[6],
            (MasterFile, MasterFileObject) => Directory(state),
            (ContainerMap, CertificateObject) when state.Certificate is { } certificate => GidsDirectory.Pack(certificate),
            (ContainerMap, ContainerMapObject) => Containers(state),
            (GidsApplication.CurrentApplication, GetAttempts.DataObject) =>
                [GetAttempts.Left, 1, (byte)state.AttemptsLeft, GetAttempts.Limit, 1, (byte)state.AttemptLimit],
            _ => null,
        };
        return value is null
            ? SoftwareGidsApplet.Refuse(StatusWord.ReferenceNotFound)
            : SoftwareGidsApplet.Answer(TlvWriter.Write(dataObject, value.AsSpan()));
    }

    private static ResponseApdu ReadKey(SoftwareCardState state, ReadOnlySpan<byte> controlReference)
    {
        if (!TlvReader.Find(controlReference, ReadPublicKey.Key).SequenceEqual([GidsSession.FirstKey]))
        {
            return SoftwareGidsApplet.Refuse(StatusWord.ReferenceNotFound);
        }

        using var key = RSA.Create();
        key.ImportPkcs8PrivateKey(state.SigningKey, out _);
        var numbers = key.ExportParameters(includePrivateParameters: false);
        return SoftwareGidsApplet.Answer(
            TlvWriter.Write(
                ReadPublicKey.PublicKey,
                TlvWriter.Write(ReadPublicKey.Modulus, numbers.Modulus!),
                TlvWriter.Write(ReadPublicKey.Exponent, numbers.Exponent!)));
    }

    /// <summary>The master file: a version byte, then a record of 28 bytes for each directory and file.</summary>
    private static byte[] Directory(SoftwareCardState state) =>
    [
        0x01,
        .. Entry("", "cardid", GetCardId.File, GetCardId.DataObject),
        .. Entry("", "cardapps", GetCardId.File, CardAppsObject),
        .. Entry("", "cardcf", GetCardId.File, CardCacheObject),
        .. Entry("mscp", "", MasterFile, 0),
        .. Entry("mscp", "cmapfile", ContainerMap, ContainerMapObject),
        .. state.Certificate is null ? [] : Entry("mscp", "ksc00", ContainerMap, CertificateObject),
    ];

    private static byte[] Entry(string directory, string name, int file, int dataObject)
    {
        var entry = new byte[28];
        Encoding.ASCII.GetBytes(directory, entry);
        Encoding.ASCII.GetBytes(name, entry.AsSpan(9));
        BinaryPrimitives.WriteInt32LittleEndian(entry.AsSpan(20), dataObject);
        BinaryPrimitives.WriteInt32LittleEndian(entry.AsSpan(24), file);
        return entry;
    }

    /// <summary>
    /// One key container: its name as 40 UTF-16 characters, flags "valid, default", and the sizes of signing and
    /// exchange key in bits.
    /// </summary>
    private static byte[] Containers(SoftwareCardState state)
    {
        var record = new byte[86];
        Encoding.Unicode.GetBytes(new Guid(state.Identifier.ToBytes()).ToString(), record);
        record[80] = 0x03;
        BinaryPrimitives.WriteUInt16LittleEndian(record.AsSpan(82), 2048);
        return record;
    }
}
