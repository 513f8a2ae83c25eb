using System.Text.Json;

namespace Smartcard.PublicEndpoints.Scim;

/// <summary>What went wrong outside of a call, such as a database that is away, in the form of SCIM.</summary>
internal sealed class ScimProblems : IProblemDetailsWriter
{
    public bool CanWrite(ProblemDetailsContext context) =>
        !context.HttpContext.Response.HasStarted && context.HttpContext.Request.Path.StartsWithSegments(ScimEndpoints.Path);

    public async ValueTask WriteAsync(ProblemDetailsContext context)
    {
        var response = context.HttpContext.Response;
        var status = context.ProblemDetails.Status ?? response.StatusCode;
        var detail = context.ProblemDetails.Detail
            ?? (status >= StatusCodes.Status500InternalServerError
                ? "Something went wrong on our side. Try again later."
                : "We cannot do this.");
        response.ContentType = ScimAnswer.MediaType;
        await response.WriteAsync(JsonSerializer.Serialize(new ScimFault(status, null, detail).ToJson()));
    }
}
