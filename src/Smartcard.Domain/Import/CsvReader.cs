using System.Text;

namespace Smartcard.Domain.Import;

/// <summary>The lines of a CSV file (RFC 4180), with the number of the line on which each begins.</summary>
/// <remarks>A cell may have line breaks in quotation marks. A quotation mark within a cell without them stands for itself.</remarks>
internal sealed class CsvReader(TextReader text, char delimiter)
{
    public const int MaxCells = 200;

    private readonly char[] _buffer = new char[16 * 1024];
    private readonly StringBuilder _cell = new();
    private int _length;
    private int _at;
    private int _line = 1;

    /// <summary>On which line the last row began.</summary>
    public int Line { get; private set; }

    /// <summary>Why the file cannot be read on; null while it can.</summary>
    public ImportFileFault? Fault { get; private set; }

    /// <returns>Null at the end of the file, or at a fault.</returns>
    public List<string>? Next(int maxCellLength)
    {
        Line = _line;
        if (Peek() < 0)
        {
            return null;
        }

        var cells = new List<string>();
        while (true)
        {
            var end = ReadCell(maxCellLength);
            if (Fault is not null)
            {
                return null;
            }

            if (cells.Count < MaxCells)
            {
                cells.Add(_cell.ToString());
            }

            if (end != delimiter)
            {
                return cells;
            }
        }
    }

    /// <returns>What ended it: the delimiter, a line's end, or -1 at the end of the file.</returns>
    private int ReadCell(int maxLength)
    {
        _cell.Clear();
        var quoted = Peek() == '"';
        if (quoted)
        {
            Take();
        }

        while (true)
        {
            var c = Take();
            if (_cell.Length > maxLength)
            {
                Fault = new ImportFileFault(ImportFileFaultKind.CellTooLong, Line);
                return -1;
            }

            if (quoted)
            {
                if (c < 0)
                {
                    Fault = new ImportFileFault(ImportFileFaultKind.QuoteOpen, Line);
                    return -1;
                }

                if (c == '"')
                {
                    quoted = Peek() == '"';
                    if (!quoted)
                    {
                        continue;
                    }

                    Take();
                }

                _cell.Append((char)c);
            }
            else if (c < 0 || c == delimiter || c == '\n')
            {
                return c;
            }
            else if (c == '\r')
            {
                if (Peek() == '\n')
                {
                    return Take();
                }

                _line++;
                return '\n';
            }
            else
            {
                _cell.Append((char)c);
            }
        }
    }

    private int Peek()
    {
        if (_at == _length)
        {
            (_at, _length) = (0, text.Read(_buffer, 0, _buffer.Length));
        }

        return _length == 0 ? -1 : _buffer[_at];
    }

    private int Take()
    {
        var c = Peek();
        if (c >= 0)
        {
            _at++;
            _line += c == '\n' ? 1 : 0;
        }

        return c;
    }
}
