using Smartcard.Domain;
using Smartcard.Domain.Cards;
using Smartcard.PublicEndpoints.StaffApi;
using Smartcard.SelfService.People;
using static Microsoft.AspNetCore.Http.StatusCodes;

namespace Smartcard.PublicEndpoints.Scim;

/// <summary>People, as a directory or HR system provisions them.</summary>
internal static class ScimUsers
{
    public static async Task<IResult> ListAsync(
        string? filter,
        string? startIndex,
        string? count,
        HttpContext http,
        StaffDirectory staff,
        PersonViews views,
        ScimResources resources,
        ApiLimits limits,
        CancellationToken cancellationToken)
    {
        var (wanted, wrongFilter) = ScimFilter.Read(filter);
        var (page, wrongPage) = ScimPage.Read(startIndex, count);
        if (wanted is null || page is null)
        {
            return (wrongFilter ?? wrongPage)!.ToResult();
        }

        return wanted switch
        {
            ScimFilter.Number number => await ShowAsync(await staff.FindAsync(number.Value, cancellationToken)),
            ScimFilter.Id id => await ShowAsync(await FindAsync(id.Value, staff, cancellationToken) is { } found ? [found] : []),
            ScimFilter.All all => await ListAllAsync(all.IsActive, page, http, staff, views, resources, limits, cancellationToken),
            _ => throw new InvalidOperationException($"There is no answer to {wanted}."),
        };

        async Task<IResult> ShowAsync(IReadOnlyList<Staff> found)
        {
            foreach (var person in found) // also where none of them is shown: how many there are tells that there is somebody
            {
                await views.NoteAsync(ApiTokenFilter.TokenOf(http).Id, person.Id, cancellationToken);
            }

            return List(found.Count, page, [.. found.Skip(page.From - 1).Take(page.Count)], http, resources);
        }
    }

    public static async Task<IResult> GetAsync(
        string id, HttpContext http, StaffDirectory staff, PersonViews views, ScimResources resources, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, staff, cancellationToken) is not { } found)
        {
            return ScimFault.UnknownUser.ToResult();
        }

        await views.NoteAsync(ApiTokenFilter.TokenOf(http).Id, found.Id, cancellationToken);
        return ScimAnswer.Of(resources.Of(found, ScimSelection.Of(http.Request)));
    }

    public static async Task<IResult> PostAsync(
        HttpContext http, StaffDirectory staff, PersonViews views, ScimResources resources, CancellationToken cancellationToken)
    {
        var (said, problem) = await ReadWholeAsync(http);
        if (said is null)
        {
            return problem!;
        }

        var change = await staff.AddAsync(
            StaffFields.Of(said.Name, said.Organisation, said.Site, said.Number),
            said.HasLeft == true,
            ApiTokenFilter.TokenOf(http).Id,
            cancellationToken);
        return await AnswerAsync(change, Status201Created, http, staff, views, resources, cancellationToken);
    }

    public static async Task<IResult> PutAsync(
        string id, HttpContext http, StaffDirectory staff, PersonViews views, ScimResources resources, CancellationToken cancellationToken)
    {
        var (said, problem) = await ReadWholeAsync(http);
        return said is null ? problem! : await ChangeAsync(id, said, http, staff, views, resources, cancellationToken);
    }

    public static async Task<IResult> PatchAsync(
        string id, HttpContext http, StaffDirectory staff, PersonViews views, ScimResources resources, CancellationToken cancellationToken)
    {
        var (body, problem) = await ScimBody.ReadAsync(http);
        if (body is null)
        {
            return problem!;
        }

        var (said, fault) = ScimPatch.Read(body);
        return said is null ? fault!.ToResult() : await ChangeAsync(id, said, http, staff, views, resources, cancellationToken);
    }

    /// <summary>Whoever is deleted there has left. What the hospital has on record of them stays.</summary>
    public static async Task<IResult> DeleteAsync(string id, HttpContext http, StaffDirectory staff, CancellationToken cancellationToken) =>
        Guid.TryParse(id, out var known)
        && await staff.ChangeAsync(
            new StaffId(known), StaffSaid.ThatTheyHaveLeft, ApiTokenFilter.TokenOf(http).Id, cancellationToken) is StaffChange.Done
            ? TypedResults.NoContent()
            : ScimFault.UnknownUser.ToResult();

    /// <summary>Few at a time are counted and read, as there may be a million people.</summary>
    private static async Task<IResult> ListAllAsync(
        bool? isActive,
        ScimPage page,
        HttpContext http,
        StaffDirectory staff,
        PersonViews views,
        ScimResources resources,
        ApiLimits limits,
        CancellationToken cancellationToken)
    {
        using var place = limits.TakeList(ApiTokenFilter.TokenOf(http).Id);
        if (!place.IsAcquired)
        {
            http.Response.Headers.RetryAfter = "1";
            return new ScimFault(Status429TooManyRequests, null, "Another list is being read. Try again in a second.").ToResult();
        }

        bool? hasLeft = isActive is { } active ? !active : null;
        var (total, some) = await staff.ListAsync(hasLeft, page.From - 1, page.Count, cancellationToken);
        await views.NoteListAsync(
            ApiTokenFilter.TokenOf(http).Id, hasLeft, page.From, [.. some.Select(person => person.Id)], cancellationToken);
        return List(total, page, some, http, resources);
    }

    private static IResult List(int total, ScimPage page, IReadOnlyList<Staff> shown, HttpContext http, ScimResources resources)
    {
        var selection = ScimSelection.Of(http.Request);
        return ScimAnswer.OfList(total, page.From, shown.Select(person => resources.Of(person, selection)));
    }

    private static async Task<(StaffSaid? Said, IResult? Problem)> ReadWholeAsync(HttpContext http)
    {
        var (body, problem) = await ScimBody.ReadAsync(http);
        if (body is null)
        {
            return (null, problem);
        }

        var whole = new ScimSaid(isWhole: true);
        var (said, fault) = whole.PutAll(body) is { } wrong ? (null, wrong) : whole.Read();
        return (said, fault?.ToResult());
    }

    private static async Task<IResult> ChangeAsync(
        string id,
        StaffSaid said,
        HttpContext http,
        StaffDirectory staff,
        PersonViews views,
        ScimResources resources,
        CancellationToken cancellationToken) =>
        Guid.TryParse(id, out var known)
            ? await AnswerAsync(
                await staff.ChangeAsync(new StaffId(known), said, ApiTokenFilter.TokenOf(http).Id, cancellationToken),
                Status200OK, http, staff, views, resources, cancellationToken)
            : ScimFault.UnknownUser.ToResult();

    /// <summary>Of somebody who was there already the answer says more than the call did, so that it was seen is on record.</summary>
    private static async Task<IResult> AnswerAsync(
        StaffChange change,
        int status,
        HttpContext http,
        StaffDirectory staff,
        PersonViews views,
        ScimResources resources,
        CancellationToken cancellationToken)
    {
        switch (change)
        {
            case StaffChange.Faulty faulty:
                return ScimFaults.Of(faulty.Faults).ToResult();
            case StaffChange.Done done when await staff.FindAsync(done.Id, cancellationToken) is { } found:
                if (status == Status201Created)
                {
                    http.Response.Headers.Location = resources.LocationOf(found);
                }
                else
                {
                    await views.NoteAsync(ApiTokenFilter.TokenOf(http).Id, found.Id, cancellationToken);
                }

                return ScimAnswer.Of(resources.Of(found, ScimSelection.Of(http.Request)), status);
            case StaffChange.Done or StaffChange.Unknown:
                return ScimFault.UnknownUser.ToResult();
            default:
                throw new InvalidOperationException($"A system was answered {change.GetType().Name}.");
        }
    }

    private static async Task<Staff?> FindAsync(string id, StaffDirectory staff, CancellationToken cancellationToken) =>
        Guid.TryParse(id, out var known) ? await staff.FindAsync(new StaffId(known), cancellationToken) : null;
}
