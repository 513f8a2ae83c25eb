using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Cards.Software;
using Smartcard.Helper.Demo;
using Smartcard.SelfService.Vault;
using Smartcard.Server.Setup;
using Smartcard.Tests.SelfService.Vault.Pkcs11;

namespace Smartcard.SystemTests.Host;

/// <summary>A token of SoftHSM that a host has as its vault, and that can be taken away from it and put back.</summary>
internal sealed class KeyModule
{
    private readonly byte[] _master = RandomNumberGenerator.GetBytes(32);
    private readonly string _token;

    public KeyModule() => _token = SoftHsm.NewToken(_master);

    private static string Tokens => Path.Combine(Path.GetDirectoryName(SoftHsm.Configuration)!, "tokens");

    private static string Away => Tokens + "-away";

    /// <summary>Of the host.</summary>
    public string[] Settings =>
    [
        "--Vault:Kind=Pkcs11",
        $"--Vault:Pkcs11:Library={SoftHsm.Library}",
        $"--Vault:Pkcs11:Tokens:0={_token}",
        $"--Vault:Pkcs11:Pin={SoftHsm.Pin}",
    ];

    /// <summary>A card that a bureau has made with this module, whose key is derived.</summary>
    public SoftwareGidsCard NewCard(string label, string passcode)
    {
        var state = SoftwareCardState.Create(label, passcode);
        return new SoftwareGidsCard(
            state with { AdminKey = CardKeyDerivation.Derive(_master, new CardKeyHandle.Derived(state.CardId, 1)) });
    }

    /// <summary>A card bureau wraps the keys of the demonstration's cards anew, for this token, and they are imported.</summary>
    public static async Task EnrolAsync(SmartcardHost host, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateDirectory(Path.Combine(host.Folder, "bureau")).FullName;
        foreach (var card in Directory.EnumerateFiles(Path.Combine(host.Folder, "cards"), "*.json"))
        {
            File.Copy(card, Path.Combine(folder, Path.GetFileName(card)));
        }

        var transport = await host.Services.GetRequiredService<IVaultKeys>().CurrentTransportKeyAsync(cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder, DemoStaff.TransportKeyFile), transport.ToPem(), cancellationToken);
        Assert.True(DemoStaff.Prepare(folder));
        await using var said = new StringWriter(CultureInfo.InvariantCulture);
        await using var scope = host.Services.CreateAsyncScope();
        var code = await scope.ServiceProvider.GetRequiredService<ImportCommand>()
            .RunAsync(Path.Combine(folder, DemoStaff.BureauFileName), said, cancellationToken);
        Assert.True(code == 0, said.ToString());
        Assert.Contains("Cards: 0 new, 4 changed.", said.ToString(), StringComparison.Ordinal);
    }

    /// <summary>The module does not find its token any more.</summary>
    public static void Stop() => Directory.Move(Tokens, Away);

    public static void Start() => Directory.Move(Away, Tokens);
}
