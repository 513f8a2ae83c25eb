using System.Security.Cryptography;
using Smartcard.Cards.Iso7816;
using Smartcard.Cards.Tlv;

namespace Smartcard.Cards.Gids;

/// <summary>GET DATA of a key's public half; needs no passcode.</summary>
/// <remarks>
/// Data field: control reference '70' with key reference '84' and, in 'A5', the wish for '7F49'. Answer: '7F49' with
/// modulus '81' and exponent '82'.
/// </remarks>
internal sealed record ReadPublicKey(byte KeyReference) : ICardCommand<RSAParameters>
{
    internal const int ControlReference = 0x70;
    internal const int Key = 0x84;
    internal const int KeyData = 0xA5;
    internal const int PublicKey = 0x7F49;
    internal const int Modulus = 0x81;
    internal const int Exponent = 0x82;
    private const int ModulusLength = 256;
    private const int MaxExponentLength = 4;

    public string Name => "GET DATA (public key)";

    public CommandApdu ToApdu() => GetData.Apdu(
        GidsApplication.CurrentApplication,
        TlvWriter.Write(ControlReference, TlvWriter.Write(Key, [KeyReference]), [KeyData, 0x03, 0x7F, 0x49, 0x80])); // '80' = all of it

    public RSAParameters Parse(ResponseApdu response)
    {
        var key = TlvReader.Find(response.DataOrThrow(Name).Span, PublicKey);
        var modulus = TlvReader.Find(key, Modulus).TrimStart((byte)0);
        var exponent = TlvReader.Find(key, Exponent).TrimStart((byte)0);
        return modulus.Length == ModulusLength && exponent.Length is > 0 and <= MaxExponentLength
            ? new RSAParameters { Modulus = modulus.ToArray(), Exponent = exponent.ToArray() }
            : throw new FormatException(
                $"a modulus of {modulus.Length} and an exponent of {exponent.Length} bytes are not an RSA-2048 key");
    }
}
