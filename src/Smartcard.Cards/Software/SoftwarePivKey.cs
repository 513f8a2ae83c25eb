using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Serialization;
using Smartcard.Cards.Piv;
using Smartcard.Cards.Tlv;

namespace Smartcard.Cards.Software;

/// <summary>A private key of a software PIV card. Never prints it.</summary>
[JsonConverter(typeof(SoftwarePivKeyJson))]
public sealed class SoftwarePivKey
{
    private const int Modulus = 0x81;
    private const int Exponent = 0x82;
    private const int Point = 0x86;
    private const int PublicKey = 0x7F49;

    private readonly byte[] _pkcs8;

    private SoftwarePivKey(PivAlgorithm algorithm, byte[] pkcs8) => (Algorithm, _pkcs8) = (algorithm, pkcs8);

    /// <summary>What it signs with.</summary>
    public PivAlgorithm Algorithm { get; }

    /// <summary>Draws a key.</summary>
    public static SoftwarePivKey Generate(PivAlgorithm algorithm)
    {
        if (algorithm == PivAlgorithm.Rsa2048)
        {
            using var rsa = RSA.Create(2048);
            return new SoftwarePivKey(algorithm, rsa.ExportPkcs8PrivateKey());
        }

        using var ecdsa = ECDsa.Create(algorithm == PivAlgorithm.EccP384 ? ECCurve.NamedCurves.nistP384 : ECCurve.NamedCurves.nistP256);
        return new SoftwarePivKey(algorithm, ecdsa.ExportPkcs8PrivateKey());
    }

    /// <exception cref="CryptographicException">It is no such key.</exception>
    internal static SoftwarePivKey Import(PivAlgorithm algorithm, byte[] pkcs8)
    {
        var key = new SoftwarePivKey(algorithm, pkcs8);
        return Enum.IsDefined(algorithm) && key.Sign(algorithm.BlockFor([]))?.Length <= algorithm.MaxSignatureLength()
            ? key
            : throw new CryptographicException("It is a key of another algorithm.");
    }

    internal byte[] Export() => _pkcs8;

    /// <summary>For logs: the algorithm alone.</summary>
    public override string ToString() => $"{Algorithm} key";

    /// <summary>What GENERAL AUTHENTICATE makes of its challenge; null for one that does not have the algorithm's length.</summary>
    internal byte[]? Sign(ReadOnlySpan<byte> block)
    {
        if (block.Length != Algorithm.BlockFor([]).Length)
        {
            return null;
        }

        if (Algorithm != PivAlgorithm.Rsa2048)
        {
            using var ecdsa = ECDsa.Create();
            ecdsa.ImportPkcs8PrivateKey(_pkcs8, out _);
            return ecdsa.SignHash(block, DSASignatureFormat.Rfc3279DerSequence);
        }

        using var rsa = RSA.Create();
        rsa.ImportPkcs8PrivateKey(_pkcs8, out _);
        return Raw(rsa.ExportParameters(includePrivateParameters: true), block);
    }

    /// <summary>'7F49' with modulus and exponent, or with the point.</summary>
    internal byte[] PublicTemplate()
    {
        if (Algorithm == PivAlgorithm.Rsa2048)
        {
            using var rsa = RSA.Create();
            rsa.ImportPkcs8PrivateKey(_pkcs8, out _);
            var numbers = rsa.ExportParameters(includePrivateParameters: false);
            return TlvWriter.Write(PublicKey, TlvWriter.Write(Modulus, numbers.Modulus!), TlvWriter.Write(Exponent, numbers.Exponent!));
        }

        using var ecdsa = ECDsa.Create();
        ecdsa.ImportPkcs8PrivateKey(_pkcs8, out _);
        var point = ecdsa.ExportParameters(includePrivateParameters: false).Q;
        return TlvWriter.Write(PublicKey, TlvWriter.Write(Point, [0x04, .. point.X!, .. point.Y!]));
    }

    internal X509Certificate2 SelfSigned(string label)
    {
        var name = new X500DistinguishedNameBuilder();
        name.AddCommonName(label);
        if (Algorithm == PivAlgorithm.Rsa2048)
        {
            using var rsa = RSA.Create();
            rsa.ImportPkcs8PrivateKey(_pkcs8, out _);
            return Sign(new CertificateRequest(name.Build(), rsa, Algorithm.Hash(), RSASignaturePadding.Pkcs1));
        }

        using var ecdsa = ECDsa.Create();
        ecdsa.ImportPkcs8PrivateKey(_pkcs8, out _);
        return Sign(new CertificateRequest(name.Build(), ecdsa, Algorithm.Hash()));
    }

    private static X509Certificate2 Sign(CertificateRequest request) => request.CreateSelfSigned(
        new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2049, 12, 31, 0, 0, 0, TimeSpan.Zero));

    /// <summary>The bare operation: the platform only offers it with a padding that it makes itself.</summary>
    private static byte[] Raw(RSAParameters key, ReadOnlySpan<byte> block)
    {
        var modulus = Number(key.Modulus);
        var power = BigInteger.ModPow(Number(block), Number(key.D), modulus);
        var signature = power.ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[block.Length - signature.Length], .. signature];
    }

    private static BigInteger Number(ReadOnlySpan<byte> bytes) => new(bytes, isUnsigned: true, isBigEndian: true);
}
