namespace Smartcard.Domain.Import;

/// <summary>Rows that another system sends, each with the columns that it names. They are judged as those of a file are.</summary>
/// <param name="areCardsAlone">See <see cref="ImportRow.IsCardAlone"/>.</param>
public sealed class ImportRecords(IReadOnlyList<ImportRecord> records, bool areCardsAlone) : IImportSource
{
    private readonly ImportRowReader _rows = new();
    private int _read;

    /// <inheritdoc/>
    public IReadOnlyList<byte[]> WrappingKeys => _rows.WrappingKeys;

    /// <inheritdoc/>
    public ImportFileFault? Fault { get; private set; }

    /// <inheritdoc/>
    public ImportRow? Next()
    {
        if (Fault is not null || _read == records.Count)
        {
            return null;
        }

        var record = records[_read++];
        Fault = FaultOf(record.Cells, _read);
        return Fault is null ? _rows.Read(_read, record.Columns, record.Cells, areCardsAlone) : null;
    }

    private static ImportFileFault? FaultOf(IReadOnlyList<string> cells, int row)
    {
        for (var i = 0; i < cells.Count; i++)
        {
            if (PlainKeys.AreIn(cells[i]))
            {
                return new ImportFileFault(ImportFileFaultKind.PlainKey, row, i + 1);
            }

            if (cells[i].Length > ImportFile.MaxCellLength)
            {
                return new ImportFileFault(ImportFileFaultKind.CellTooLong, row);
            }
        }

        return null;
    }
}

/// <param name="Columns">What each cell is.</param>
public sealed record ImportRecord(IReadOnlyList<ImportColumn> Columns, IReadOnlyList<string> Cells);
