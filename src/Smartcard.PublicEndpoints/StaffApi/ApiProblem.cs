using Microsoft.AspNetCore.Http.HttpResults;
using Smartcard.PublicEndpoints.HelperApi;

namespace Smartcard.PublicEndpoints.StaffApi;

/// <summary>What a system is told where something cannot be done: problem details (RFC 9457), with what is wrong at each field.</summary>
internal static class ApiProblem
{
    public static ProblemHttpResult Of(int status, string type, string detail, params IEnumerable<FieldProblem> fields)
    {
        FieldProblem[] all = [.. fields];
        return TypedResults.Problem(
            detail,
            statusCode: status,
            type: HelperProblems.Base + type,
            extensions: all.Length == 0 ? null : new Dictionary<string, object?> { ["errors"] = all });
    }

    public static ProblemHttpResult OfFields(params IEnumerable<FieldProblem> fields) => Of(
        StatusCodes.Status422UnprocessableEntity,
        "fields-wrong",
        "Nothing was changed. `errors` says what is wrong with each field.",
        fields);
}

/// <param name="Field">As it is named in JSON.</param>
/// <param name="Message">What is wrong, and what to do.</param>
internal sealed record FieldProblem(string Field, string Message);
