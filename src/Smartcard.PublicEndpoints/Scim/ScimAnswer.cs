using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Smartcard.PublicEndpoints.Scim;

/// <summary>Answers in the media type of SCIM, and gives what others refuse the form that it has there.</summary>
internal static class ScimAnswer
{
    public const string MediaType = "application/scim+json";

    private const string ListSchema = "urn:ietf:params:scim:api:messages:2.0:ListResponse";

    public static IResult Of(JsonObject body, int status = StatusCodes.Status200OK) =>
        TypedResults.Text(body.ToJsonString(), MediaType, Encoding.UTF8, status);

    /// <param name="from">Where in the list the page begins, from 1.</param>
    public static IResult OfList(int total, int from, IEnumerable<JsonObject> page)
    {
        JsonNode?[] resources = [.. page];
        return Of(new JsonObject
        {
            ["schemas"] = new JsonArray(ListSchema),
            ["totalResults"] = total,
            ["startIndex"] = from,
            ["itemsPerPage"] = resources.Length,
            ["Resources"] = new JsonArray(resources),
        });
    }

    /// <summary>What lets callers in, and reads what they send, is that of the JSON API, and so is what it refuses.</summary>
    public static async ValueTask<object?> InScimAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        await next(context) is var answer && answer is ProblemHttpResult problem
            ? new ScimFault(
                problem.StatusCode,
                problem.StatusCode == StatusCodes.Status400BadRequest ? "invalidSyntax" : null,
                problem.ProblemDetails.Detail!).ToResult()
            : answer;
}
