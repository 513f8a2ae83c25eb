using System.ComponentModel;
using Smartcard.Domain.Import;
using Smartcard.SelfService.Import;

namespace Smartcard.PublicEndpoints.StaffApi;

/// <summary>How far an import is, and what became of it.</summary>
internal sealed record ImportReport(
    [property: Description("Of the import.")] Guid Id,
    [property: Description(
        "`checking` and `importing`: ask again. `imported` and `unchanged`: done. `refused`: rows are wrong, and nothing was imported. "
        + "`overtaken`: something changed meanwhile, or it had to wait for more than 15 minutes, and nothing was imported; send what is "
        + "so now. `checked`: what a dry run would change. "
        + "`removed`: its rows are no longer kept.")]
    string Status,
    [property: Description("How many there are.")] int Rows,
    [property: Description("How many are checked, or written, so far.")] int Progress,
    [property: Description("Of people: how many are added and changed.")] ImportCounts People,
    [property: Description("Of cards: how many are added and changed.")] ImportCounts Cards,
    [property: Description("Rows that change nothing.")] int Unchanged,
    [property: Description("Rows that are wrong.")] int Wrong,
    [property: Description("What is wrong with the first thousand wrong rows.")] IReadOnlyList<RowProblem> Errors)
{
    public static ImportReport Of(StaffImport import, IReadOnlyList<RowProblem> errors) => new(
        import.Id.Value,
        StatusOf(import),
        import.Rows,
        import.Progress,
        new ImportCounts(import.PeopleNew, import.PeopleChanged),
        new ImportCounts(import.CardsNew, import.CardsChanged),
        import.RowsUnchanged,
        import.RowsWrong,
        errors);

    private static string StatusOf(StaffImport import) => import switch
    {
        { State: ImportState.Reading or ImportState.Judging } => "checking",
        { State: ImportState.Accepted } => "importing",
        { State: ImportState.Done } => import.ChangesSomething ? "imported" : "unchanged",
        { State: ImportState.Discarded } => "removed",
        { RowsWrong: > 0, Manner: not ImportManner.DryRun } => "refused",
        { Manner: ImportManner.DryRun } => "checked",
        _ => "overtaken",
    };
}

internal sealed record ImportCounts(
    [property: Description("How many are added.")] int New,
    [property: Description("How many are changed.")] int Changed);

internal sealed record RowProblem(
    [property: Description("Of JSON counted from 1; of CSV the line.")] int Row,
    [property: Description("As it is named in JSON; null = the whole row.")] string? Field,
    [property: Description("What is wrong, and what to do.")] string Message)
{
    public static IEnumerable<RowProblem> Of(ImportRow row) => row.Faults.Select(fault => new RowProblem(
        row.Line,
        fault.Column is { } column ? NameOf(column) : null,
        ImportWords.WhyOf(fault)));

    private static string NameOf(ImportColumn column) => char.ToLowerInvariant(column.ToString()[0]) + column.ToString()[1..];
}
