using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Smartcard.Cards.Piv;
using Smartcard.Cards.Software;

namespace Smartcard.SystemTests.Pcsc;

/// <summary>Other programs can use our card, so the tests do not only check our code against itself.</summary>
[Collection(PcscDaemon.Collection)]
public sealed class PivToolsTests : IDisposable
{
    private const string Yubico = "/usr/bin/yubico-piv-tool";
    private const string PivTool = "/usr/bin/piv-tool";
    private const string Pkcs11Tool = "/usr/bin/pkcs11-tool";

    private static readonly SoftwarePivCardState NewCard = SoftwarePivCardState.Create("Amal", "123456", "12345678");

    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smartcard-piv-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task OpenSC_takes_the_card_for_a_PIV_card_and_lists_its_keys_and_certificates()
    {
        CardTool.SkipWhereMissing(PivTool, "opensc");
        await using var card = new SoftwarePivCard(NewCard);
        await using var attachment = await PcscDaemon.InsertAsync(card, _ct);

        var name = await CardTool.RunAsync(PivTool, "--reader", PcscDaemon.ReaderName, "--name");
        var contents = await CardTool.RunAsync(
            "/usr/bin/pkcs15-tool", "--reader", PcscDaemon.ReaderName, "--verify-pin", "--pin", "123456",
            "--list-keys", "--list-certificates");

        Assert.Contains("Personal Identity Verification", name, StringComparison.Ordinal);
        Assert.Contains("PIV AUTH key", contents, StringComparison.Ordinal);
        Assert.Contains("Certificate for Card Authentication", contents, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(PivAlgorithm.EccP256, "ECDSA-SHA256", "openssl")]
    [InlineData(PivAlgorithm.Rsa2048, "SHA256-RSA-PKCS", null)]
    public async Task What_OpenSC_has_the_card_sign_is_right(PivAlgorithm algorithm, string mechanism, string? format)
    {
        CardTool.SkipWhereMissing(Pkcs11Tool, "opensc");
        var state = SoftwarePivCardState.Create("Amal", "123456", "12345678", algorithm);
        await using var card = new SoftwarePivCard(state);
        await using var attachment = await PcscDaemon.InsertAsync(card, _ct);
        var message = RandomNumberGenerator.GetBytes(100);
        await File.WriteAllBytesAsync(In("message"), message, _ct);

        await CardTool.RunAsync(
            Pkcs11Tool,
            [
                "--slot-index", "0", "--login", "--pin", "123456", "--sign", "--id", "01", "--mechanism", mechanism,
                "--input-file", In("message"), "--output-file", In("signature"),
                .. format is null ? [] : (string[])["--signature-format", format],
            ]);

        var certificate = CertificateOf(state, PivKey.Authentication);
        var signature = await File.ReadAllBytesAsync(In("signature"), _ct);
        Assert.True(certificate.Verifies(message, signature));
    }

    [Theory]
    [InlineData(0x03, 24)]
    [InlineData(0x0C, 32)]
    public async Task OpenSC_loads_a_certificate_with_the_management_key(byte cipher, int length)
    {
        CardTool.SkipWhereMissing(PivTool, "opensc");
        await using var card = new SoftwarePivCard(
            NewCard with { ManagementAlgorithm = cipher, ManagementKey = RandomNumberGenerator.GetBytes(length) });
        await using var attachment = await PcscDaemon.InsertAsync(card, _ct);
        var authentication = new Dictionary<string, string> { ["PIV_EXT_AUTH_KEY"] = In("9b") };
        await File.WriteAllTextAsync(In("9b"), string.Join(':', card.State.ManagementKey.Select(b => $"{b:X2}")), _ct);
        using var given = CertificateFor("given");
        await File.WriteAllTextAsync(In("certificate"), given.ExportCertificatePem(), _ct);

        // Its exit code is the number of bytes it wrote. In version 0.23, the external form and making a key fail in the tool itself.
        var (_, output) = await CardTool.RunToEndAsync(
            PivTool, authentication, "--reader", PcscDaemon.ReaderName, "--admin", $"M:9B:{cipher:X2}",
            "--cert", "9A", "--in", In("certificate"));

        Assert.True(CertificateOf(card.State, PivKey.Authentication).Der.Span.SequenceEqual(given.RawData), output);
    }

    [Fact]
    public async Task The_tool_of_Yubico_has_the_card_make_a_key_with_the_management_key()
    {
        CardTool.SkipWhereMissing(Yubico, "yubico-piv-tool");
        await using var card = new SoftwarePivCard(NewCard);
        await using var attachment = await PcscDaemon.InsertAsync(card, _ct);

        var publicKey = await YubicoAsync(
            $"--key={Convert.ToHexString(NewCard.ManagementKey)}", "--action", "generate", "--slot", "9c", "--algorithm", "ECCP256");

        Assert.Contains("BEGIN PUBLIC KEY", publicKey, StringComparison.Ordinal);
        Assert.Equal(PivAlgorithm.EccP256, card.State.Keys[PivKey.Signature].Algorithm);
    }

    [Fact]
    public async Task The_tool_of_Yubico_says_what_is_on_the_card()
    {
        CardTool.SkipWhereMissing(Yubico, "yubico-piv-tool");
        await using var card = new SoftwarePivCard(NewCard with { PinAttemptsLeft = 2 });
        await using var attachment = await PcscDaemon.InsertAsync(card, _ct);

        var status = await YubicoAsync("--action", "status");

        Assert.Contains("Slot 9a:", status, StringComparison.Ordinal);
        Assert.Contains("Slot 9e:", status, StringComparison.Ordinal);
        Assert.Contains("Algorithm:\tECCP256", status, StringComparison.Ordinal);
        Assert.Contains("PIN tries left:\t2", status, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_tool_of_Yubico_verifies_changes_unblocks_and_has_both_keys_sign()
    {
        CardTool.SkipWhereMissing(Yubico, "yubico-piv-tool");
        var state = SoftwarePivCardState.Create("Amal", "123456", "12345678", PivAlgorithm.Rsa2048);
        await using var card = new SoftwarePivCard(state with { PinAttemptsLeft = 0 });
        await using var attachment = await PcscDaemon.InsertAsync(card, _ct);
        await WriteCertificateAsync(state, PivKey.Authentication);
        await WriteCertificateAsync(state, PivKey.CardAuthentication);

        await YubicoAsync("--action", "test-signature", "--slot", "9e", "--input", In("CardAuthentication")); // with the PIN blocked
        await YubicoAsync("--action", "unblock-pin", "--pin", "12345678", "--new-pin", "654321");
        await YubicoAsync("--action", "change-pin", "--pin", "654321", "--new-pin", "11112222");
        await YubicoAsync("--action", "change-puk", "--pin", "12345678", "--new-pin", "87654321");
        await YubicoAsync(
            "--action", "verify-pin", "--pin", "11112222", "--action", "test-signature", "--slot", "9a", "--input", In("Authentication"));

        Assert.Equal("11112222"u8.ToArray(), card.State.Pin);
        Assert.Equal("87654321"u8.ToArray(), card.State.Puk);
        Assert.Equal((3, 3), (card.State.PinAttemptsLeft, card.State.PukAttemptsLeft));
    }

    private static Task<string> YubicoAsync(params string[] arguments) =>
        CardTool.RunAsync(Yubico, ["--reader", PcscDaemon.ReaderName, .. arguments]);

    private Task WriteCertificateAsync(SoftwarePivCardState state, PivKey key)
    {
        using var certificate = X509CertificateLoader.LoadCertificate(CertificateOf(state, key).Der.Span);
        return File.WriteAllTextAsync(In(key.ToString()), certificate.ExportCertificatePem(), _ct);
    }

    private static PivCertificate CertificateOf(SoftwarePivCardState state, PivKey key) =>
        PivCertificate.Read(state.Objects[PivObject.CertificateOf(key)]);

    private static X509Certificate2 CertificateFor(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        return new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA384)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
    }

    private string In(string name) => Path.Combine(_folder.FullName, name);
}
