using System.Security.Cryptography;
using System.Text;
using Smartcard.Cards.Gids;
using Smartcard.Cards.Software;

namespace Smartcard.Helper.Demo;

/// <summary>What a card bureau sends an installation: its staff and their cards as CSV, with each card's key wrapped.</summary>
internal static class BureauFile
{
    private const string Heads = "staff number,name,organisation,card id,public key,wrapping key,wrapped key,key check value";

    /// <param name="transportKey">The installation's, as PEM.</param>
    public static void Write(string path, string transportKey, IEnumerable<BureauCard> cards)
    {
        using var installation = RSA.Create();
        installation.ImportFromPem(transportKey);
        using var wrapping = new KeyWrapping(installation.ExportSubjectPublicKeyInfo());
        var wrappingKey = Convert.ToBase64String(wrapping.WrappingKey); // in the first row, and the same for those below
        var lines = new StringBuilder(Heads).AppendLine();
        foreach (var card in cards)
        {
            lines.AppendJoin(
                    ',',
                    card.Number,
                    card.Name,
                    card.Organisation,
                    card.Card.CardId,
                    Convert.ToBase64String(PublicKeyOf(card.Card)),
                    wrappingKey,
                    Convert.ToBase64String(wrapping.Wrap(card.Card.AdminKey)),
                    Convert.ToHexString(GidsMutualAuthentication.CheckValue(card.Card.AdminKey)))
                .AppendLine();
            wrappingKey = "";
        }

        // Moved into place when it is whole, since a host may be waiting for it.
        File.WriteAllText(path + ".new", lines.ToString());
        File.Move(path + ".new", path, overwrite: true);
    }

    private static byte[] PublicKeyOf(SoftwareCardState card)
    {
        using var key = RSA.Create();
        key.ImportPkcs8PrivateKey(card.SigningKey, out _);
        return key.ExportSubjectPublicKeyInfo();
    }
}

/// <param name="Number">The holder's staff number.</param>
internal sealed record BureauCard(string Number, string Name, string Organisation, SoftwareCardState Card);
