using System.Text.RegularExpressions;

namespace Smartcard.Domain.Import;

/// <summary>The cells of a row by column, in the form in which spreadsheets leave them, and what is wrong with them.</summary>
internal sealed partial class ImportCells(IReadOnlyList<ImportColumn> columns, IReadOnlyList<string> cells)
{
    private readonly List<ImportFault> _faults = [];

    /// <summary>At most one for each column.</summary>
    public IReadOnlyList<ImportFault> Faults => _faults;

    public bool Has(ImportColumn column) => columns.Contains(column);

    /// <returns>
    /// Without spaces around it, and without the <c>="…"</c> by which a spreadsheet keeps zeros; null where it is empty.
    /// </returns>
    public string? Of(ImportColumn column)
    {
        for (var i = 0; i < columns.Count && i < cells.Count; i++)
        {
            if (columns[i] == column)
            {
                var cell = cells[i].Trim();
                var isKept = cell.Length > 3 && cell.StartsWith("=\"", StringComparison.Ordinal) && cell.EndsWith('"');
                cell = isKept ? cell[2..^1].Trim() : cell;
                return cell.Length == 0 ? null : cell;
            }
        }

        return null;
    }

    /// <summary>As <see cref="Of"/>, where a formula is refused.</summary>
    public string? TextOf(ImportColumn column)
    {
        var cell = Of(column);
        if (cell is not null && cell[0] is '=' or '+' or '-' or '@')
        {
            Refuse(ImportFaultKind.Formula, column);
        }

        return cell;
    }

    /// <summary>As <see cref="TextOf"/>, where a number that a spreadsheet has rounded is refused too.</summary>
    public string? NumberOf(ImportColumn column)
    {
        var cell = TextOf(column);
        if (cell is not null && Rounded().IsMatch(cell))
        {
            Refuse(ImportFaultKind.Rounded, column);
        }

        return cell;
    }

    /// <returns>Null where it is empty, or none.</returns>
    public byte[]? BytesOf(ImportColumn column)
    {
        if (Of(column) is not { } cell)
        {
            return null;
        }

        var bytes = new byte[cell.Length];
        if (Convert.TryFromBase64String(cell, bytes, out var length))
        {
            return bytes[..length];
        }

        Refuse(ImportFaultKind.NotBase64, column);
        return null;
    }

    public void Refuse(ImportFaultKind kind, ImportColumn? column = null, int? number = null)
    {
        if (!_faults.Exists(fault => fault.Column == column))
        {
            _faults.Add(new ImportFault(kind, column, number));
        }
    }

    [GeneratedRegex(@"^[0-9]+[.,][0-9]+[eE]\+?[0-9]+$|^[0-9]+[eE]\+[0-9]+$")]
    private static partial Regex Rounded();
}
