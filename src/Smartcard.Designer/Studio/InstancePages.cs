using Microsoft.EntityFrameworkCore;
using Smartcard.Designer.ElsaApi;
using Smartcard.Domain;
using Smartcard.Domain.Mail;
using Smartcard.Domain.Users;
using Smartcard.Look;
using Smartcard.Look.Access;
using Smartcard.Look.Limits;
using Smartcard.Storage;
using Smartcard.Storage.Workflows;
using Smartcard.Wording;
using Smartcard.Workflows;

namespace Smartcard.Designer.Studio;

/// <summary>The page around Elsa Studio's viewer, with what can be done about the journey that it shows.</summary>
internal static class InstancePages
{
    private const string Path = Policies.BackOffice + "/instances";

    private static readonly Dictionary<string, Action> Actions = new(StringComparer.Ordinal)
    {
        ["end"] = new(
            Catalogue.Studio["end"], WorkflowStatus.Suspended, Catalogue.Studio["end.meaning"],
            (operations, actor, id, ct) => operations.EndAsync(actor, id, ct)),
        ["retry"] = new(
            Catalogue.Studio["retry"],
            WorkflowStatus.Faulted,
            Catalogue.Studio["retry.meaning"],
            (operations, actor, id, ct) => operations.RetryAsync(actor, id, ct)),
        ["delete"] = new(
            Catalogue.Studio["delete"], null, Catalogue.Studio["delete.meaning"],
            (operations, actor, id, ct) => operations.DeleteAsync(actor, id, ct)),
    };

    public static void MapInstancePages(this IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup(Path).RequireAuthorization(Policies.SeeWorkflows).GuardForms();
        pages.MapGet("/{id:guid}", ViewAsync).IsAbout(ScopedThing.Instance);
        var edits = pages.MapGroup("").RequireAuthorization(Policies.EditWorkflows);
        foreach (var (name, action) in Actions)
        {
            edits.MapGet(
                $"/{{id:guid}}/{name}",
                (Guid id, HttpContext http) => AskPage(http, id, name, action, why: null));
            edits
                .MapPost(
                    $"/{{id:guid}}/{name}",
                    async (Guid id, HttpContext http, InstanceOperations operations, CancellationToken cancellationToken) =>
                        await action.Do(operations, Policies.IdOf(http.User)!.Value, id, cancellationToken) switch
                        {
                            InstanceChange.Done => Results.Redirect(name == "delete" ? Path : $"{Path}/{id}"),
                            InstanceChange.Refused(var why) => AskPage(http, id, name, action, why),
                            _ => Results.NotFound(),
                        })
                .Heavy();
        }
    }

    private static async Task<IResult> ViewAsync(
        Guid id,
        HttpContext http,
        SmartcardDbContext database,
        StudioAssets assets,
        CancellationToken cancellationToken)
    {
        if (await database
                .Set<WorkflowInstanceRow>()
                .AsNoTracking()
                .SingleOrDefaultAsync(i => i.Id == id, cancellationToken)
            is not { } row)
        {
            return Results.NotFound();
        }

        var actions = http.User.May(Policies.EditWorkflows)
            ? Actions.Where(a => a.Value.Fits(row.Status)).Select(a => new MenuLink($"{Path}/{id}/{a.Key}", a.Value.Words))
            : [];
        var journey = new JourneyId(id);
        var mails = await database
            .Set<OutgoingMail>()
            .AsNoTracking()
            .Where(m => m.JourneyId == journey)
            .OrderBy(m => m.CreatedAt)
            .ToListAsync(cancellationToken);
        var all = http.User.ScopeOf().IsLimited ? [] : new[] { new MenuLink(Path, Catalogue.Studio["instances.all"]) };
        return WorkflowPages.Page(
            http,
            assets,
            Catalogue.Studio["instance", ("reference", References.Of(id))],
            $"instance/{id}",
            [.. all, .. actions],
            [.. mails.Select(MailOf)],
            mails.Exists(m => m.IsLost));
    }

    private static JourneyMail MailOf(OutgoingMail mail) => new(
        mail.CreatedAt, MailWords.Of(mail.Kind), MailWords.MaskedAddressOf(mail), MailWords.StateOf(mail), MailWords.DeliveryOf(mail));

    private static IResult AskPage(HttpContext http, Guid id, string name, Action action, string? why) =>
        Pages.Show<InstanceActionPage, InstanceActionModel>(
            new PageFrame(action.Words)
            {
                Menu = Navigation.For(http),
                Errors = why is null ? null : new Errors().Add("go", why),
            },
            new InstanceActionModel(
                action.Meaning,
                $"{Path}/{id}/{name}",
                action.Words,
                name == "retry" ? "" : "warn",
                $"{Path}/{id}"));

    /// <param name="For">The status it is for; null = every one that is not under way.</param>
    private sealed record Action(
        string Words,
        WorkflowStatus? For,
        string Meaning,
        Func<InstanceOperations, UserId, Guid, CancellationToken, Task<InstanceChange>> Do)
    {
        public bool Fits(WorkflowStatus status) => For is null ? status != WorkflowStatus.Suspended : status == For;
    }
}
