using Smartcard.BackOffice.Audit;
using Smartcard.BackOffice.SignIn;
using Smartcard.Domain;
using Smartcard.Look;
using Smartcard.Look.Access;
using Smartcard.Look.Limits;
using Smartcard.SelfService.Lockout;
using Smartcard.Storage;

namespace Smartcard.BackOffice.Booth;

/// <summary>
/// What the IT booth needs: who waits, and the reset in person that lifts a lockout; and the audit for those who look
/// after it.
/// </summary>
internal static class BoothPages
{
    /// <summary>The lists of the booth alone.</summary>
    public const string NowPath = Policies.BackOffice + "/now";

    public static void AddBooth(this IServiceCollection services)
    {
        services.AddScoped<CardHolders>();
        services.AddScoped<BoothView>();
        services.AddScoped<AuditView>();
    }

    public static void MapBooth(this IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup(Policies.BackOffice).AddEndpointFilter<FormGuard>();
        pages.MapGet("", BoothAsync).RequireAuthorization(Policies.SeeBooth);
        pages.MapGet("/now", NowAsync).RequireAuthorization(Policies.SeeBooth).KeepsNoSession();
        pages.MapPost("/cards/{id:guid}/reset-in-person", ResetInPersonAsync).RequireAuthorization(Policies.ActAtBooth);
        pages.MapGet("/audit", AuditAsync).RequireAuthorization(Policies.SeeAudit).Heavy();
    }

    private static async Task<IResult> ResetInPersonAsync(
        Guid id,
        HttpContext http,
        SmartcardDbContext database,
        Lockouts lockouts,
        TurnTransaction turn,
        CancellationToken cancellationToken)
    {
        await turn.RunAsync(
            async ct =>
            {
                await lockouts.LiftAsync(database.Locks.Hold(new CardId(id)), Policies.IdOf(http.User)!.Value, ct);
                return true;
            },
            cancellationToken);
        return Results.Redirect(Policies.BackOffice);
    }

    private static async Task<IResult> BoothAsync(HttpContext http, BoothView view, CancellationToken cancellationToken) =>
        Pages.Show<BoothPage, BoothModel>(
            new PageFrame("Back office") { Menu = Navigation.For(http), IsLive = true },
            await view.ModelAsync(http, SearchForm.TextOf(http), cancellationToken));

    private static async Task<IResult> NowAsync(HttpContext http, BoothView view, CancellationToken cancellationToken) =>
        Pages.Part<BoothNow, BoothLists>(await view.ListsAsync(http, find: null, cancellationToken));

    private static async Task<IResult> AuditAsync(HttpContext http, AuditView view, CancellationToken cancellationToken) =>
        Pages.Show<AuditPage, AuditModel>(
            new PageFrame("Audit") { Menu = Navigation.For(http) },
            await view.ModelAsync(SearchForm.TextOf(http), cancellationToken));
}
