using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using Smartcard.Domain.Import;
using Smartcard.SelfService.Import;
using Smartcard.Wording;

namespace Smartcard.BackOffice.Import;

/// <summary>The rows that are wrong, each with why: for whoever made the file. Nothing of keys is in it.</summary>
internal static class WrongRowsFile
{
    public const string Name = "smartcard-wrong-rows.csv";

    /// <summary>With a mark at the beginning: by it Excel knows UTF-8.</summary>
    private static readonly UTF8Encoding Encoding = new(encoderShouldEmitUTF8Identifier: true);

    /// <summary>What a spreadsheet takes for a formula gets an apostrophe in front.</summary>
    private static readonly CsvConfiguration Configuration = new(CultureInfo.InvariantCulture)
    {
        InjectionOptions = InjectionOptions.Escape,
        NewLine = "\r\n",
    };

    public static async Task WriteAsync(Stream file, IAsyncEnumerable<ImportRow> rows)
    {
        await using var text = new StreamWriter(file, Encoding, bufferSize: -1, leaveOpen: true);
        await using var csv = new CsvWriter(text, Configuration);
        await WriteAsync(
            csv,
            [
                Catalogue.Import["rows.line"],
                Catalogue.Import["rows.number"],
                Catalogue.Import["rows.name"],
                Catalogue.Import["rows.organisation"],
                Catalogue.Import["wrongFile.why"],
            ]);
        await foreach (var row in rows)
        {
            await WriteAsync(
                csv,
                [
                    row.Line.ToString(CultureInfo.InvariantCulture),
                    row.Person.Number ?? "",
                    row.Person.Name,
                    row.Person.Organisation,
                    ImportWords.Of(row),
                ]);
        }

        await csv.FlushAsync();
    }

    private static Task WriteAsync(CsvWriter csv, IEnumerable<string> cells)
    {
        foreach (var cell in cells)
        {
            csv.WriteField(cell);
        }

        return csv.NextRecordAsync();
    }
}
