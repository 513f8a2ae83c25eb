using Smartcard.Domain;
using Smartcard.Domain.Import;
using Smartcard.Look;

namespace Smartcard.BackOffice.Import;

/// <param name="MaxMegabytes">Of a file.</param>
public sealed record ImportsModel(IReadOnlyList<ImportLine> Earlier, int MaxMegabytes, Errors Errors);

/// <param name="By">A name, or what stands for one.</param>
public sealed record ImportLine(ImportId Id, string FileName, string By, DateTimeOffset At, ImportState State);

/// <summary>One import, with its counts as they are now.</summary>
public sealed record ImportNowModel(StaffImport Import, string By, Errors Errors)
{
    public string Address => $"{ImportPages.Path}/{Import.Id.Value}";

    /// <summary>It changes by itself while somebody looks.</summary>
    public bool IsMoving => Import.State is ImportState.Reading or ImportState.Judging or ImportState.Accepted;
}

/// <param name="Rows">Null where there are none to show.</param>
public sealed record ImportModel(ImportNowModel Now, ImportRowsModel? Rows);

/// <param name="Page">From 1.</param>
public sealed record ImportRowsModel(ImportVerdict Verdict, IReadOnlyList<ImportRow> Rows, int Page, int Pages);
