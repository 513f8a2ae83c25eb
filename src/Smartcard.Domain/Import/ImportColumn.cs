namespace Smartcard.Domain.Import;

/// <summary>A column of a file of staff and cards.</summary>
public enum ImportColumn
{
    StaffNumber,
    Name,
    Organisation,
    Site,
    Status,
    CardId,
    CardType,
    PublicKey,
    Certificate,
    PresenceKey,
    PresenceCertificate,
    KeySource,
    WrappingKey,
    WrappedKey,
    KeyCheckValue,
    KeyVersion,
    HolderChanged,
    CardStatus,
}

/// <summary>What columns are called. Case, spaces, <c>_</c> and <c>-</c> do not matter.</summary>
public static class ImportColumns
{
    private static readonly Dictionary<string, ImportColumn> Known =
        Enum.GetValues<ImportColumn>().ToDictionary(column => Plain(column.ToString()), StringComparer.Ordinal);

    /// <summary>Without these there is no person.</summary>
    public static IReadOnlyList<ImportColumn> Required { get; } =
        [ImportColumn.StaffNumber, ImportColumn.Name, ImportColumn.Organisation];

    public static ImportColumn? Find(string head) => Known.TryGetValue(Plain(head), out var column) ? column : null;

    /// <summary>As a person writes it: <c>staff number</c>.</summary>
    public static string NameOf(ImportColumn column) => column switch
    {
        ImportColumn.StaffNumber => "staff number",
        ImportColumn.CardId => "card id",
        ImportColumn.CardType => "card type",
        ImportColumn.PublicKey => "public key",
        ImportColumn.PresenceKey => "presence key",
        ImportColumn.PresenceCertificate => "presence certificate",
        ImportColumn.KeySource => "key source",
        ImportColumn.WrappingKey => "wrapping key",
        ImportColumn.WrappedKey => "wrapped key",
        ImportColumn.KeyCheckValue => "key check value",
        ImportColumn.KeyVersion => "key version",
        ImportColumn.HolderChanged => "holder changed",
        ImportColumn.CardStatus => "card status",
        _ => column.ToString().ToLowerInvariant(),
    };

    private static string Plain(string head) =>
        new([.. head.Where(c => !char.IsWhiteSpace(c) && c is not ('_' or '-')).Select(char.ToLowerInvariant)]);
}
