using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Smartcard.Cards.Software;

namespace Smartcard.Helper.Demo;

/// <summary>The demonstration's staff: their virtual cards, and what an issuing system would tell the host about them.</summary>
internal static class DemoStaff
{
    public const string EnrolmentFile = "enrolment.json";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private static readonly (string File, string Name, string Passcode, string Organisation)[] Staff =
    [
        ("amal", "Amal Hughes", "1234", "Demonstration Trust"),
        ("bethan", "Bethan Okafor", "2468", "Demonstration Trust"),
        ("callum", "Callum Price", "3691", "Demonstration Community Trust"),
    ];

    /// <summary>Makes the cards that are not there yet, and writes the enrolment file anew. Doing it twice changes nothing.</summary>
    public static void Prepare(string folder)
    {
        var enrolled = new List<object>();
        foreach (var (name, label, passcode, organisation) in Staff)
        {
            var file = new SoftwareCardFile(Path.Combine(folder, $"{name}.json"));
            if (!file.Exists)
            {
                file.Save(SoftwareCardState.Create(label, passcode));
            }

            var card = file.Load();
            using var key = RSA.Create();
            key.ImportPkcs8PrivateKey(card.SigningKey, out _);
            enrolled.Add(
                new
                {
                    Name = label,
                    Organisation = organisation,
                    CardIdentifier = card.CardId,
                    PublicKeySpki = key.ExportSubjectPublicKeyInfo(),
                    card.AdminKey,
                });
        }

        // Moved into place when it is whole, since a host may be waiting for it.
        var path = Path.Combine(folder, EnrolmentFile);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var stream = new FileStream(path + ".new", options))
        {
            stream.Write(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(enrolled, Json)));
        }

        File.Move(path + ".new", path, overwrite: true);
    }
}
