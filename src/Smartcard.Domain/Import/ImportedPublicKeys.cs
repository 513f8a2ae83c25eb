using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Smartcard.Domain.Cards;

namespace Smartcard.Domain.Import;

/// <summary>The public keys of a row's card: each as it is, or in a certificate.</summary>
internal static class ImportedPublicKeys
{
    /// <returns>Null where the row has none, or something is wrong with it.</returns>
    public static byte[]? Passcode(ImportCells cells, CardType type) =>
        KeyOf(cells, type, ImportColumn.PublicKey, ImportColumn.Certificate);

    /// <param name="passcodeKey">The other key of the card, which has to be another one.</param>
    /// <returns>As above. A GIDS card has none.</returns>
    public static byte[]? Presence(ImportCells cells, CardType type, byte[]? passcodeKey)
    {
        if (type == CardType.Gids)
        {
            foreach (var column in new[] { ImportColumn.PresenceKey, ImportColumn.PresenceCertificate })
            {
                if (cells.Of(column) is not null)
                {
                    cells.Refuse(ImportFaultKind.OfPivAlone, column);
                }
            }

            return null;
        }

        var key = KeyOf(cells, type, ImportColumn.PresenceKey, ImportColumn.PresenceCertificate);
        if (key is not null && passcodeKey is not null && key.AsSpan().SequenceEqual(passcodeKey))
        {
            cells.Refuse(ImportFaultKind.SameKeyTwice, ImportColumn.PresenceKey);
            return null;
        }

        return key;
    }

    private static byte[]? KeyOf(ImportCells cells, CardType type, ImportColumn bare, ImportColumn inCertificate)
    {
        var key = cells.BytesOf(bare);
        var certified = CertifiedKeyOf(cells, inCertificate);
        if (key is null && certified is null)
        {
            if (cells.Of(bare) is null && cells.Of(inCertificate) is null)
            {
                cells.Refuse(ImportFaultKind.Missing, bare);
            }

            return null;
        }

        if (key is not null && certified is not null && !key.AsSpan().SequenceEqual(certified))
        {
            cells.Refuse(ImportFaultKind.CertificateOfOtherKey, inCertificate);
        }

        if (FaultOf(CardPublicKey.Read(key ?? certified!), type) is { } fault)
        {
            cells.Refuse(fault, key is null ? inCertificate : bare);
            return null;
        }

        return key ?? certified;
    }

    private static ImportFaultKind? FaultOf(CardPublicKey key, CardType type) => key switch
    {
        { Kind: PublicKeyKind.None } => ImportFaultKind.PublicKeyWrong,
        _ when type == CardType.Piv => key.IsPiv ? null : ImportFaultKind.PublicKeyNotPiv,
        { Kind: not PublicKeyKind.Rsa } => ImportFaultKind.PublicKeyNotRsa,
        { Bits: < CardPublicKey.SmallestRsa } => ImportFaultKind.PublicKeyTooSmall,
        _ => null,
    };

    private static byte[]? CertifiedKeyOf(ImportCells cells, ImportColumn column)
    {
        const string Begin = "-----BEGIN CERTIFICATE-----";
        const string End = "-----END CERTIFICATE-----";
        if (cells.Of(column) is not { } text)
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
            cells.Refuse(ImportFaultKind.CertificateWrong, column);
            return null;
        }
    }
}
