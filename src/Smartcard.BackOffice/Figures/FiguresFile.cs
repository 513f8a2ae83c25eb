using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using Smartcard.Wording;

namespace Smartcard.BackOffice.Figures;

/// <summary>All that the page shows, as a file for a spreadsheet: a line for each figure.</summary>
internal static class FiguresFile
{
    /// <summary>With a mark at the beginning: by it Excel knows UTF-8.</summary>
    private static readonly UTF8Encoding Encoding = new(encoderShouldEmitUTF8Identifier: true);

    /// <summary>What a spreadsheet takes for a formula gets an apostrophe in front.</summary>
    private static readonly CsvConfiguration Configuration = new(CultureInfo.InvariantCulture)
    {
        InjectionOptions = InjectionOptions.Escape,
        NewLine = "\r\n",
    };

    public static string NameOf(FiguresChoice choice) =>
        $"smartcard-figures-{FigureWords.Iso(choice.From)}-{FigureWords.Iso(choice.Until)}.csv";

    public static async Task WriteAsync(Stream file, FiguresModel model, CancellationToken cancellationToken)
    {
        await using var text = new StreamWriter(file, Encoding, bufferSize: -1, leaveOpen: true);
        await using var csv = new CsvWriter(text, Configuration);
        await WriteAsync(
            csv,
            [
                Catalogue.Figures["file.from"],
                Catalogue.Figures["file.until"],
                Catalogue.Figures["file.organisation"],
                Catalogue.Figures["file.section"],
                Catalogue.Figures["file.row"],
                Catalogue.Figures["file.series"],
                Catalogue.Figures["value"],
                Catalogue.Figures["file.unit"],
            ]);
        var organisation = model.Choice.Organisation ?? Catalogue.Figures["organisation.all"];
        foreach (var section in model.Sections)
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var row in section.Rows)
            {
                foreach (var (series, value) in section.Series.Zip(row.Values))
                {
                    await WriteAsync(
                        csv,
                        [
                            FigureWords.Iso(model.Choice.From),
                            FigureWords.Iso(model.Choice.Until),
                            organisation,
                            section.Title,
                            row.Key ?? row.Label,
                            series,
                            value?.ToString(CultureInfo.InvariantCulture) ?? "",
                            Of(row.Unit),
                        ]);
                }
            }

            await csv.FlushAsync();
        }
    }

    private static Task WriteAsync(CsvWriter csv, IEnumerable<string> cells)
    {
        foreach (var cell in cells)
        {
            csv.WriteField(cell);
        }

        return csv.NextRecordAsync();
    }

    private static string Of(FigureUnit unit) => unit switch
    {
        FigureUnit.Count => Catalogue.Figures["unit.count"],
        FigureUnit.Seconds => Catalogue.Figures["unit.seconds"],
        FigureUnit.Minutes => Catalogue.Figures["unit.minutes"],
        _ => throw new ArgumentOutOfRangeException(nameof(unit), unit, null),
    };
}
