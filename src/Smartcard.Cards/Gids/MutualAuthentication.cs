using Smartcard.Cards.Iso7816;
using Smartcard.Cards.Tlv;

namespace Smartcard.Cards.Gids;

/// <summary>GENERAL AUTHENTICATE, first half: gives the card the host's challenge R1 and takes the card's challenge R2.</summary>
/// <remarks>R2 is good for one answer; any failure, reset or removal ends it.</remarks>
internal sealed record BeginMutualAuthentication(ReadOnlyMemory<byte> HostChallenge) : ICardCommand<byte[]>
{
    internal const byte Ins = 0x87;

    public string Name => "GENERAL AUTHENTICATE";

    public CommandApdu ToApdu() => HostChallenge.Length == GidsApplication.ChallengeLength
        ? Apdu(GidsApplication.Challenge, HostChallenge.Span)
        : throw new ArgumentException($"A host challenge has {GidsApplication.ChallengeLength} bytes, not {HostChallenge.Length}.");

    public byte[] Parse(ResponseApdu response) =>
        Field(response.DataOrThrow(Name), GidsApplication.Challenge, GidsApplication.ChallengeLength);

    internal static CommandApdu Apdu(int tag, ReadOnlySpan<byte> value) => new(
        0x00, Ins, 0x00, 0x00, TlvWriter.Write(GidsApplication.AuthenticationTemplate, TlvWriter.Write(tag, value)), CommandApdu.MaxNe);

    internal static byte[] Field(ReadOnlyMemory<byte> answer, int tag, int length)
    {
        var field = TlvReader.Find(TlvReader.Find(answer.Span, GidsApplication.AuthenticationTemplate), tag);
        return field.Length == length
            ? field.ToArray()
            : throw new FormatException($"data object {tag:X} has {field.Length} bytes, not {length}");
    }
}

/// <summary>GENERAL AUTHENTICATE, second half: shows the card the host's answer and takes the card's own proof.</summary>
/// <remarks>6982: the answer was not made with this card's admin key. After 9000 the card lets its passcode be reset.</remarks>
internal sealed record CompleteMutualAuthentication(ReadOnlyMemory<byte> HostResponse) : ICardCommand<byte[]>
{
    public string Name => "GENERAL AUTHENTICATE";

    public CommandApdu ToApdu() => HostResponse.Length == GidsApplication.MessageLength
        ? BeginMutualAuthentication.Apdu(GidsApplication.Response, HostResponse.Span)
        : throw new ArgumentException($"A host response has {GidsApplication.MessageLength} bytes, not {HostResponse.Length}.");

    public byte[] Parse(ResponseApdu response) =>
        BeginMutualAuthentication.Field(response.DataOrThrow(Name), GidsApplication.Response, GidsApplication.MessageLength);
}
