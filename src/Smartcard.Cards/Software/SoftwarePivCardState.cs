using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Serialization;
using Smartcard.Cards.Applications;
using Smartcard.Cards.Piv;
using Smartcard.Cards.Tlv;

namespace Smartcard.Cards.Software;

/// <summary>All that a software PIV card remembers without power, secrets included: for tests and demonstrations only.</summary>
/// <remarks>Never prints its secrets.</remarks>
public sealed record SoftwarePivCardState
{
    /// <summary>How many attempts PIN and PUK have where nothing else is said.</summary>
    public const int DefaultAttemptLimit = 3;

    /// <summary>Says what the file is, for people who open it.</summary>
    [JsonPropertyOrder(-1)]
    public string Notice { get; init; } =
        "A software card for tests and demonstrations: it does not protect its secrets. Never use it as a person's real card.";

    /// <summary>What people call the card, e.g. the holder's name.</summary>
    public required string Label { get; init; }

    /// <summary>The PIN, 6 to 8 digits in ASCII.</summary>
    public required byte[] Pin { get; init; }

    /// <summary>The PUK, 8 bytes.</summary>
    public required byte[] Puk { get; init; }

    /// <summary>Attempts of the PIN that are left, 0 to <see cref="PinAttemptLimit"/>; 0 = blocked.</summary>
    public int PinAttemptsLeft { get; init; } = DefaultAttemptLimit;

    /// <summary>What a reset brings <see cref="PinAttemptsLeft"/> back to, 1 to 15.</summary>
    public int PinAttemptLimit { get; init; } = DefaultAttemptLimit;

    /// <summary>Attempts of the PUK that are left, 0 to <see cref="PukAttemptLimit"/>; 0 = blocked, for ever.</summary>
    public int PukAttemptsLeft { get; init; } = DefaultAttemptLimit;

    /// <summary>What the right PUK brings <see cref="PukAttemptsLeft"/> back to, 1 to 15.</summary>
    public int PukAttemptLimit { get; init; } = DefaultAttemptLimit;

    /// <summary>The card management key 9B: 24 bytes of 3DES, or 16, 24 or 32 of AES.</summary>
    public required byte[] ManagementKey { get; init; }

    /// <summary>The cipher of <see cref="ManagementKey"/>: 03 = 3DES, 08, 0A and 0C = AES of 128, 192 and 256 bits.</summary>
    public byte ManagementAlgorithm { get; init; } = SoftwareManagementKey.TripleDes;

    /// <summary>The private keys, by their reference.</summary>
    public ImmutableSortedDictionary<PivKey, SoftwarePivKey> Keys { get; init; } = ImmutableSortedDictionary<PivKey, SoftwarePivKey>.Empty;

    /// <summary>The values of the data objects that the card was loaded with, by their tag, e.g. 5FC102.</summary>
    public ImmutableSortedDictionary<int, byte[]> Objects { get; init; } = ImmutableSortedDictionary<int, byte[]>.Empty;

    /// <summary>Which card it is; null when nothing on it tells it from others.</summary>
    /// <exception cref="FormatException">What is on it cannot be read.</exception>
    [JsonIgnore]
    public CardIdentity? Identity => PivCard.IdentityOf(
        Objects.TryGetValue(PivObject.Chuid, out var chuid) ? PivChuid.Read(chuid) : null, CertificateOf(PivKey.CardAuthentication));

    /// <summary>A key's certificate; null when it has none.</summary>
    /// <exception cref="FormatException">It cannot be read.</exception>
    public PivCertificate? CertificateOf(PivKey key) =>
        Objects.TryGetValue(PivObject.CertificateOf(key), out var value) ? PivCertificate.Read(value) : null;

    /// <summary>A new card with a GUID, and with keys 9A and 9E that have certificates.</summary>
    /// <param name="label">What people call the card.</param>
    /// <param name="pin">6 to 8 digits.</param>
    /// <param name="puk">8 characters of ASCII.</param>
    /// <param name="algorithm">Of both keys.</param>
    public static SoftwarePivCardState Create(string label, string pin, string puk, PivAlgorithm algorithm = PivAlgorithm.EccP256)
    {
        var state = new SoftwarePivCardState
        {
            Label = label,
            Pin = Encoding.ASCII.GetBytes(pin),
            Puk = Encoding.ASCII.GetBytes(puk),
            ManagementKey = Gids.GidsMutualAuthentication.NewAdminKey(),
        };
        return state
            .WithGuid(RandomNumberGenerator.GetBytes(PivGuid.LengthBytes))
            .WithKey(PivKey.Authentication, SoftwarePivKey.Generate(algorithm))
            .WithKey(PivKey.CardAuthentication, SoftwarePivKey.Generate(algorithm))
            .Checked();
    }

    /// <summary>The card with this GUID in its CHUID.</summary>
    public SoftwarePivCardState WithGuid(ReadOnlySpan<byte> cardGuid) => WithObject(
        PivObject.Chuid,
        [
            .. TlvWriter.Write(PivChuid.FascNTag, new byte[25].AsSpan()),
            .. TlvWriter.Write(PivChuid.GuidTag, cardGuid),
            .. TlvWriter.Write(PivChuid.ExpiryTag, "20491231"u8),
            .. TlvWriter.Write(PivChuid.SignatureTag, ReadOnlySpan<byte>.Empty),
            .. TlvWriter.Write(PivChuid.ErrorDetectionTag, ReadOnlySpan<byte>.Empty),
        ]);

    /// <summary>The card with this key and a certificate for it that the key signed itself.</summary>
    public SoftwarePivCardState WithKey(PivKey reference, SoftwarePivKey key)
    {
        using var certificate = key.SelfSigned(Label);
        return (this with { Keys = Keys.SetItem(reference, key) }).WithObject(
            PivObject.CertificateOf(reference),
            [
                .. TlvWriter.Write(PivCertificate.CertificateTag, certificate.Export(X509ContentType.Cert).AsSpan()),
                .. TlvWriter.Write(PivCertificate.InfoTag, [0x00]),
                .. TlvWriter.Write(PivChuid.ErrorDetectionTag, ReadOnlySpan<byte>.Empty),
            ]);
    }

    /// <summary>The card with this value in a data object; an empty value takes the object away.</summary>
    public SoftwarePivCardState WithObject(int tag, byte[] value) =>
        this with { Objects = value.Length == 0 ? Objects.Remove(tag) : Objects.SetItem(tag, value) };

    /// <summary>Gives the state back when a card can have it.</summary>
    /// <exception cref="InvalidDataException">A value is not what a card can have.</exception>
    public SoftwarePivCardState Checked()
    {
        var problem = this switch
        {
            _ when Pin is null || !PivPinRule.Allows(Pin) => "PIN that does not have 6 to 8 digits",
            _ when Puk is null || !PivPinRule.AllowsPuk(Puk) => "PUK that does not have 8 bytes",
            _ when PinAttemptLimit is < 1 or > 15 || PukAttemptLimit is < 1 or > 15 => "attempt limit",
            _ when PinAttemptsLeft < 0 || PinAttemptsLeft > PinAttemptLimit => $"number of attempts of the PIN, {PinAttemptsLeft}",
            _ when PukAttemptsLeft < 0 || PukAttemptsLeft > PukAttemptLimit => $"number of attempts of the PUK, {PukAttemptsLeft}",
            _ when !SoftwareManagementKey.IsUsable(ManagementAlgorithm, ManagementKey) => "management key that its cipher does not take",
            _ => null,
        };
        return problem is null ? this : throw new InvalidDataException($"Software PIV card '{Label}' has an impossible {problem}.");
    }

    /// <summary>For logs: label and attempts, and no secret.</summary>
    public override string ToString() =>
        $"software PIV card '{Label}', attempts left: {PinAttemptsLeft} of {PinAttemptLimit}, PUK {PukAttemptsLeft} of {PukAttemptLimit}";
}
