using System.Security.Cryptography;
using System.Text.Json;
using Smartcard.Cards.Software;

namespace Smartcard.SystemTests.Host;

/// <summary>Virtual cards for many people, and the file by which an issuing system tells the hosts of them.</summary>
internal static class Enrolment
{
    /// <param name="folder">Of the cards, below the hosts' data folder; made where it is missing.</param>
    public static List<SoftwareGidsCard> Of(int count, string passcode, string folder)
    {
        Directory.CreateDirectory(folder);
        var states = Enumerable
            .Range(1, count)
            .AsParallel()
            .AsOrdered()
            .Select(n => SoftwareCardState.Create($"Holder Number{n}", passcode))
            .ToList();
        File.WriteAllText(
            Path.Combine(folder, "enrolment.json"),
            JsonSerializer.Serialize(
                states.Select(state =>
                {
                    using var key = RSA.Create();
                    key.ImportPkcs8PrivateKey(state.SigningKey, out _);
                    return new
                    {
                        Name = state.Label,
                        Organisation = "Many",
                        CardIdentifier = state.CardId,
                        PublicKeySpki = key.ExportSubjectPublicKeyInfo(),
                        state.AdminKey,
                    };
                }),
                JsonSerializerOptions.Web));
        return [.. states.Select(state => new SoftwareGidsCard(state))];
    }
}
