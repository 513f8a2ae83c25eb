using Smartcard.Cards.Iso7816;
using Smartcard.Cards.Tlv;

namespace Smartcard.Cards.Piv;

/// <summary>GENERAL AUTHENTICATE: has a key of the card sign.</summary>
/// <remarks>
/// Data field: '7C' with an empty response '82' and in '81' what is signed: a digest for ECC, a padded block as long as the modulus for
/// RSA. The answer is '7C' with the signature in '82'. 6982: the PIN was not verified. 6A80, 6A86: the card has no such key, or one of
/// another algorithm. Source: NIST SP 800-73-4, Part 2, 3.2.4.
/// </remarks>
internal sealed record GeneralAuthenticate(PivKey Key, PivAlgorithm Algorithm, ReadOnlyMemory<byte> Block) : ICardCommand<byte[]>
{
    internal const byte Ins = 0x87;

    public string Name => $"GENERAL AUTHENTICATE {(byte)Key:X2}";

    public CommandApdu ToApdu() => new(
        0x00,
        Ins,
        (byte)Algorithm,
        (byte)Key,
        TlvWriter.Write(
            PivApplication.AuthenticationTemplate,
            TlvWriter.Write(PivApplication.Response, ReadOnlySpan<byte>.Empty),
            TlvWriter.Write(PivApplication.Challenge, Block.Span)),
        CommandApdu.MaxNe);

    public byte[] Parse(ResponseApdu response)
    {
        var template = TlvReader.Find(response.DataOrThrow(Name).Span, PivApplication.AuthenticationTemplate);
        var signature = TlvReader.Find(template, PivApplication.Response);
        var limit = Algorithm.MaxSignatureLength();
        return signature.Length > 0 && signature.Length <= limit
            ? signature.ToArray()
            : throw new FormatException($"a signature by {Algorithm} has at most {limit} bytes, not {signature.Length}");
    }
}
