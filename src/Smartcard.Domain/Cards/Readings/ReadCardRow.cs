using System.Globalization;
using Smartcard.Domain.Import;

namespace Smartcard.Domain.Cards.Readings;

/// <summary>A card that was read, as the one row of an import: the same rules hold for it.</summary>
public static class ReadCardRow
{
    /// <summary>Who gets the card is named by id, so that people without a staff number get cards too.</summary>
    private const string AnyNumber = "0";

    /// <param name="keyVersion">Of the key that the vault derives; null = the card keeps the key that we know.</param>
    /// <param name="reason">Why the card has another holder; null = it is new, or stays with whom it is.</param>
    public static ImportRow Of(CardReading reading, Staff? holder = null, int? keyVersion = null, HolderChange? reason = null)
    {
        var said = new List<(ImportColumn Column, string Cell)>
        {
            (ImportColumn.StaffNumber, AnyNumber),
            (ImportColumn.CardId, reading.Identifier?.Value ?? ""),
            (ImportColumn.PublicKey, reading.PublicKey is { } key ? Convert.ToBase64String(key) : ""),
        };
        if (reading.Certificate is { } certificate)
        {
            said.Add((ImportColumn.Certificate, Convert.ToBase64String(certificate)));
        }

        if (keyVersion is { } version)
        {
            said.Add((ImportColumn.KeySource, "derived"));
            said.Add((ImportColumn.KeyVersion, version.ToString(CultureInfo.InvariantCulture)));
        }

        if (reason is { } why)
        {
            said.Add((ImportColumn.HolderChanged, why.ToString().ToLowerInvariant()));
        }

        var row = new ImportRowReader().Read(1, [.. said.Select(s => s.Column)], [.. said.Select(s => s.Cell)], isCardAlone: true);
        return holder is null ? row : row with { Person = StaffFields.Of(holder) };
    }
}
