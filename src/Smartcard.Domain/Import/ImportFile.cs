namespace Smartcard.Domain.Import;

/// <summary>Reads a file of staff and cards: its columns, then row by row, each with what is wrong with it.</summary>
/// <remarks>It knows the file alone. What is there already, and the vault, are asked afterwards.</remarks>
public sealed class ImportFile : IImportSource
{
    /// <summary>Longest of any cell, a certificate among them.</summary>
    public const int MaxCellLength = 20_000;

    private readonly CsvReader _lines;
    private readonly ImportRowReader _rows = new();
    private readonly ImportColumn[] _columns;

    private ImportFile(CsvReader lines, ImportColumn[] columns) => (_lines, _columns) = (lines, columns);

    /// <inheritdoc/>
    public IReadOnlyList<byte[]> WrappingKeys => _rows.WrappingKeys;

    /// <inheritdoc/>
    public ImportFileFault? Fault { get; private set; }

    /// <returns>Null where the file is none of staff and cards.</returns>
    public static ImportFile? Open(byte[] file, out ImportFileFault? fault)
    {
        if (ImportText.Open(file, out fault) is not { } text)
        {
            return null;
        }

        var start = text.ReadLine() ?? "";
        text.Dispose();
        var delimiter = DelimiterOf(start);
        var lines = new CsvReader(ImportText.Open(file, out _)!, delimiter);
        if (lines.Next(MaxCellLength) is not { } head)
        {
            fault = lines.Fault ?? new ImportFileFault(ImportFileFaultKind.Empty);
            return null;
        }

        fault = KeyIn(head, lines.Line);
        while (head.Count > 0 && string.IsNullOrWhiteSpace(head[^1]))
        {
            head.RemoveAt(head.Count - 1);
        }

        fault ??= head.Count == 0 ? new ImportFileFault(ImportFileFaultKind.Empty) : FaultOf(head);
        return fault is null
            ? new ImportFile(lines, [.. head.Select(name => ImportColumns.Find(name)!.Value)])
            : null;
    }

    /// <inheritdoc/>
    public ImportRow? Next()
    {
        while (Fault is null && _lines.Next(MaxCellLength) is { } cells)
        {
            Fault = KeyIn(cells, _lines.Line);
            if (Fault is null && cells.Exists(cell => !string.IsNullOrWhiteSpace(cell)))
            {
                return _rows.Read(_lines.Line, _columns, WithoutEmptyEnd(cells));
            }
        }

        Fault ??= _lines.Fault;
        return null;
    }

    private List<string> WithoutEmptyEnd(List<string> cells)
    {
        while (cells.Count > _columns.Length && string.IsNullOrWhiteSpace(cells[^1]))
        {
            cells.RemoveAt(cells.Count - 1);
        }

        return cells;
    }

    private static ImportFileFault? KeyIn(List<string> cells, int line) =>
        cells.FindIndex(cell => PlainKeys.AreIn(cell)) is >= 0 and var found
            ? new ImportFileFault(ImportFileFaultKind.PlainKey, line, found + 1)
            : null;

    private static ImportFileFault? FaultOf(List<string> head)
    {
        var unknown = head.FindAll(name => ImportColumns.Find(name) is null);
        if (unknown.Count > 0)
        {
            return new ImportFileFault(ImportFileFaultKind.ColumnUnknown, Names: [.. unknown.Take(5).Select(Shown)]);
        }

        var columns = head.ConvertAll(name => ImportColumns.Find(name)!.Value);
        var twice = columns.GroupBy(c => c).Where(g => g.Count() > 1).Select(g => ImportColumns.NameOf(g.Key)).ToList();
        var missing = ImportColumns.Required.Except(columns).Select(ImportColumns.NameOf).ToList();
        return twice.Count > 0 ? new ImportFileFault(ImportFileFaultKind.ColumnTwice, Names: twice)
            : missing.Count > 0 ? new ImportFileFault(ImportFileFaultKind.ColumnMissing, Names: missing)
            : null;
    }

    /// <summary>Short, and without what cannot be seen: it may be anything.</summary>
    private static string Shown(string name)
    {
        var seen = new string([.. name.Trim().Where(c => !Cards.StaffRules.HasHidden(c.ToString()))]);
        return seen.Length <= 30 ? seen : seen[..30] + "…";
    }

    private static char DelimiterOf(string head) => ";\t,".MaxBy(c => head.Count(h => h == c));
}
