using System.Security.Cryptography;
using Smartcard.Cards.Piv;
using Smartcard.Cards.Software;

namespace Smartcard.Helper.Demo;

/// <summary>The demonstration's staff: their virtual cards, and what a card bureau would send about them.</summary>
internal static class DemoStaff
{
    /// <summary>The installation's, for the bureau.</summary>
    public const string TransportKeyFile = "transport-key.pem";

    public const string BureauFileName = "staff.csv";

    /// <summary>It had the cards' keys in clear.</summary>
    private const string OfOlderVersions = "enrolment.json";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private static readonly (string File, string Number, string Name, string Passcode, string Organisation)[] Staff =
    [
        ("amal", "1001", "Amal Hughes", "1234", "Demonstration Trust"),
        ("bethan", "1002", "Bethan Okafor", "2468", "Demonstration Trust"),
        ("callum", "2001", "Callum Price", "3691", "Demonstration Community Trust"),
    ];

    /// <summary>Has a PIV card.</summary>
    private static readonly (string File, string Number, string Name, string Passcode, string Organisation) Dilys =
        ("dilys", "1003", "Dilys Morgan", "135790", "Demonstration Trust");

    /// <summary>
    /// Makes the cards that are not there yet, and the bureau's file once the transport key is there. Doing it twice changes nothing.
    /// </summary>
    /// <returns>Whether the bureau's file is there.</returns>
    public static bool Prepare(string folder)
    {
        foreach (var (name, _, label, passcode, _) in Staff)
        {
            var file = FileOf(folder, name);
            if (!file.Exists)
            {
                file.Save(SoftwareCardState.Create(label, passcode));
            }
        }

        var piv = new SoftwarePivCardFile(Path.Combine(folder, $"{Dilys.File}.json"));
        if (!piv.Exists)
        {
            var puk = RandomNumberGenerator.GetString("0123456789", PivPinRule.PukLength);
            piv.Save(SoftwarePivCardState.Create(Dilys.Name, Dilys.Passcode, puk));
        }

        File.Delete(Path.Combine(folder, OfOlderVersions));
        var (key, sent) = (Path.Combine(folder, TransportKeyFile), Path.Combine(folder, BureauFileName));
        if (!File.Exists(sent) && File.Exists(key))
        {
            List<BureauCard> cards =
            [
                .. Staff.Select(s => BureauCard.Of(s.Number, s.Name, s.Organisation, FileOf(folder, s.File).Load())),
                BureauCard.Of(Dilys.Number, Dilys.Name, Dilys.Organisation, piv.Load()),
            ];
            BureauFile.Write(sent, File.ReadAllText(key), cards);
        }

        return File.Exists(sent);
    }

    /// <summary>As when a debugger starts host and helper at once, and the host makes its transport key meanwhile.</summary>
    public static async Task PrepareWithHostAsync(string folder, CancellationToken cancellationToken)
    {
        while (!Prepare(folder))
        {
            await Task.Delay(Pause, TimeProvider.System, cancellationToken);
        }
    }

    private static SoftwareCardFile FileOf(string folder, string name) => new(Path.Combine(folder, $"{name}.json"));
}
