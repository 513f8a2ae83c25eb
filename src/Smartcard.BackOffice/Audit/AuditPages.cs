using Smartcard.Look;
using Smartcard.Look.Access;
using Smartcard.Look.Limits;
using Smartcard.SelfService.Audit;
using Smartcard.Wording;

namespace Smartcard.BackOffice.Audit;

/// <summary>The audit for those who look after it: what happened, whether its chain is whole, and copies to take along.</summary>
internal static class AuditPages
{
    public const string Path = Policies.BackOffice + "/audit";

    public const string DownloadPath = Path + "/download";

    public static void AddAudit(this IServiceCollection services)
    {
        services.AddScoped<AuditSearch>();
        services.AddScoped<AuditView>();
        services.AddScoped<AuditCopy>();
    }

    public static void MapAudit(this IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup(Path).GuardForms().RequireAuthorization(Policies.SeeAudit);
        pages.MapGet("", PageAsync).Heavy();
        pages.MapPost("", PageAsync).Heavy();
        pages.MapPost("/download", DownloadAsync).Heavy();
    }

    private static async Task<IResult> PageAsync(HttpContext http, AuditView view, CancellationToken cancellationToken) =>
        Searches.ElsewhereOf(http, TypedDays.From, TypedDays.Until) is { } elsewhere
            ? Results.Redirect(elsewhere)
            : await ShowAsync(http, view, Searches.TextOf(http), TypedDays.Of(http), cancellationToken);

    private static async Task<IResult> DownloadAsync(
        HttpContext http, AuditView view, AuditDownloads downloads, AuditCopy copy, CancellationToken cancellationToken)
    {
        var days = TypedDays.Of(http);
        var range = days.Errors.Any
            ? null
            : await downloads.BeginAsync(Policies.IdOf(http.User)!.Value, days.FirstDay, days.LastDay, cancellationToken);
        if (range is not { } entries)
        {
            if (!days.Errors.Any)
            {
                days.Errors.Add(TypedDays.From, Catalogue.Audit["days.empty"]);
            }

            return await ShowAsync(http, view, find: null, days, cancellationToken);
        }

        return Results.Stream(
            file => copy.WriteAsync(file, entries, http.RequestAborted),
            "application/jsonl; charset=utf-8",
            $"smartcard-audit-{entries.First}-{entries.Last}.jsonl");
    }

    private static async Task<IResult> ShowAsync(
        HttpContext http, AuditView view, string? find, TypedDays days, CancellationToken cancellationToken) =>
        Pages.Show<AuditPage, AuditModel>(
            new PageFrame(Catalogue.Audit["title"]) { Menu = Navigation.For(http), Errors = days.Errors },
            await view.ModelAsync(find, days, cancellationToken));
}
