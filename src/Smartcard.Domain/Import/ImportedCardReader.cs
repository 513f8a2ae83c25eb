using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Smartcard.Domain.Cards;

namespace Smartcard.Domain.Import;

/// <summary>The card of a row, and its key, which is wrapped.</summary>
internal sealed class ImportedCardReader
{
    private const int SmallestKey = 2048;

    /// <summary>Of a wrapped key of 24 bytes.</summary>
    private const int WrappedLength = 32;
    private const int CheckValueLength = 3;

    private static readonly ImportColumn[] OfCards =
    [
        ImportColumn.CardId, ImportColumn.PublicKey, ImportColumn.Certificate, ImportColumn.KeySource, ImportColumn.WrappedKey,
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
        var publicKey = PublicKeyOf(cells);
        var key = KeyOf(cells);
        var reason = ReasonOf(cells);
        var state = StateOf(cells);
        return identifier is null || publicKey is null ? null : new ImportedCard(identifier.Value, publicKey, key, reason, state);
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

    private static byte[]? PublicKeyOf(ImportCells cells)
    {
        var key = cells.BytesOf(ImportColumn.PublicKey);
        var certified = CertifiedKeyOf(cells);
        if (key is null && certified is null)
        {
            if (cells.Of(ImportColumn.PublicKey) is null && cells.Of(ImportColumn.Certificate) is null)
            {
                cells.Refuse(ImportFaultKind.Missing, ImportColumn.PublicKey);
            }

            return null;
        }

        if (key is not null && certified is not null && !key.AsSpan().SequenceEqual(certified))
        {
            cells.Refuse(ImportFaultKind.CertificateOfOtherKey, ImportColumn.Certificate);
        }

        var column = key is null ? ImportColumn.Certificate : ImportColumn.PublicKey;
        if (FaultOf(key ?? certified!) is { } fault)
        {
            cells.Refuse(fault, column);
            return null;
        }

        return key ?? certified;
    }

    private static ImportFaultKind? FaultOf(byte[] publicKey)
    {
        try
        {
            using var rsa = RSA.Create();
            rsa.ImportSubjectPublicKeyInfo(publicKey, out var read);
            return read != publicKey.Length ? ImportFaultKind.PublicKeyWrong
                : rsa.KeySize < SmallestKey ? ImportFaultKind.PublicKeyTooSmall
                : null;
        }
        catch (CryptographicException)
        {
            return IsKey(publicKey) ? ImportFaultKind.PublicKeyNotRsa : ImportFaultKind.PublicKeyWrong;
        }
    }

    private static bool IsKey(byte[] publicKey)
    {
        try
        {
            PublicKey.CreateFromSubjectPublicKeyInfo(publicKey, out var read);
            return read == publicKey.Length;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static byte[]? CertifiedKeyOf(ImportCells cells)
    {
        const string Begin = "-----BEGIN CERTIFICATE-----";
        const string End = "-----END CERTIFICATE-----";
        if (cells.Of(ImportColumn.Certificate) is not { } text)
        {
            return null;
        }

        if (text.StartsWith(Begin, StringComparison.Ordinal) && text.EndsWith(End, StringComparison.Ordinal))
        {
            text = text[Begin.Length..^End.Length];
        }

        try
        {
            using var certificate = X509CertificateLoader.LoadCertificate(Convert.FromBase64String(text));
            return certificate.PublicKey.ExportSubjectPublicKeyInfo();
        }
        catch (Exception failure) when (failure is FormatException or CryptographicException)
        {
            cells.Refuse(ImportFaultKind.CertificateWrong, ImportColumn.Certificate);
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

    private ImportedKey? KeyOf(ImportCells cells)
    {
        var version = VersionOf(cells);
        var check = CheckValueOf(cells);
        var isDerived = IsDerived(cells);
        if (cells.BytesOf(ImportColumn.WrappedKey) is not { } wrapped)
        {
            return isDerived == true ? new ImportedKey(WrappingKey: null, Wrapped: null, check, version) : null;
        }

        if (wrapped.Length != WrappedLength)
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
