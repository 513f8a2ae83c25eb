namespace Smartcard.Cards.Piv;

/// <summary>Tags of the data objects of a PIV card.</summary>
/// <remarks>Source: NIST SP 800-73-4, Part 1, 4.3.</remarks>
internal static class PivObject
{
    public const int Discovery = 0x7E;
    public const int CardCapabilities = 0x5FC107;
    public const int Chuid = 0x5FC102;
    public const int AuthenticationCertificate = 0x5FC105;
    public const int SignatureCertificate = 0x5FC10A;
    public const int CardAuthenticationCertificate = 0x5FC101;

    public static int CertificateOf(PivKey key) => key switch
    {
        PivKey.Authentication => AuthenticationCertificate,
        PivKey.Signature => SignatureCertificate,
        PivKey.CardAuthentication => CardAuthenticationCertificate,
        _ => throw new ArgumentOutOfRangeException(nameof(key), key, "A PIV card has no such key."),
    };

    /// <summary>As a tag list has it: one byte or three.</summary>
    public static byte[] TagBytes(int tag) => tag <= 0xFF ? [(byte)tag] : [(byte)(tag >> 16), (byte)(tag >> 8), (byte)tag];
}
