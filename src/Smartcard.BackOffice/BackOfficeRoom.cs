using Smartcard.BackOffice.Alerts;
using Smartcard.BackOffice.Audit;
using Smartcard.BackOffice.Booth;
using Smartcard.BackOffice.Figures;
using Smartcard.BackOffice.Import;
using Smartcard.BackOffice.Mails;
using Smartcard.BackOffice.People;
using Smartcard.BackOffice.Policy;
using Smartcard.BackOffice.SignIn;
using Smartcard.BackOffice.Systems;
using Smartcard.BackOffice.Users;
using Smartcard.Domain.Users;
using Smartcard.Look;
using Smartcard.Look.Access;
using Smartcard.SelfService.People;
using Smartcard.Wording;

namespace Smartcard.BackOffice;

/// <summary>Who may sign in, and the pages for the IT booth and for those who look after users, mails, policies and the audit.</summary>
public static class BackOfficeRoom
{
    public static void AddBackOffice(this WebApplicationBuilder builder)
    {
        builder.AddSignIn();
        builder.Services.AddBooth();
        builder.Services.AddAudit();
        builder.Services.AddPeople();
        builder.Services.AddScoped<AlertView>();
        builder.Services.AddScoped<FiguresView>();
        builder.Services.AddScoped<ImportView>();
        builder.Services.AddScoped<ApiTokenView>();
        builder.Services.AddSingleton(new OrganisationCheck(MaySeeAsync));
        builder.Services.AddSingleton(
            new NavigationLink(10, new MenuLink(Policies.BackOffice, Catalogue.Booth["link"]), Policies.SeeBooth));
        builder.Services.AddSingleton(
            new NavigationLink(15, new MenuLink(PeoplePages.Path, Catalogue.People["title"]), Policies.SeeBooth));
        builder.Services.AddSingleton(
            new NavigationLink(17, new MenuLink(ImportPages.Path, Catalogue.Import["link"]), Policies.ImportStaff));
        builder.Services.AddSingleton(
            new NavigationLink(20, new MenuLink(MailPages.Path, Catalogue.MailPages["title"]), Policies.TendMails));
        builder.Services.AddSingleton(
            new NavigationLink(25, new MenuLink(AlertPages.Path, Catalogue.Alerts["title"]), Policies.TendAlerts));
        builder.Services.AddSingleton(
            new NavigationLink(24, new MenuLink(FiguresPages.Path, Catalogue.Figures["title"]), Policies.SeeFigures));
        builder.Services.AddSingleton(
            new NavigationLink(60, new MenuLink(Policies.BackOffice + "/policies", Catalogue.Policy["title"]), Policies.SeeWorkflows));
        builder.Services.AddSingleton(
            new NavigationLink(70, new MenuLink(AuditPages.Path, Catalogue.Audit["title"]), Policies.SeeAudit));
        builder.Services.AddSingleton(
            new NavigationLink(80, new MenuLink(Policies.BackOffice + "/users", Catalogue.Users["title"]), Policies.ManageUsers));
    }

    private static Task<bool> MaySeeAsync(HttpContext http, ScopedThing what, Guid id, bool isAct) =>
        http.RequestServices.GetRequiredService<PeopleScopes>().MayAsync(
            Policies.IdOf(http.User)!.Value,
            http.User.ScopeOf(),
            what,
            id,
            isAct,
            http.RequestAborted);

    public static void MapBackOffice(this WebApplication app)
    {
        app.MapSignIn();
        app.MapOpenIdConnect();
        app.MapAccount();
        app.MapPasskeys();
        app.MapUsers();
        app.MapApiTokens();
        app.MapBooth();
        app.MapAudit();
        app.MapPeople();
        app.MapImport();
        app.MapAlerts();
        app.MapFigures();
        app.MapMails();
        app.MapMailbox();
        app.MapPolicies();
    }
}
