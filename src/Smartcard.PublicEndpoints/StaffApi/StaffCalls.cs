using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Smartcard.Domain.Cards;
using Smartcard.SelfService.People;
using static Microsoft.AspNetCore.Http.StatusCodes;

namespace Smartcard.PublicEndpoints.StaffApi;

/// <summary>People, one at a time, by their staff number.</summary>
internal static class StaffCalls
{
    public static async Task<IResult> FindAsync(
        [Description("Of the person.")] string? staffNumber,
        HttpContext http,
        StaffByNumber staff,
        PersonViews views,
        CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(staffNumber))
        {
            return ApiProblem.Of(Status400BadRequest, "number-missing", "Say which: `?staffNumber=00123`.");
        }

        var found = await ReadAsync(staffNumber, http, staff, views, cancellationToken);
        return TypedResults.Ok(new StaffFound(found is null ? [] : [StaffRecord.Of(found)]));
    }

    public static async Task<IResult> GetAsync(
        string staffNumber, HttpContext http, StaffByNumber staff, PersonViews views, CancellationToken cancellationToken) =>
        await ReadAsync(staffNumber, http, staff, views, cancellationToken) is { } found
            ? TypedResults.Ok(StaffRecord.Of(found))
            : Unknown();

    public static async Task<IResult> PutAsync(
        string staffNumber, HttpContext http, StaffByNumber staff, CancellationToken cancellationToken)
    {
        var (input, problem) = await ApiBody.ReadAsync<StaffInput>(http);
        if (input is null)
        {
            return problem!;
        }

        if (StaffFields.Of(input.Name, input.Organisation, input.Site, staffNumber) is not { Number: not null } fields)
        {
            return Unknown();
        }

        bool? hasLeft;
        switch (input.Status)
        {
            case null:
                hasLeft = null;
                break;
            case "working" or "left":
                hasLeft = input.Status == "left";
                break;
            default:
                return ApiProblem.OfFields(new FieldProblem("status", "Write “working” or “left”, or leave it out."));
        }

        return await staff.PutAsync(
            fields, keepsSite: input.Site is null, hasLeft, ApiTokenFilter.TokenOf(http).Id, cancellationToken) switch
        {
            StaffPut.Done { IsNew: true } done => TypedResults.Created(http.Request.Path, StaffRecord.Of(done.Staff)),
            StaffPut.Done done => TypedResults.Ok(StaffRecord.Of(done.Staff)),
            StaffPut.Faulty faulty => ApiProblem.OfFields(
                faulty.Faults.Select(fault => new FieldProblem(FieldOf(fault), StaffFaultWords.Of(fault)))),
            _ => ApiProblem.Of(
                Status409Conflict, "number-of-several", "Several people have this staff number. Correct that in the back office first."),
        };
    }

    /// <summary>That a system looked is on record, as it is for people.</summary>
    private static async Task<Staff?> ReadAsync(
        string staffNumber, HttpContext http, StaffByNumber staff, PersonViews views, CancellationToken cancellationToken)
    {
        var found = await staff.FindAsync(staffNumber, cancellationToken);
        if (found is not null)
        {
            await views.NoteAsync(ApiTokenFilter.TokenOf(http).Id, found.Id, cancellationToken);
        }

        return found;
    }

    private static ProblemHttpResult Unknown() =>
        ApiProblem.Of(Status404NotFound, "staff-unknown", "Nobody, or more than one, has this staff number.");

    private static string FieldOf(StaffFault fault) => fault switch
    {
        StaffFault.NameMissing or StaffFault.NameTooLong or StaffFault.NameHidden or StaffFault.NameWithoutLetters => "name",
        StaffFault.OrganisationMissing or StaffFault.OrganisationTooLong or StaffFault.OrganisationHidden => "organisation",
        StaffFault.SiteTooLong or StaffFault.SiteHidden => "site",
        _ => "staffNumber",
    };
}
