using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Smartcard.Cards.Software;

namespace Smartcard.Tests.SelfService.Cards.Readings;

/// <summary>Certificates of cards, as a bureau puts them on.</summary>
internal static class Certificates
{
    /// <summary>DER.</summary>
    public static byte[] Of(SoftwareGidsCard card)
    {
        using var key = RSA.Create();
        key.ImportPkcs8PrivateKey(card.State.SigningKey, out _);
        var request = new CertificateRequest("CN=Card", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var day = new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);
        using var certificate = request.CreateSelfSigned(day, day.AddYears(3));
        return certificate.Export(X509ContentType.Cert);
    }
}
