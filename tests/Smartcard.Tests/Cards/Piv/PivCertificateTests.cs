using System.IO.Compression;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Smartcard.Cards.Piv;
using Smartcard.Cards.Software;
using Smartcard.Cards.Tlv;

namespace Smartcard.Tests.Cards.Piv;

public sealed class PivCertificateTests
{
    private static readonly byte[] Der = SelfSigned(
        name => new CertificateRequest(name, ECDsa.Create(ECCurve.NamedCurves.nistP256), HashAlgorithmName.SHA256));

    public static TheoryData<PivAlgorithm> Algorithms => [PivAlgorithm.Rsa2048, PivAlgorithm.EccP256, PivAlgorithm.EccP384];

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void Its_key_says_the_algorithm_and_checks_signatures(PivAlgorithm algorithm)
    {
        var key = SoftwarePivKey.Generate(algorithm);
        using var x509 = key.SelfSigned("test");
        var certificate = PivCertificate.FromDer(x509.RawData);
        var message = "challenge"u8.ToArray();

        var signature = key.Sign(algorithm.BlockFor(message))!;

        Assert.Equal(algorithm, certificate.Algorithm);
        Assert.True(certificate.Verifies(message, signature));
        Assert.False(certificate.Verifies("Challenge"u8, signature));
        Assert.False(certificate.Verifies(message, [.. signature[..^1], (byte)(signature[^1] ^ 1)]));
        Assert.False(certificate.Verifies(message, []));
        Assert.False(certificate.Verifies(message, new byte[5000]));
    }

    [Fact]
    public void It_is_read_plain_and_compressed_and_without_its_info()
    {
        var plain = PivCertificate.Read([.. TlvWriter.Write(0x70, Der), 0x71, 0x01, 0x00, 0xFE, 0x00]);
        var compressed = PivCertificate.Read([.. TlvWriter.Write(0x70, Gzip(Der)), 0x71, 0x01, 0x01, 0xFE, 0x00]);
        var bare = PivCertificate.Read(TlvWriter.Write(0x70, Der));

        Assert.All([plain, compressed, bare], certificate => Assert.Equal(Der, certificate.Der.ToArray()));
        Assert.Equal(Convert.ToHexString(SHA256.HashData(Der)), plain.Fingerprint);
        Assert.Equal("CN=test", plain.Subject);
    }

    [Fact]
    public void Its_text_for_logs_names_nobody() =>
        Assert.DoesNotContain("test", PivCertificate.FromDer(Der).ToString(), StringComparison.Ordinal);

    [Fact]
    public void What_decompresses_without_end_is_refused() =>
        Refused([.. TlvWriter.Write(0x70, Gzip(new byte[2_000_000])), 0x71, 0x01, 0x01], "more than 16384 bytes");

    [Fact]
    public void What_is_marked_as_compressed_and_is_not_is_refused() =>
        Refused([.. TlvWriter.Write(0x70, Der), 0x71, 0x01, 0x01], "cannot be decompressed");

    [Fact]
    public void What_follows_the_certificate_is_not_dropped_silently() =>
        Refused(TlvWriter.Write(0x70, [.. Der, 0x30, 0x00]), "not one sequence");

    [Fact]
    public void Text_around_a_certificate_is_no_certificate()
    {
        using var x509 = X509CertificateLoader.LoadCertificate(Der);

        Refused(TlvWriter.Write(0x70, System.Text.Encoding.ASCII.GetBytes(x509.ExportCertificatePem())), "not one sequence");
    }

    [Fact]
    public void A_key_that_cannot_be_used_is_named()
    {
        var rsa1024 = SelfSigned(
            name => new CertificateRequest(name, RSA.Create(1024), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        var p521 = SelfSigned(name => new CertificateRequest(name, ECDsa.Create(ECCurve.NamedCurves.nistP521), HashAlgorithmName.SHA256));

        Refused(TlvWriter.Write(0x70, rsa1024), "RSA of 1024 bits");
        Refused(TlvWriter.Write(0x70, p521), "on the curve 06052B81040023");
    }

    [Fact]
    public void A_point_that_is_not_on_its_curve_is_refused()
    {
        var broken = (byte[])Der.Clone();
        var point = broken.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x03, 0x42, 0x00, 0x04]);
        broken[point + 10] ^= 0xFF;

        Assert.True(point > 0);
        Assert.Throws<FormatException>(() => PivCertificate.FromDer(broken));
    }

    [Theory]
    [InlineData("")]
    [InlineData("7000")]
    [InlineData("70023000")]
    [InlineData("710100")]
    [InlineData("7002300071020000")]
    [InlineData("700230007002" + "3000")]
    [InlineData("7084FFFFFFFF")]
    public void What_holds_no_certificate_is_refused(string value) =>
        Assert.Throws<FormatException>(() => PivCertificate.Read(Convert.FromHexString(value)));

    private static void Refused(byte[] value, string problem)
    {
        var refusal = Assert.Throws<FormatException>(() => PivCertificate.Read(value));

        Assert.Contains(problem, refusal.Message, StringComparison.Ordinal);
    }

    private static byte[] SelfSigned(Func<X500DistinguishedName, CertificateRequest> request)
    {
        using var certificate = request(new X500DistinguishedName("CN=test"))
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        return certificate.RawData;
    }

    private static byte[] Gzip(byte[] bytes)
    {
        using var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.SmallestSize))
        {
            gzip.Write(bytes);
        }

        return zipped.ToArray();
    }
}
