using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using Smartcard.BackOffice.SignIn;
using Smartcard.Domain;
using Smartcard.Domain.Import;
using Smartcard.Look;
using Smartcard.Look.Access;
using Smartcard.Look.Limits;
using Smartcard.SelfService.Import;
using Smartcard.Wording;

namespace Smartcard.BackOffice.Import;

/// <summary>Imports of staff and cards, for RA administrators: upload, preview, import, and what was imported before.</summary>
internal static class ImportPages
{
    public const string Path = Policies.BackOffice + "/import";

    public static void MapImport(this IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup(Path).RequireAuthorization(Policies.ImportStaff).TakeFiles(TooLargeAsync).GuardForms();
        pages.MapGet("", (HttpContext http, ImportView view, CancellationToken cancellationToken) =>
            ListAsync(http, view, new Errors(), cancellationToken));
        pages.MapPost("", UploadAsync).Heavy()
            .WithMetadata(new ImportUpload.TakesFile(), new RequestSizeLimitAttribute(ImportUpload.MostRead));
        pages.MapGet("/{id:guid}", (
            Guid id, string? verdict, int? page, HttpContext http, ImportView view, CancellationToken cancellationToken) =>
            PageAsync(id, VerdictOf(verdict), page ?? 1, http, view, new Errors(), cancellationToken));
        pages.MapGet("/{id:guid}/now", NowAsync).KeepsNoSession();
        pages.MapPost("/{id:guid}/import", ImportAsync);
        pages.MapPost("/{id:guid}/discard", DiscardAsync);
        pages.MapPost("/{id:guid}/wrong-rows", DownloadAsync).Heavy();
    }

    private static async Task<IResult> UploadAsync(
        HttpContext http, ImportView view, ImportIntake intake, CancellationToken cancellationToken)
    {
        var form = await http.Request.ReadFormAsync(cancellationToken);
        if (form.Files.GetFile("file") is not { Length: > 0 } file)
        {
            return await ListAsync(http, view, new Errors().Add("file", Catalogue.Import["file.missing"]), cancellationToken);
        }

        var content = await ImportUpload.ReadAsync(file, cancellationToken);
        return await intake.ReceiveAsync(Policies.IdOf(http.User)!.Value, file.FileName, content, cancellationToken) switch
        {
            ImportReceipt.Received received => Results.Redirect($"{Path}/{received.Id.Value}"),
            ImportReceipt.Refused refused => await ListAsync(
                http, view, new Errors().Add("file", ImportWords.Of(refused.Fault)), cancellationToken),
            var other => throw new InvalidOperationException($"There is no answer to {other}."),
        };
    }

    private static Task<IResult> TooLargeAsync(HttpContext http)
    {
        var options = http.RequestServices.GetRequiredService<IOptions<ImportOptions>>().Value;
        return ListAsync(
            http,
            http.RequestServices.GetRequiredService<ImportView>(),
            new Errors().Add("file", ImportWords.Of(ImportIntake.TooLarge(options))),
            http.RequestAborted);
    }

    private static async Task<IResult> ImportAsync(
        Guid id, HttpContext http, ImportView view, ImportActs acts, CancellationToken cancellationToken)
    {
        var form = await http.Request.ReadFormAsync(cancellationToken);
        return await AnswerAsync(
            id,
            await acts.AcceptAsync(
                Policies.IdOf(http.User)!.Value, new ImportId(id), form["leave-out"] == "yes", cancellationToken),
            http,
            view,
            cancellationToken);
    }

    private static async Task<IResult> DiscardAsync(
        Guid id, HttpContext http, ImportView view, ImportActs acts, CancellationToken cancellationToken) =>
        await AnswerAsync(
            id,
            await acts.DiscardAsync(Policies.IdOf(http.User)!.Value, new ImportId(id), cancellationToken),
            http,
            view,
            cancellationToken);

    private static Task<IResult> AnswerAsync(
        Guid id, ImportAct act, HttpContext http, ImportView view, CancellationToken cancellationToken)
    {
        return act switch
        {
            ImportAct.Done => Task.FromResult(Results.Redirect($"{Path}/{id}")),
            ImportAct.Unknown => Task.FromResult(Results.NotFound()),
            ImportAct.HasWrongRows => AgainAsync("leave-out", Catalogue.Import["leaveOut.missing"]),
            ImportAct.ChangesNothing => AgainAsync("import", Catalogue.Import["nothing"]),
            ImportAct.NotReady => AgainAsync("import", Catalogue.Import["notReady"]),
            _ => throw new ArgumentOutOfRangeException(nameof(act), act, null),
        };

        Task<IResult> AgainAsync(string field, string words) =>
            PageAsync(id, verdict: null, page: 1, http, view, new Errors().Add(field, words), cancellationToken);
    }

    private static async Task<IResult> DownloadAsync(
        Guid id, HttpContext http, ImportView view, ImportRows rows, ImportActs acts, CancellationToken cancellationToken)
    {
        var import = new ImportId(id);
        if (await view.NowAsync(import, new Errors(), cancellationToken) is not { Import.IsReady: true })
        {
            return Results.NotFound();
        }

        await acts.RecordDownloadAsync(Policies.IdOf(http.User)!.Value, import, cancellationToken);
        return Results.Stream(
            file => WrongRowsFile.WriteAsync(file, rows.WrongAsync(import, http.RequestAborted)),
            "text/csv; charset=utf-8",
            WrongRowsFile.Name);
    }

    private static async Task<IResult> NowAsync(Guid id, ImportView view, CancellationToken cancellationToken) =>
        await view.NowAsync(new ImportId(id), new Errors(), cancellationToken) is { } model
            ? Pages.Part<ImportNow, ImportNowModel>(model)
            : Results.NotFound();

    private static async Task<IResult> ListAsync(HttpContext http, ImportView view, Errors errors, CancellationToken cancellationToken) =>
        Pages.Show<ImportsPage, ImportsModel>(
            new PageFrame(Catalogue.Import["title"]) { Menu = Navigation.For(http), Errors = errors },
            await view.ListAsync(errors, cancellationToken));

    private static async Task<IResult> PageAsync(
        Guid id,
        ImportVerdict? verdict,
        int page,
        HttpContext http,
        ImportView view,
        Errors errors,
        CancellationToken cancellationToken)
    {
        if (await view.NowAsync(new ImportId(id), errors, cancellationToken) is not { } now)
        {
            return Results.NotFound();
        }

        var shown = verdict ?? (now.Import.RowsWrong > 0 ? ImportVerdict.Wrong : ImportVerdict.New);
        return Pages.Show<ImportPage, ImportModel>(
            new PageFrame(ImportView.NameOf(now.Import)) { Menu = Navigation.For(http), Errors = errors, IsLive = now.IsMoving },
            new ImportModel(now, now.Import.IsReady ? await view.RowsAsync(now.Import, shown, page, cancellationToken) : null));
    }

    private static ImportVerdict? VerdictOf(string? word) => word switch
    {
        "new" => ImportVerdict.New,
        "changed" => ImportVerdict.Changed,
        "unchanged" => ImportVerdict.Unchanged,
        "wrong" => ImportVerdict.Wrong,
        _ => null,
    };
}
