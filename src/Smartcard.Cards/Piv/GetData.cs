using Smartcard.Cards.Iso7816;
using Smartcard.Cards.Tlv;

namespace Smartcard.Cards.Piv;

/// <summary>GET DATA: reads one data object; needs no PIN for those that are read here.</summary>
/// <remarks>
/// Data field: a tag list '5C'. The answer is '53' around the object's value, which is what is returned. Null: the card has no such
/// object (6A82), or an empty one. Source: NIST SP 800-73-4, Part 2, 3.1.2.
/// </remarks>
internal sealed record GetData(int Tag) : ICardCommand<byte[]?>
{
    internal const byte Ins = 0xCB;

    public string Name => $"GET DATA {Tag:X}";

    public CommandApdu ToApdu() => new(
        0x00,
        Ins,
        PivApplication.CurrentApplication >> 8,
        PivApplication.CurrentApplication & 0xFF,
        TlvWriter.Write(PivApplication.TagList, PivObject.TagBytes(Tag).AsSpan()),
        CommandApdu.MaxNe);

    public byte[]? Parse(ResponseApdu response)
    {
        if (response.Sw == StatusWord.FileNotFound)
        {
            return null;
        }

        var value = TlvReader.Find(response.DataOrThrow(Name).Span, PivApplication.Data);
        return value.IsEmpty ? null : value.ToArray();
    }
}

/// <summary>GET DATA of the cardholder unique identifier.</summary>
internal sealed record GetChuid : ICardCommand<PivChuid?>
{
    private static readonly GetData Data = new(PivObject.Chuid);

    public string Name => "GET DATA (CHUID)";

    public CommandApdu ToApdu() => Data.ToApdu();

    public PivChuid? Parse(ResponseApdu response) => Data.Parse(response) is { } value ? PivChuid.Read(value) : null;
}

/// <summary>GET DATA of a key's certificate.</summary>
internal sealed record GetCertificate(PivKey Key) : ICardCommand<PivCertificate?>
{
    private readonly GetData _data = new(PivObject.CertificateOf(Key));

    public string Name => $"GET DATA (certificate {(byte)Key:X2})";

    public CommandApdu ToApdu() => _data.ToApdu();

    public PivCertificate? Parse(ResponseApdu response) => _data.Parse(response) is { } value ? PivCertificate.Read(value) : null;
}
