using Smartcard.Domain.Import;

namespace Smartcard.Tests.Domain.Import;

/// <summary>Rows that another system sends, by the rules of a file.</summary>
public sealed class ImportRecordsTests
{
    [Fact]
    public void Rows_say_what_they_name_and_leave_the_rest_as_it_is()
    {
        var source = Records(
            areCardsAlone: false,
            [(ImportColumn.StaffNumber, "001"), (ImportColumn.Name, "Amal"), (ImportColumn.Organisation, "Coast")],
            [
                (ImportColumn.StaffNumber, "002"), (ImportColumn.Name, "Beca"), (ImportColumn.Organisation, "Coast"),
                (ImportColumn.Site, ""), (ImportColumn.Status, "left"),
            ]);

        var (first, second) = (source.Next()!, source.Next()!);

        Assert.Equal((1, "001", false), (first.Line, first.Person.Number, first.SaysSite));
        Assert.Null(first.HasLeft);
        Assert.Equal((2, "002", true), (second.Line, second.Person.Number, second.SaysSite));
        Assert.True(second.HasLeft);
        Assert.Null(second.Person.Site);
        Assert.Null(source.Next());
        Assert.Null(source.Fault);
    }

    [Fact]
    public void A_row_of_a_card_alone_names_its_holder_by_number_and_nothing_else()
    {
        var row = Records(areCardsAlone: true, [(ImportColumn.StaffNumber, "001"), (ImportColumn.CardId, "xyz")]).Next()!;
        var without = Records(areCardsAlone: true, [(ImportColumn.StaffNumber, "001")]).Next()!;

        Assert.True(row.IsCardAlone);
        Assert.DoesNotContain(row.Faults, fault => fault.Column == ImportColumn.Name);
        Assert.Contains(row.Faults, fault => fault.Kind == ImportFaultKind.CardIdWrong);
        Assert.Contains(without.Faults, fault => fault == new ImportFault(ImportFaultKind.Missing, ImportColumn.CardId));
    }

    [Fact]
    public void A_key_in_clear_ends_it()
    {
        var source = Records(
            areCardsAlone: false,
            [(ImportColumn.StaffNumber, "001"), (ImportColumn.Name, "Amal"), (ImportColumn.Organisation, "Coast")],
            [(ImportColumn.StaffNumber, "002"), (ImportColumn.Name, "A1B2C3D4E5F60718293A4B5C6D7E8F90A1B2C3D4E5F60718")]);

        Assert.NotNull(source.Next());
        Assert.Null(source.Next());
        Assert.Equal(new ImportFileFault(ImportFileFaultKind.PlainKey, 2, 2), source.Fault);
    }

    private static ImportRecords Records(bool areCardsAlone, params (ImportColumn Column, string Cell)[][] rows) => new(
        [.. rows.Select(row => new ImportRecord([.. row.Select(c => c.Column)], [.. row.Select(c => c.Cell)]))], areCardsAlone);
}
