using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Smartcard.BackOffice.Users;
using Smartcard.Domain;
using Smartcard.Domain.Import;
using Smartcard.Look;
using Smartcard.SelfService.Import;
using Smartcard.Storage;
using Smartcard.Wording;

namespace Smartcard.BackOffice.Import;

/// <summary>Reads what the pages of imports show.</summary>
internal sealed class ImportView(SmartcardDbContext database, ImportRows rows, IOptions<ImportOptions> options)
{
    private const int MostEarlier = 100;

    public async Task<ImportsModel> ListAsync(Errors errors, CancellationToken cancellationToken)
    {
        var imports = await database.Set<StaffImport>().AsNoTracking()
            .OrderByDescending(i => i.Manner == ImportManner.Asked && i.State == ImportState.Ready) // systems may send hundreds a day
            .ThenByDescending(i => i.At)
            .Take(MostEarlier)
            .ToListAsync(cancellationToken);
        var names = await database.ActorNamesAsync([.. imports.Select(i => i.By).OfType<UserId>().Distinct()], cancellationToken);
        return new ImportsModel(
            [.. imports.Select(i => new ImportLine(i.Id, NameOf(i), NameOf(i.By, names), i.At, i.State))],
            options.Value.MaxMegabytes,
            errors);
    }

    /// <returns>Null where there is no such import.</returns>
    public async Task<ImportNowModel?> NowAsync(ImportId id, Errors errors, CancellationToken cancellationToken)
    {
        var import = await database.Set<StaffImport>().AsNoTracking().SingleOrDefaultAsync(i => i.Id == id, cancellationToken);
        return import is null
            ? null
            : new ImportNowModel(
                import, NameOf(import.By, await database.ActorNamesAsync(import.By is { } by ? [by] : [], cancellationToken)), errors);
    }

    public async Task<ImportRowsModel> RowsAsync(
        StaffImport import, ImportVerdict verdict, int page, CancellationToken cancellationToken)
    {
        var all = await CountAsync(import.Id, verdict, cancellationToken);
        var pages = Math.Max(1, (all + ImportRows.PageSize - 1) / ImportRows.PageSize);
        var shown = Math.Clamp(page, 1, pages);
        return new ImportRowsModel(verdict, await rows.PageAsync(import.Id, verdict, shown, cancellationToken), shown, pages);
    }

    public static string NameOf(StaffImport import) =>
        import.FileName.Length == 0 ? Catalogue.Import["fileName.none"] : import.FileName;

    private Task<int> CountAsync(ImportId id, ImportVerdict verdict, CancellationToken cancellationToken)
    {
        var chunks = database.Set<ImportChunk>().Where(c => c.ImportId == id);
        return verdict switch
        {
            ImportVerdict.New => chunks.SumAsync(c => c.New, cancellationToken),
            ImportVerdict.Changed => chunks.SumAsync(c => c.Changed, cancellationToken),
            ImportVerdict.Unchanged => chunks.SumAsync(c => c.Unchanged, cancellationToken),
            _ => chunks.SumAsync(c => c.Wrong, cancellationToken),
        };
    }

    private static string NameOf(UserId? by, Dictionary<UserId, string> names) => by is { } user
        ? names.GetValueOrDefault(user, Catalogue.Import["by.unknown"])
        : Catalogue.Import["by.command"];
}
