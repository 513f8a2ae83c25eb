using Smartcard.Cards.Iso7816;
using Smartcard.Cards.Tlv;

namespace Smartcard.Cards.Gids;

/// <summary>GET DATA: reads one data object of a file.</summary>
/// <param name="File">The file's identifier, e.g. A012.</param>
/// <param name="DataObject">The data object's two-byte tag, e.g. DF20.</param>
/// <remarks>Data field: a tag list '5C'. The answer is the data object; what is returned is its value.</remarks>
internal sealed record GetData(ushort File, ushort DataObject) : ICardCommand<byte[]>
{
    internal const byte Ins = 0xCB;
    internal const int TagList = 0x5C;

    public string Name => "GET DATA";

    public CommandApdu ToApdu() => Apdu(File, TlvWriter.Write(TagList, [(byte)(DataObject >> 8), (byte)DataObject]));

    public byte[] Parse(ResponseApdu response) => TlvReader.Find(response.DataOrThrow(Name).Span, DataObject).ToArray();

    internal static CommandApdu Apdu(ushort file, byte[] data) => new(0x00, Ins, (byte)(file >> 8), (byte)file, data, CommandApdu.MaxNe);
}

/// <summary>GET DATA of the card identifier: the file <c>cardid</c> of the card's file system.</summary>
internal sealed record GetCardId : ICardCommand<GidsCardId>
{
    internal const ushort File = 0xA012;
    internal const ushort DataObject = 0xDF20;

    private static readonly GetData Data = new(File, DataObject);

    public string Name => Data.Name;

    public CommandApdu ToApdu() => Data.ToApdu();

    public GidsCardId Parse(ResponseApdu response) => GidsCardId.FromBytes(Data.Parse(response));
}

/// <summary>GET DATA of the passcode's attempts; costs none.</summary>
/// <remarks>Answer: '7F71' with '97' attempts left and '93' attempts in all, one byte each.</remarks>
internal sealed record GetAttempts : ICardCommand<PasscodeAttempts>
{
    internal const ushort DataObject = 0x7F71;
    internal const int Left = 0x97;
    internal const int Limit = 0x93;

    private static readonly GetData Data = new(GidsApplication.CurrentApplication, DataObject);

    public string Name => Data.Name;

    public CommandApdu ToApdu() => Data.ToApdu();

    public PasscodeAttempts Parse(ResponseApdu response)
    {
        var template = Data.Parse(response);
        var attempts = new PasscodeAttempts(Count(template, Left), Count(template, Limit));
        return attempts.Left <= attempts.Limit
            ? attempts
            : throw new FormatException($"{attempts.Left} attempts left of {attempts.Limit}");
    }

    private static int Count(ReadOnlySpan<byte> template, int tag)
    {
        var value = TlvReader.Find(template, tag);
        return value.Length == 1 ? value[0] : throw new FormatException($"data object {tag:X} has {value.Length} bytes");
    }
}

/// <summary>How often a wrong passcode may still be tried.</summary>
/// <param name="Left">0 when the passcode is blocked.</param>
/// <param name="Limit">What a reset brings <paramref name="Left"/> back to.</param>
public sealed record PasscodeAttempts(int Left, int Limit)
{
    /// <summary>Whether the passcode has to be reset before it can be used again.</summary>
    public bool IsBlocked => Left == 0;
}
