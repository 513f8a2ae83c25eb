using Microsoft.AspNetCore.DataProtection;
using Smartcard.Cards.Software;
using Smartcard.Helper.Demo;
using Smartcard.SelfService.Vault;

namespace Smartcard.SystemTests.Host;

/// <summary>Staff and virtual cards that hosts find in their data folder at their start, as a card bureau would send them.</summary>
internal static class Enrolment
{
    /// <summary>The demonstration's.</summary>
    public static void OfDemonstration(string dataFolder)
    {
        var cards = CardsIn(dataFolder);
        File.WriteAllText(Path.Combine(cards, DemoStaff.TransportKeyFile), TransportKeyOf(dataFolder));
        DemoStaff.Prepare(cards);
    }

    /// <summary>Many people.</summary>
    public static List<SoftwareGidsCard> Of(int count, string passcode, string dataFolder)
    {
        var states = Enumerable
            .Range(1, count)
            .AsParallel()
            .AsOrdered()
            .Select(n => SoftwareCardState.Create($"Holder Number{n}", passcode))
            .ToList();
        BureauFile.Write(
            Path.Combine(CardsIn(dataFolder), DemoStaff.BureauFileName),
            TransportKeyOf(dataFolder),
            [.. states.Select((state, n) => BureauCard.Of($"{n + 1}", state.Label, "Many", state))]);
        return [.. states.Select(state => new SoftwareGidsCard(state))];
    }

    private static string CardsIn(string dataFolder) => Directory.CreateDirectory(Path.Combine(dataFolder, "cards")).FullName;

    /// <summary>As <c>--transport-key</c> makes it, before there is a host.</summary>
    private static string TransportKeyOf(string dataFolder)
    {
        var protection = DataProtectionProvider.Create(
            Directory.CreateDirectory(Path.Combine(dataFolder, "keys")), builder => builder.SetApplicationName("Smartcard"));
        using var vault = new KeyFileVault(Path.Combine(dataFolder, "vault.json"), protection);
        vault.MakeMissingAsync(CancellationToken.None).GetAwaiter().GetResult();
        return vault.CurrentTransportKeyAsync(CancellationToken.None).GetAwaiter().GetResult().ToPem();
    }
}
