using System.Globalization;
using Smartcard.Domain.Import;
using Smartcard.Wording;

namespace Smartcard.SelfService.Import;

/// <summary>What is wrong with a file or a row, in sentences that name the line and the column, and never what stands there.</summary>
public static class ImportWords
{
    public static string Of(ImportFileFault fault) => fault.Kind switch
    {
        ImportFileFaultKind.TooLarge => Catalogue.Import["fileFault.tooLarge", ("max", fault.Column ?? 0)],
        ImportFileFaultKind.TooManyRows => Catalogue.Import[
            "fileFault.tooManyRows", ("max", StaffImport.MaxRows.ToString("N0", CultureInfo.InvariantCulture))],
        ImportFileFaultKind.Empty => Catalogue.Import["fileFault.empty"],
        ImportFileFaultKind.Encoding => Catalogue.Import["fileFault.encoding", ("line", fault.Line ?? 0)],
        ImportFileFaultKind.ColumnUnknown => Catalogue.Import[
            "fileFault.unknown",
            ("columns", NamesOf(fault)),
            ("known", string.Join(", ", Enum.GetValues<ImportColumn>().Select(ImportColumns.NameOf)))],
        ImportFileFaultKind.ColumnTwice => Catalogue.Import["fileFault.twice", ("columns", NamesOf(fault))],
        ImportFileFaultKind.ColumnMissing => Catalogue.Import["fileFault.missing", ("columns", NamesOf(fault))],
        ImportFileFaultKind.CellTooLong => Catalogue.Import[
            "fileFault.cell", ("line", fault.Line ?? 0), ("max", ImportFile.MaxCellLength)],
        ImportFileFaultKind.QuoteOpen => Catalogue.Import["fileFault.quote", ("line", fault.Line ?? 0)],
        ImportFileFaultKind.PlainKey => Catalogue.Import[
            "fileFault.plainKey", ("line", fault.Line ?? 0), ("column", fault.Column ?? 0)],
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault.Kind, null),
    };

    /// <summary>What happens with the row.</summary>
    public static string Of(ImportRow row) => row.IsWrong
        ? string.Join(' ', row.Faults.Select(fault => Of(row.Line, fault)))
        : row.Verdict == ImportVerdict.Unchanged
            ? Catalogue.Import["verdict.unchanged"]
            : string.Join(' ', new[] { OnPerson(row.OnPerson), OnCard(row.OnCard) }.OfType<string>());

    public static string Of(int line, ImportFault fault) => fault.Column is { } column
        ? Catalogue.Import["faultColumn", ("line", line), ("column", ImportColumns.NameOf(column)), ("why", WhyOf(fault))]
        : Catalogue.Import["faultLine", ("line", line), ("why", WhyOf(fault))];

    private static string NamesOf(ImportFileFault fault) => string.Join(", ", fault.Names ?? []);

    private static string? OnPerson(ImportEffect effect) => effect switch
    {
        ImportEffect.New => Catalogue.Import["verdict.personNew"],
        ImportEffect.Changed => Catalogue.Import["verdict.personChanged"],
        _ => null,
    };

    private static string? OnCard(ImportEffect effect) => effect switch
    {
        ImportEffect.New => Catalogue.Import["verdict.cardNew"],
        ImportEffect.Changed => Catalogue.Import["verdict.cardChanged"],
        _ => null,
    };

    /// <summary>What is wrong and what to do, without where it stands.</summary>
    public static string WhyOf(ImportFault fault) => fault.Kind switch
    {
        ImportFaultKind.TooFewCells => Catalogue.Import["fault.tooFew", ("count", fault.Number ?? 0)],
        ImportFaultKind.TooManyCells => Catalogue.Import["fault.tooMany", ("count", fault.Number ?? 0)],
        ImportFaultKind.Missing => Catalogue.Import["fault.missing"],
        ImportFaultKind.TooLong => Catalogue.Import["fault.tooLong", ("max", fault.Number ?? 0)],
        ImportFaultKind.Hidden => Catalogue.Import["fault.hidden"],
        ImportFaultKind.WithoutLetters => Catalogue.Import["fault.letters"],
        ImportFaultKind.Formula => Catalogue.Import["fault.formula"],
        ImportFaultKind.Rounded => Catalogue.Import["fault.rounded"],
        ImportFaultKind.StatusUnknown => Catalogue.Import["fault.status"],
        ImportFaultKind.CardStatusUnknown => Catalogue.Import["fault.cardStatus"],
        ImportFaultKind.HolderChangeUnknown => Catalogue.Import["fault.holderChange"],
        ImportFaultKind.CardIdWrong => Catalogue.Import["fault.cardId"],
        ImportFaultKind.CardTypeUnknown => Catalogue.Import["fault.cardType"],
        ImportFaultKind.PublicKeyNotPiv => Catalogue.Import["fault.notPiv"],
        ImportFaultKind.OfPivAlone => Catalogue.Import["fault.ofPivAlone"],
        ImportFaultKind.OfGidsAlone => Catalogue.Import["fault.ofGidsAlone"],
        ImportFaultKind.SameKeyTwice => Catalogue.Import["fault.sameKeyTwice"],
        ImportFaultKind.PublicKeyWrong => Catalogue.Import["fault.publicKey"],
        ImportFaultKind.PublicKeyNotRsa => Catalogue.Import["fault.notRsa"],
        ImportFaultKind.PublicKeyTooSmall => Catalogue.Import["fault.smallKey"],
        ImportFaultKind.CertificateWrong => Catalogue.Import["fault.certificate"],
        ImportFaultKind.CertificateOfOtherKey => Catalogue.Import["fault.otherKey"],
        ImportFaultKind.NotBase64 => Catalogue.Import["fault.base64"],
        ImportFaultKind.WrongLength => Catalogue.Import["fault.length", ("count", fault.Number ?? 0)],
        ImportFaultKind.CheckValueWrong => Catalogue.Import["fault.checkValue"],
        ImportFaultKind.KeyVersionWrong => Catalogue.Import["fault.version"],
        ImportFaultKind.WrappingKeyMissing => Catalogue.Import["fault.wrappingKey"],
        ImportFaultKind.KeySourceUnknown => Catalogue.Import["fault.keySource"],
        ImportFaultKind.KeySourceTwice => Catalogue.Import["fault.keySourceTwice"],
        ImportFaultKind.WrappedKeyMissing => Catalogue.Import["fault.wrappedKeyMissing"],
        ImportFaultKind.CardTwice => Catalogue.Import["fault.cardTwice", ("line", fault.Number ?? 0)],
        ImportFaultKind.OtherPerson => Catalogue.Import["fault.otherPerson", ("line", fault.Number ?? 0)],
        ImportFaultKind.NumberOfSeveral => Catalogue.Import["fault.several"],
        ImportFaultKind.OtherHolder => Catalogue.Import["fault.otherHolder"],
        ImportFaultKind.Revoked => Catalogue.Import["fault.revoked"],
        ImportFaultKind.Suspended => Catalogue.Import["fault.suspended"],
        ImportFaultKind.OlderKey => Catalogue.Import["fault.olderKey", ("version", fault.Number ?? 0)],
        ImportFaultKind.OtherCardType => Catalogue.Import["fault.otherCardType"],
        ImportFaultKind.OtherPublicKey => Catalogue.Import["fault.otherPublicKey"],
        ImportFaultKind.OwnRecord => Catalogue.Import["fault.own"],
        ImportFaultKind.InUseNow => Catalogue.Import["fault.busy"],
        ImportFaultKind.DoesNotUnwrap => Catalogue.Import["fault.unwrap"],
        ImportFaultKind.CheckValueDiffers => Catalogue.Import["fault.checkDiffers"],
        ImportFaultKind.KeyMissing => Catalogue.Import["fault.keyMissing"],
        ImportFaultKind.MasterKeyMissing => Catalogue.Import["fault.masterKeyMissing"],
        ImportFaultKind.KeyOfAnotherCard => Catalogue.Import["fault.keyOfAnotherCard"],
        ImportFaultKind.OtherKeySource => Catalogue.Import["fault.otherKeySource"],
        ImportFaultKind.PersonUnknown => Catalogue.Import["fault.personUnknown"],
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault.Kind, null),
    };
}
