using Smartcard.Cards.Iso7816;
using Smartcard.Cards.Tlv;

namespace Smartcard.Cards.Gids;

/// <summary>MANAGE SECURITY ENVIRONMENT: names the key that the next commands use.</summary>
internal sealed record ManageSecurityEnvironment : ICardCommand<Done>
{
    internal const byte Ins = 0x22;
    internal const byte SetForComputation = 0x41;
    internal const byte SetForAuthentication = 0xC1;
    internal const byte SignatureTemplate = 0xB6;
    internal const byte AuthenticationTemplate = 0xA4;
    internal const int Algorithm = 0x80;
    internal const int SecretKey = 0x83;
    internal const int PrivateKey = 0x84;

    /// <summary>PKCS#1 v1.5 signature (5x) with an RSA key of 2048 bits (x7).</summary>
    internal const byte Rsa2048Signature = 0x57;

    private readonly byte _p1;
    private readonly byte _p2;
    private readonly byte[] _data;

    private ManageSecurityEnvironment(byte p1, byte p2, byte[] data) => (_p1, _p2, _data) = (p1, p2, data);

    public string Name => "MANAGE SECURITY ENVIRONMENT";

    /// <summary>For signing with an RSA-2048 key of the card, e.g. 81.</summary>
    public static ManageSecurityEnvironment ForSignature(byte keyReference) =>
        new(
            SetForComputation,
            SignatureTemplate,
            [.. TlvWriter.Write(Algorithm, [Rsa2048Signature]), .. TlvWriter.Write(PrivateKey, [keyReference])]);

    /// <summary>For authenticating with the admin key.</summary>
    public static ManageSecurityEnvironment ForAdminAuthentication() => new(
        SetForAuthentication, AuthenticationTemplate, TlvWriter.Write(SecretKey, [GidsApplication.AdminKeyReference]));

    public CommandApdu ToApdu() => new(0x00, Ins, _p1, _p2, _data);

    public Done Parse(ResponseApdu response)
    {
        response.DataOrThrow(Name);
        return default;
    }
}
