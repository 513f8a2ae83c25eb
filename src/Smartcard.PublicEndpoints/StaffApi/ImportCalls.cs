using System.ComponentModel;
using Microsoft.Extensions.Options;
using Smartcard.Domain;
using Smartcard.Domain.Import;
using Smartcard.Domain.Systems;
using Smartcard.SelfService.Import;
using static Microsoft.AspNetCore.Http.StatusCodes;

namespace Smartcard.PublicEndpoints.StaffApi;

/// <summary>Many people and cards at once: judged as a file is, and imported whole or not at all.</summary>
internal static class ImportCalls
{
    private const int MostErrors = 1_000;
    private const string Csv = "text/csv";

    /// <summary>Of JSON, which takes several times as much memory as a file.</summary>
    private const long MaxJsonBytes = 16 * 1024 * 1024;

    public static async Task<IResult> PostAsync(
        [Description("Only says what would change.")] bool? dryRun,
        HttpContext http,
        ImportIntake intake,
        ApiLimits limits,
        IOptions<ImportOptions> options,
        CancellationToken cancellationToken)
    {
        using var place = limits.TakeFile();
        if (!place.IsAcquired)
        {
            http.Response.Headers.RetryAfter = "5";
            return ApiProblem.Of(Status429TooManyRequests, "busy", "Another import is being read. Try again in some seconds.");
        }

        return IsCsv(http)
            ? await PostCsvAsync(http, intake, dryRun == true, options.Value.MaxBytes, cancellationToken)
            : await PostJsonAsync(http, intake, dryRun == true, options.Value.MaxBytes, cancellationToken);
    }

    public static async Task<IResult> GetAsync(
        Guid id, HttpContext http, ImportLookup imports, ImportRows rows, CancellationToken cancellationToken)
    {
        if (await imports.FindAsync(new ImportId(id), ApiTokenFilter.TokenOf(http).Id, cancellationToken) is not { } import)
        {
            return ApiProblem.Of(Status404NotFound, "import-unknown", "This token has sent no import with this id.");
        }

        return TypedResults.Ok(ImportReport.Of(
            import, import is { IsReady: true, RowsWrong: > 0 } ? await ErrorsAsync(import.Id, rows, cancellationToken) : []));
    }

    public static async Task<IResult> TakeAsync(
        HttpContext http, ImportIntake intake, IImportSource source, bool isDryRun, CancellationToken cancellationToken)
    {
        var token = ApiTokenFilter.TokenOf(http);
        return Answer(await intake.ReceiveAsync(token.Id, "", source, MannerOf(isDryRun), cancellationToken));
    }

    /// <summary>A file names people, so a token for cards alone sends JSON.</summary>
    private static async Task<IResult> PostCsvAsync(
        HttpContext http, ImportIntake intake, bool isDryRun, long maxBytes, CancellationToken cancellationToken)
    {
        var token = ApiTokenFilter.TokenOf(http);
        foreach (var scope in new[] { ApiScopes.Staff, ApiScopes.Cards })
        {
            if (!token.Scopes.HasFlag(scope))
            {
                return ApiTokenFilter.MissingScope(http, scope);
            }
        }

        var (bytes, problem) = await ApiBody.ReadBytesAsync(http, maxBytes);
        return bytes is null
            ? problem!
            : Answer(await intake.ReceiveAsync(token.Id, "", bytes, MannerOf(isDryRun), cancellationToken));
    }

    private static async Task<IResult> PostJsonAsync(
        HttpContext http, ImportIntake intake, bool isDryRun, long maxBytes, CancellationToken cancellationToken)
    {
        var (input, problem) = await ApiBody.ReadAsync<ImportInput>(
            http,
            Math.Min(maxBytes, MaxJsonBytes),
            StaffImport.MaxRows,
            () => Answer(new ImportReceipt.Refused(ImportIntake.TooManyRows)));
        if (input is null)
        {
            return problem!;
        }

        ImportRowInput[] rows = [.. (input.Rows ?? []).Select(row => row ?? new ImportRowInput())];
        var scopes = ApiTokenFilter.TokenOf(http).Scopes;
        if (!scopes.HasFlag(ApiScopes.Cards) && rows.Any(row => row.IsOfCard))
        {
            return ApiTokenFilter.MissingScope(http, ApiScopes.Cards);
        }

        if (!scopes.HasFlag(ApiScopes.Staff) && rows.Any(row => row.IsOfPerson))
        {
            return ApiTokenFilter.MissingScope(http, ApiScopes.Staff);
        }

        var source = new ImportRecords([.. rows.Select(row => row.ToRecord())], areCardsAlone: !scopes.HasFlag(ApiScopes.Staff));
        return await TakeAsync(http, intake, source, isDryRun, cancellationToken);
    }

    private static IResult Answer(ImportReceipt receipt) => receipt switch
    {
        ImportReceipt.Received received => TypedResults.Accepted(
            $"{StaffApiEndpoints.Path}/imports/{received.Id.Value}", new ImportTaken(received.Id.Value)),
        ImportReceipt.Refused { Fault.Kind: ImportFileFaultKind.TooLarge or ImportFileFaultKind.TooManyRows } refused => ApiProblem.Of(
            Status413PayloadTooLarge, "body-too-large", ImportWords.Of(refused.Fault)),
        ImportReceipt.Refused refused => ApiProblem.Of(
            Status422UnprocessableEntity, "import-unreadable", ImportWords.Of(refused.Fault)),
        _ => throw new InvalidOperationException($"There is no answer to {receipt}."),
    };

    private static async Task<IReadOnlyList<RowProblem>> ErrorsAsync(
        ImportId id, ImportRows rows, CancellationToken cancellationToken)
    {
        var errors = new List<RowProblem>();
        await foreach (var row in rows.WrongAsync(id, cancellationToken))
        {
            errors.AddRange(RowProblem.Of(row));
            if (errors.Count >= MostErrors)
            {
                break;
            }
        }

        return errors;
    }

    private static ImportManner MannerOf(bool isDryRun) => isDryRun ? ImportManner.DryRun : ImportManner.AtOnce;

    private static bool IsCsv(HttpContext http) =>
        http.Request.GetTypedHeaders().ContentType?.MediaType.Equals(Csv, StringComparison.OrdinalIgnoreCase) == true;
}

internal sealed record ImportTaken([property: Description("Ask what became of it at `Location`.")] Guid Id);
