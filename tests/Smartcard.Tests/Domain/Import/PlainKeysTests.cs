using System.Security.Cryptography;
using Smartcard.Domain.Import;

namespace Smartcard.Tests.Domain.Import;

/// <summary>A card's key in clear is found however it is written, and what is none is let in.</summary>
public sealed class PlainKeysTests
{
    private static readonly byte[] Key = Convert.FromHexString("F1E2D3C4B5A69788796A5B4C3D2E1F00F1E2D3C4B5A69788");

    [Fact]
    public void A_key_is_found_however_it_is_written()
    {
        string[] ways =
        [
            Convert.ToHexString(Key),
            Convert.ToHexStringLower(Key),
            "key=" + Convert.ToHexString(Key) + "!",
            BitConverter.ToString(Key),
            BitConverter.ToString(Key).Replace('-', ' '),
            Convert.ToBase64String(Key),
            "x: " + Convert.ToBase64String(Key),
            Convert.ToBase64String(Key).Replace('+', '-').Replace('/', '_'),
        ];

        Assert.All(ways, way => Assert.True(PlainKeys.AreIn(way), way));
    }

    [Fact]
    public void What_belongs_into_a_file_is_no_key()
    {
        using var rsa = RSA.Create(2048);
        string[] others =
        [
            "",
            "Siân Hughes",
            "University-Hospital-of-the-Coast",
            "00112233445566778899AABBCCDDEEFF", // the id of a card
            Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)), // a wrapped key
            Convert.ToBase64String(rsa.ExportSubjectPublicKeyInfo()),
            "-----BEGIN CERTIFICATE-----\n" + new string('M', 64) + "\n" + Convert.ToBase64String(Key) + "\n-----END CERTIFICATE-----",
            "-----BEGIN CERTIFICATE-----" + Convert.ToBase64String(rsa.ExportSubjectPublicKeyInfo()) + "-----END CERTIFICATE-----",
        ];

        Assert.All(others, other => Assert.False(PlainKeys.AreIn(other), other));
    }
}
