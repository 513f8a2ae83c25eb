using System.Security.Cryptography;
using System.Text;
using Smartcard.Cards.Gids;

namespace Smartcard.Helper.Demo;

/// <summary>What a card bureau sends an installation: its staff and their cards as CSV, with each card's key or PUK wrapped.</summary>
internal static class BureauFile
{
    private const string Heads = "staff number,name,organisation,card id,public key,wrapping key,wrapped key,key check value";

    /// <summary>Where there are PIV cards among them.</summary>
    private const string HeadsOfKinds = ",card type,presence key";

    /// <param name="transportKey">The installation's, as PEM.</param>
    public static void Write(string path, string transportKey, IReadOnlyList<BureauCard> cards)
    {
        using var installation = RSA.Create();
        installation.ImportFromPem(transportKey);
        using var wrapping = new KeyWrapping(installation.ExportSubjectPublicKeyInfo());
        var wrappingKey = Convert.ToBase64String(wrapping.WrappingKey); // in the first row, and the same for those below
        var hasKinds = cards.Any(card => card.PresencePublicKey is not null);
        var lines = new StringBuilder(Heads).AppendLine(hasKinds ? HeadsOfKinds : "");
        foreach (var card in cards)
        {
            lines.AppendJoin(
                ',',
                card.Number,
                card.Name,
                card.Organisation,
                card.CardId,
                Convert.ToBase64String(card.PublicKey),
                wrappingKey,
                Convert.ToBase64String(wrapping.Wrap(card.Secret)),
                card.CheckValue);
            if (hasKinds)
            {
                lines.Append(',').AppendJoin(',', card.Kind, Convert.ToBase64String(card.PresencePublicKey ?? []));
            }

            lines.AppendLine();
            wrappingKey = "";
        }

        // Moved into place when it is whole, since a host may be waiting for it.
        File.WriteAllText(path + ".new", lines.ToString());
        File.Move(path + ".new", path, overwrite: true);
    }
}
