using System.IO.Compression;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Smartcard.Cards.Tlv;

namespace Smartcard.Cards.Piv;

/// <summary>The certificate of a key on a PIV card: the key's algorithm and public half.</summary>
/// <remarks>
/// Only its form is checked here, not who signed it nor whether it is in date: an issuer may be one that nobody else knows, and what
/// ties the key to a person is the registration. Source: NIST SP 800-73-4, Part 1, appendix A.
/// </remarks>
public sealed class PivCertificate
{
    internal const int CertificateTag = 0x70;
    internal const int InfoTag = 0x71;
    private const string RsaEncryption = "1.2.840.113549.1.1.1";
    private const string EllipticCurve = "1.2.840.10045.2.1";
    private const byte CompressionMask = 0x03;
    private const byte IsGzip = 0x01;

    // The standard's largest is under 2 kilobytes; what is gzip'd could grow without end.
    private const int MaxLength = 0x4000;

    private readonly byte[] _der;
    private readonly byte[] _publicKey;

    private PivCertificate(byte[] der, PivAlgorithm algorithm, byte[] publicKey, string subject) =>
        (_der, Algorithm, _publicKey, Subject) = (der, algorithm, publicKey, subject);

    // Named curves as an algorithm's parameters have them: 1.2.840.10045.3.1.7 and 1.3.132.0.34.
    private static ReadOnlySpan<byte> P256 => [0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07];

    private static ReadOnlySpan<byte> P384 => [0x06, 0x05, 0x2B, 0x81, 0x04, 0x00, 0x22];

    /// <summary>The key's algorithm.</summary>
    public PivAlgorithm Algorithm { get; }

    /// <summary>The subject's distinguished name; it may be a person's, so keep it out of logs.</summary>
    public string Subject { get; }

    /// <summary>The certificate in DER.</summary>
    public ReadOnlyMemory<byte> Der => _der;

    /// <summary>SHA-256 of the certificate, 64 hexadecimal digits: tells a card from others where its GUID cannot.</summary>
    public string Fingerprint => Convert.ToHexString(SHA256.HashData(_der));

    /// <summary>The public key as SubjectPublicKeyInfo, DER.</summary>
    public ReadOnlyMemory<byte> PublicKey => _publicKey;

    /// <summary>Reads a certificate that was stored, or sent by a helper.</summary>
    /// <exception cref="FormatException">It is no certificate in DER, or its key is not RSA-2048, P-256 or P-384.</exception>
    public static PivCertificate FromDer(ReadOnlySpan<byte> der)
    {
        CheckOutline(der);
        try
        {
            using var certificate = X509CertificateLoader.LoadCertificate(der);
            return new PivCertificate(
                der.ToArray(), AlgorithmOf(certificate), certificate.PublicKey.ExportSubjectPublicKeyInfo(), certificate.Subject);
        }
        catch (Exception malformed) when (malformed is CryptographicException or NotSupportedException)
        {
            throw new FormatException($"it is no certificate: {malformed.Message}", malformed);
        }
    }

    /// <summary>Whether the private key of this certificate signed the message, with its algorithm's digest.</summary>
    /// <returns>False also for bytes that are no signature.</returns>
    public bool Verifies(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        try
        {
            if (Algorithm == PivAlgorithm.Rsa2048)
            {
                using var rsa = RSA.Create();
                rsa.ImportSubjectPublicKeyInfo(_publicKey, out _);
                return rsa.VerifyData(message, signature, Algorithm.Hash(), RSASignaturePadding.Pkcs1);
            }

            using var ecdsa = ECDsa.Create();
            ecdsa.ImportSubjectPublicKeyInfo(_publicKey, out _);
            return ecdsa.VerifyData(message, signature, Algorithm.Hash(), DSASignatureFormat.Rfc3279DerSequence);
        }
        catch (CryptographicException)
        {
            return false; // a point that is not on its curve, for instance
        }
    }

    /// <summary>For logs: algorithm and fingerprint, and nobody's name.</summary>
    public override string ToString() => $"{Algorithm} certificate {Fingerprint}";

    /// <summary>Reads the value of the data object.</summary>
    /// <exception cref="FormatException">There is no certificate in it that can be used here.</exception>
    internal static PivCertificate Read(ReadOnlySpan<byte> value)
    {
        var certificate = TlvReader.Find(value, CertificateTag);
        return FromDer(IsCompressed(value) ? Unzip(certificate) : certificate);
    }

    private static bool IsCompressed(ReadOnlySpan<byte> value)
    {
        var reader = new TlvReader(value);
        while (reader.TryRead(out var tag, out var info))
        {
            if (tag == InfoTag)
            {
                return info.Length == 1
                    ? (info[0] & CompressionMask) == IsGzip
                    : throw new FormatException($"its certificate info has {info.Length} bytes");
            }
        }

        return false; // some cards leave it out
    }

    private static byte[] Unzip(ReadOnlySpan<byte> zipped)
    {
        using var gzip = new GZipStream(new MemoryStream(zipped.ToArray()), CompressionMode.Decompress);
        var buffer = new byte[MaxLength + 1];
        try
        {
            var length = gzip.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            return buffer[..length];
        }
        catch (InvalidDataException malformed)
        {
            throw new FormatException("its certificate is marked as compressed, and cannot be decompressed", malformed);
        }
    }

    /// <summary>The loader takes text and what follows a certificate, too; a card has DER and nothing else.</summary>
    private static void CheckOutline(ReadOnlySpan<byte> der)
    {
        if (der.Length > MaxLength)
        {
            throw new FormatException($"its certificate has more than {MaxLength} bytes");
        }

        var reader = new TlvReader(der);
        if (!reader.TryRead(out var tag, out _) || tag != 0x30 || reader.TryRead(out _, out _))
        {
            throw new FormatException("its certificate is not one sequence in DER");
        }
    }

    private static PivAlgorithm AlgorithmOf(X509Certificate2 certificate)
    {
        var key = certificate.PublicKey;
        if (key.Oid.Value == RsaEncryption)
        {
            using var rsa = key.GetRSAPublicKey() ?? throw Unsupported("RSA that cannot be read");
            return rsa.KeySize == 2048 ? PivAlgorithm.Rsa2048 : throw Unsupported($"RSA of {rsa.KeySize} bits");
        }

        if (key.Oid.Value != EllipticCurve)
        {
            throw Unsupported(key.Oid.Value ?? "unnamed");
        }

        ReadOnlySpan<byte> curve = key.EncodedParameters?.RawData;
        var algorithm = curve.SequenceEqual(P256) ? PivAlgorithm.EccP256
            : curve.SequenceEqual(P384) ? PivAlgorithm.EccP384
            : throw Unsupported($"on the curve {Convert.ToHexString(curve)}");
        using var ecdsa = key.GetECDsaPublicKey(); // fails where the point is not on the curve
        return algorithm;
    }

    private static FormatException Unsupported(string key) => new($"its key is {key}; RSA-2048, P-256 and P-384 are supported");
}
