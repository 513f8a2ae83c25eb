using Microsoft.EntityFrameworkCore;
using Smartcard.BackOffice.People.Disclosures;
using Smartcard.BackOffice.People.Erasure;
using Smartcard.BackOffice.People.Holds;
using Smartcard.BackOffice.People.Readings;
using Smartcard.Domain;
using Smartcard.Domain.Cards;
using Smartcard.Look;
using Smartcard.Look.Access;
using Smartcard.SelfService.People;
using Smartcard.Storage;
using Smartcard.Wording;

namespace Smartcard.BackOffice.People.Records;

/// <summary>RA administrators add people, change what is on record of them, and say who has left or is back.</summary>
/// <remarks>They see everybody, so the routes are closed to whoever is limited to one organisation.</remarks>
internal static class RecordPages
{
    public const string AddPath = PeoplePages.Path + "/add";

    public static RecordLinks LinksOf(StaffId id) => new(
        ChangeOf(id),
        LeaveOf(id),
        PeoplePages.PageOf(id) + "/back",
        DisclosurePages.PageOf(id),
        HoldPages.PageOf(id),
        ErasurePages.PageOf(id),
        ReadingPages.StartFor(id));

    public static void MapRecords(this IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup(PeoplePages.Path).GuardForms().RequireAuthorization(Policies.ManageStaff);
        pages.MapGet("/add", (HttpContext http, StaffOrganisations organisations, CancellationToken ct) =>
            ShowAsync(http, null, Empty, null, new Errors(), null, organisations, ct));
        pages.MapPost("/add", AddAsync);

        var one = pages.MapGroup("/{id:guid}");
        one.MapGet("/change", ShowChangeAsync);
        one.MapPost("/change", ChangeAsync);
        one.MapGet("/leave", ShowLeaveAsync);
        one.MapPost("/leave", async (Guid id, HttpContext http, StaffChanges changes, CancellationToken ct) =>
            After(http, await changes.LeaveAsync(new StaffId(id), Policies.IdOf(http.User)!.Value, ct)));
        one.MapPost("/back", async (Guid id, HttpContext http, StaffChanges changes, CancellationToken ct) =>
            After(http, await changes.ReturnAsync(new StaffId(id), Policies.IdOf(http.User)!.Value, ct)));
    }

    private static RecordTyped Empty { get; } = new("", "", "", "", "");

    private static string ChangeOf(StaffId id) => PeoplePages.PageOf(id) + "/change";

    private static string LeaveOf(StaffId id) => PeoplePages.PageOf(id) + "/leave";

    private static async Task<IResult> AddAsync(
        HttpContext http, StaffChanges changes, StaffOrganisations organisations, CancellationToken cancellationToken)
    {
        var typed = TypedIn(await http.Request.ReadFormAsync(cancellationToken));
        return await changes.AddAsync(FieldsOf(typed), Policies.IdOf(http.User)!.Value, cancellationToken) switch
        {
            StaffChange.Done(var id) => Results.Redirect(PeoplePages.PageOf(id)),
            StaffChange.Faulty(var faults) => await ShowAsync(
                http, null, typed, null, ErrorsOf(faults, typed), null, organisations, cancellationToken),
            var other => throw new InvalidOperationException($"Unexpected change {other}."),
        };
    }

    private static async Task<IResult> ShowChangeAsync(
        Guid id,
        HttpContext http,
        SmartcardDbContext database,
        PersonViews views,
        StaffOrganisations organisations,
        CancellationToken cancellationToken)
    {
        var staff = new StaffId(id);
        if (await FindAsync(staff, http, database, views, cancellationToken) is not { } found)
        {
            return PeoplePages.NotFound(http);
        }

        var fields = StaffFields.Of(found);
        return await ShowAsync(
            http,
            staff,
            new RecordTyped(fields.Name, fields.Organisation, "", fields.Site ?? "", fields.Number ?? ""),
            fields.Mark,
            new Errors(),
            null,
            organisations,
            cancellationToken);
    }

    private static async Task<IResult> ChangeAsync(
        Guid id,
        HttpContext http,
        SmartcardDbContext database,
        StaffChanges changes,
        PersonViews views,
        StaffOrganisations organisations,
        CancellationToken cancellationToken)
    {
        var form = await http.Request.ReadFormAsync(cancellationToken);
        var (typed, seen, staff) = (TypedIn(form), form["seen"].ToString(), new StaffId(id));
        switch (await changes.ChangeAsync(staff, FieldsOf(typed), seen, Policies.IdOf(http.User)!.Value, cancellationToken))
        {
            case StaffChange.Done:
                return Results.Redirect(PeoplePages.PageOf(staff));
            case StaffChange.Faulty(var faults):
                return await ShowAsync(http, staff, typed, seen, ErrorsOf(faults, typed), null, organisations, cancellationToken);
            case StaffChange.OwnRecord:
                return await ShowAsync(
                    http, staff, typed, seen, new Errors(), Catalogue.People["record.own"], organisations, cancellationToken);
            case StaffChange.ChangedMeanwhile:
                return await FindAsync(staff, http, database, views, cancellationToken) is { } now
                    ? await ShowAsync(
                        http,
                        staff,
                        typed,
                        StaffFields.Of(now).Mark,
                        new Errors().Add("name", Catalogue.People["record.changed"]),
                        null,
                        organisations,
                        cancellationToken)
                    : PeoplePages.NotFound(http);
            default:
                return PeoplePages.NotFound(http);
        }
    }

    private static async Task<IResult> ShowLeaveAsync(
        Guid id, HttpContext http, SmartcardDbContext database, PersonViews views, CancellationToken cancellationToken)
    {
        var staff = new StaffId(id);
        if (await FindAsync(staff, http, database, views, cancellationToken) is not { } found)
        {
            return PeoplePages.NotFound(http);
        }

        var cards = await database.Set<Card>().CountAsync(c => c.StaffId == staff && c.State == CardState.InUse, cancellationToken);
        return Pages.Show<LeavePage, LeaveModel>(
            new PageFrame(Catalogue.People["leave.link"]) { Menu = Navigation.For(http) },
            new LeaveModel(LeaveOf(staff), PeoplePages.PageOf(staff), found.DisplayName, found.Organisation, cards));
    }

    private static IResult After(HttpContext http, StaffChange change) => change switch
    {
        StaffChange.Done(var id) => Results.Redirect(PeoplePages.PageOf(id)),
        StaffChange.OwnRecord => Pages.Show<MessagePage, MessageModel>(
            new PageFrame(Catalogue.People["change.link"]) { Menu = Navigation.For(http), Status = StatusCodes.Status409Conflict },
            new MessageModel([Catalogue.People["record.own"]], new MenuLink(PeoplePages.Path, Catalogue.People["unknown.search"]))),
        _ => PeoplePages.NotFound(http),
    };

    private static async Task<IResult> ShowAsync(
        HttpContext http,
        StaffId? id,
        RecordTyped typed,
        string? seen,
        Errors errors,
        string? refusal,
        StaffOrganisations organisations,
        CancellationToken cancellationToken)
    {
        var all = await organisations.ListAsync(cancellationToken);
        return Pages.Show<RecordPage, RecordModel>(
            new PageFrame(id is null ? Catalogue.People["add.link"] : Catalogue.People["change.link"])
            {
                Menu = Navigation.For(http),
                Errors = errors,
                Status = refusal is null ? null : StatusCodes.Status409Conflict,
            },
            new RecordModel(
                id is { } staff ? ChangeOf(staff) : AddPath,
                id is { } person ? PeoplePages.PageOf(person) : PeoplePages.Path,
                typed,
                [.. all.Concat(typed.Organisation.Length > 0 ? [typed.Organisation] : []).Distinct(StringComparer.Ordinal)],
                seen,
                refusal,
                id is null ? Catalogue.People["record.add"] : Catalogue.People["record.save"],
                errors));
    }

    /// <summary>Whoever gets the page has seen the person.</summary>
    /// <returns>Null where nobody has this id.</returns>
    private static async Task<Staff?> FindAsync(
        StaffId id, HttpContext http, SmartcardDbContext database, PersonViews views, CancellationToken cancellationToken) =>
        await views.NoteAsync(Policies.IdOf(http.User)!.Value, id, cancellationToken)
            ? await database.Set<Staff>().AsNoTracking().SingleOrDefaultAsync(s => s.Id == id, cancellationToken)
            : null;

    private static RecordTyped TypedIn(IFormCollection form) => new(
        form["name"].ToString(),
        form["organisation"].ToString(),
        form["otherOrganisation"].ToString(),
        form["site"].ToString(),
        form["number"].ToString());

    private static StaffFields FieldsOf(RecordTyped typed) =>
        StaffFields.Of(typed.Name, IsOther(typed) ? typed.OtherOrganisation : typed.Organisation, typed.Site, typed.Number);

    private static Errors ErrorsOf(IEnumerable<StaffFault> faults, RecordTyped typed) =>
        RecordWords.Of(faults, IsOther(typed) ? "otherOrganisation" : "organisation");

    private static bool IsOther(RecordTyped typed) => !string.IsNullOrWhiteSpace(typed.OtherOrganisation);
}
