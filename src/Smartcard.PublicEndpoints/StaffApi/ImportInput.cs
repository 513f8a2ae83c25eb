using System.ComponentModel;
using System.Globalization;
using Smartcard.Domain.Import;

namespace Smartcard.PublicEndpoints.StaffApi;

/// <summary>Staff and cards to import.</summary>
internal sealed record ImportInput(
    [property: Description("Counted from 1 in what is said of them.")] IReadOnlyList<ImportRowInput?>? Rows);

/// <summary>A person, and one of their cards where it names one: the columns of docs/import.md.</summary>
internal sealed record ImportRowInput(
    [property: Description("At most 32 characters.")] string? StaffNumber = null,
    [property: Description("At most 200 characters.")] string? Name = null,
    [property: Description("At most 200 characters.")] string? Organisation = null,
    [property: Description("Left out or null: it stays. Empty: it is removed.")] string? Site = null,
    [property: Description("`working` or `left`. Left out: it stays.")] string? Status = null,
    [property: Description("32 hexadecimal digits.")] string? CardId = null,
    [property: Description("SubjectPublicKeyInfo in base64.")] string? PublicKey = null,
    [property: Description("In base64.")] string? Certificate = null,
    [property: Description("`wrapped`, or `derived` without wrapped keys. Left out: wrapped, if there is a wrapped key.")]
    string? KeySource = null,
    [property: Description("In base64. Left out: that of the row before.")] string? WrappingKey = null,
    [property: Description("In base64.")] string? WrappedKey = null,
    [property: Description("6 hexadecimal digits.")] string? KeyCheckValue = null,
    [property: Description("Left out: 1.")] int? KeyVersion = null,
    [property: Description("`reissued`, `swapped` or `corrected`.")] string? HolderChanged = null,
    [property: Description("`in use`, `suspended` or `revoked`. Left out: it stays.")] string? CardStatus = null,
    [property: Description("`GIDS` or `PIV`. Left out: GIDS.")] string? CardType = null,
    [property: Description("PIV: of key 9E, SubjectPublicKeyInfo in base64.")] string? PresenceKey = null,
    [property: Description("PIV: of key 9E, in base64, instead of `presenceKey` or beside it.")] string? PresenceCertificate = null)
{
    public static ImportRowInput Of(string cardId, CardInput card) => new(
        card.StaffNumber,
        CardId: cardId,
        PublicKey: card.PublicKey,
        Certificate: card.Certificate,
        KeySource: card.KeySource,
        WrappingKey: card.WrappingKey,
        WrappedKey: card.WrappedKey,
        KeyCheckValue: card.KeyCheckValue,
        KeyVersion: card.KeyVersion,
        HolderChanged: card.HolderChanged,
        CardType: card.CardType,
        PresenceKey: card.PresenceKey,
        PresenceCertificate: card.PresenceCertificate);

    /// <summary>It says something of the person beside their number.</summary>
    internal bool IsOfPerson => (Name ?? Organisation ?? Site ?? Status) is not null;

    internal bool IsOfCard => All.Any(one => one.Column >= ImportColumn.CardId && one.Value is not null);

    public ImportRecord ToRecord()
    {
        (ImportColumn Column, string? Value)[] said = [.. All.Where(one => one.Value is not null)];
        return new ImportRecord([.. said.Select(one => one.Column)], [.. said.Select(one => one.Value!)]);
    }

    private IEnumerable<(ImportColumn Column, string? Value)> All =>
    [
        (ImportColumn.StaffNumber, StaffNumber),
        (ImportColumn.Name, Name),
        (ImportColumn.Organisation, Organisation),
        (ImportColumn.Site, Site),
        (ImportColumn.Status, Status),
        (ImportColumn.CardId, CardId),
        (ImportColumn.PublicKey, PublicKey),
        (ImportColumn.Certificate, Certificate),
        (ImportColumn.CardType, CardType),
        (ImportColumn.PresenceKey, PresenceKey),
        (ImportColumn.PresenceCertificate, PresenceCertificate),
        (ImportColumn.KeySource, KeySource),
        (ImportColumn.WrappingKey, WrappingKey),
        (ImportColumn.WrappedKey, WrappedKey),
        (ImportColumn.KeyCheckValue, KeyCheckValue),
        (ImportColumn.KeyVersion, KeyVersion?.ToString(CultureInfo.InvariantCulture)),
        (ImportColumn.HolderChanged, HolderChanged),
        (ImportColumn.CardStatus, CardStatus),
    ];
}
