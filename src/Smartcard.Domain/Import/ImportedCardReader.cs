using System.Globalization;
using Smartcard.Domain.Cards;

namespace Smartcard.Domain.Import;

/// <summary>The card of a row, and its key, which is wrapped.</summary>
internal sealed class ImportedCardReader
{
    /// <summary>Of a wrapped key of 24 bytes.</summary>
    private const int WrappedLength = 32;

    /// <summary>Of a wrapped PUK of 8 bytes.</summary>
    private const int WrappedPukLength = 16;

    private const int CheckValueLength = 3;

    private static readonly ImportColumn[] OfCards =
    [
        ImportColumn.CardId, ImportColumn.CardType, ImportColumn.PublicKey, ImportColumn.Certificate, ImportColumn.PresenceKey,
        ImportColumn.PresenceCertificate, ImportColumn.KeySource, ImportColumn.WrappedKey,
        ImportColumn.KeyCheckValue, ImportColumn.KeyVersion, ImportColumn.HolderChanged, ImportColumn.CardStatus,
    ];

    private readonly List<byte[]> _wrappingKeys = [];
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private int? _last;

    public IReadOnlyList<byte[]> WrappingKeys => _wrappingKeys;

    /// <returns>Null where the row names no card, or something is wrong with it.</returns>
    public ImportedCard? Read(ImportCells cells)
    {
        ReadWrappingKey(cells);
        if (!OfCards.Any(column => cells.Of(column) is not null))
        {
            return null;
        }

        var identifier = IdentifierOf(cells);
        var type = TypeOf(cells);
        var publicKey = ImportedPublicKeys.Passcode(cells, type);
        var presenceKey = ImportedPublicKeys.Presence(cells, type, publicKey);
        var key = KeyOf(cells, type);
        var reason = ReasonOf(cells);
        var state = StateOf(cells);
        return identifier is null || publicKey is null || (presenceKey is null && type == CardType.Piv)
            ? null
            : new ImportedCard(identifier.Value, publicKey, key, reason, state) { Type = type, PresenceKey = presenceKey };
    }

    private static CardIdentifier? IdentifierOf(ImportCells cells)
    {
        var id = cells.NumberOf(ImportColumn.CardId);
        if (id is null)
        {
            cells.Refuse(ImportFaultKind.Missing, ImportColumn.CardId);
        }
        else if (CardIdentifier.TryParse(id, out var identifier))
        {
            return identifier;
        }

        cells.Refuse(ImportFaultKind.CardIdWrong, ImportColumn.CardId);
        return null;
    }

    private static CardType TypeOf(ImportCells cells)
    {
        switch (cells.Of(ImportColumn.CardType)?.ToLowerInvariant())
        {
            case null or "gids":
                return CardType.Gids;
            case "piv":
                return CardType.Piv;
            default:
                cells.Refuse(ImportFaultKind.CardTypeUnknown, ImportColumn.CardType);
                return CardType.Gids;
        }
    }

    private static HolderChange? ReasonOf(ImportCells cells)
    {
        switch (cells.Of(ImportColumn.HolderChanged)?.ToLowerInvariant())
        {
            case null:
                return null;
            case "reissued":
                return HolderChange.Reissued;
            case "swapped":
                return HolderChange.Swapped;
            case "corrected":
                return HolderChange.Corrected;
            default:
                cells.Refuse(ImportFaultKind.HolderChangeUnknown, ImportColumn.HolderChanged);
                return null;
        }
    }

    private static CardState? StateOf(ImportCells cells)
    {
        switch (cells.Of(ImportColumn.CardStatus)?.ToLowerInvariant())
        {
            case null:
                return null;
            case "in use":
                return CardState.InUse;
            case "suspended":
                return CardState.Suspended;
            case "revoked":
                return CardState.Revoked;
            default:
                cells.Refuse(ImportFaultKind.CardStatusUnknown, ImportColumn.CardStatus);
                return null;
        }
    }

    /// <summary>An empty one is that of the row above.</summary>
    private void ReadWrappingKey(ImportCells cells)
    {
        if (cells.BytesOf(ImportColumn.WrappingKey) is not { } bytes)
        {
            _last = cells.Of(ImportColumn.WrappingKey) is null ? _last : null;
            return;
        }

        if (bytes.Length is < 256 or > 1024)
        {
            cells.Refuse(ImportFaultKind.WrongLength, ImportColumn.WrappingKey, bytes.Length);
            _last = null;
            return;
        }

        var text = Convert.ToBase64String(bytes);
        if (!_numbers.TryGetValue(text, out var number))
        {
            number = _wrappingKeys.Count;
            _numbers[text] = number;
            _wrappingKeys.Add(bytes);
        }

        _last = number;
    }

    private ImportedKey? KeyOf(ImportCells cells, CardType type)
    {
        var version = VersionOf(cells);
        var check = CheckValueOf(cells);
        if (type == CardType.Piv && cells.Of(ImportColumn.KeyCheckValue) is not null)
        {
            cells.Refuse(ImportFaultKind.OfGidsAlone, ImportColumn.KeyCheckValue);
        }

        var isDerived = IsDerived(cells);
        if (cells.BytesOf(ImportColumn.WrappedKey) is not { } wrapped)
        {
            return isDerived == true ? new ImportedKey(WrappingKey: null, Wrapped: null, check, version) : null;
        }

        if (wrapped.Length != (type == CardType.Piv ? WrappedPukLength : WrappedLength))
        {
            cells.Refuse(ImportFaultKind.WrongLength, ImportColumn.WrappedKey, wrapped.Length);
        }
        else if (_last is null)
        {
            cells.Refuse(ImportFaultKind.WrappingKeyMissing, ImportColumn.WrappingKey);
        }

        return new ImportedKey(_last, wrapped, check, version);
    }

    /// <returns>Null where the row does not say.</returns>
    private static bool? IsDerived(ImportCells cells)
    {
        var hasWrapped = cells.Of(ImportColumn.WrappedKey) is not null;
        switch (cells.Of(ImportColumn.KeySource)?.ToLowerInvariant())
        {
            case null:
                return null;
            case "derived":
                if (hasWrapped)
                {
                    cells.Refuse(ImportFaultKind.KeySourceTwice, ImportColumn.KeySource);
                }

                return true;
            case "wrapped":
                if (!hasWrapped)
                {
                    cells.Refuse(ImportFaultKind.WrappedKeyMissing, ImportColumn.WrappedKey);
                }

                return false;
            default:
                cells.Refuse(ImportFaultKind.KeySourceUnknown, ImportColumn.KeySource);
                return null;
        }
    }

    private static int VersionOf(ImportCells cells)
    {
        var version = 1;
        if (cells.Of(ImportColumn.KeyVersion) is { } typed
            && !(int.TryParse(typed, NumberStyles.None, CultureInfo.InvariantCulture, out version) && CardKey.IsVersion(version)))
        {
            cells.Refuse(ImportFaultKind.KeyVersionWrong, ImportColumn.KeyVersion);
        }

        return version;
    }

    private static byte[]? CheckValueOf(ImportCells cells)
    {
        if (cells.Of(ImportColumn.KeyCheckValue) is not { } digits)
        {
            return null;
        }

        if (digits.Length == 2 * CheckValueLength && digits.All(char.IsAsciiHexDigit))
        {
            return Convert.FromHexString(digits);
        }

        cells.Refuse(ImportFaultKind.CheckValueWrong, ImportColumn.KeyCheckValue);
        return null;
    }
}
