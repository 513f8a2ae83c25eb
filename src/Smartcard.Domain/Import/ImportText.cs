using System.Text;
using System.Text.Unicode;

namespace Smartcard.Domain.Import;

/// <summary>What a file's bytes say: UTF-8 with a mark at its beginning or without, or UTF-16 with one.</summary>
internal static class ImportText
{
    /// <returns>Null where a line is of another encoding, which is what <paramref name="fault"/> says then.</returns>
    public static TextReader? Open(byte[] file, out ImportFileFault? fault)
    {
        fault = null;
        if (file.AsSpan().StartsWith(Encoding.Unicode.Preamble) || file.AsSpan().StartsWith(Encoding.BigEndianUnicode.Preamble))
        {
            return new StreamReader(new MemoryStream(file, writable: false), detectEncodingFromByteOrderMarks: true);
        }

        if (!Utf8.IsValid(file))
        {
            fault = new ImportFileFault(ImportFileFaultKind.Encoding, FirstBadLine(file));
            return null;
        }

        return new StreamReader(new MemoryStream(file, writable: false), Encoding.UTF8);
    }

    private static int FirstBadLine(ReadOnlySpan<byte> file)
    {
        for (var line = 1; ; line++)
        {
            var end = file.IndexOf((byte)'\n');
            if (end < 0 || !Utf8.IsValid(file[..end]))
            {
                return line;
            }

            file = file[(end + 1)..];
        }
    }
}
