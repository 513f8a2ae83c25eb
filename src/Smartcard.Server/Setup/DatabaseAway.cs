using System.Net.Mime;
using Microsoft.AspNetCore.Diagnostics;
using Smartcard.Storage;

namespace Smartcard.Server.Setup;

/// <summary>
/// While the database is away or has no room, whatever is asked is answered with 503 and when to ask again, not as a
/// fault of ours.
/// </summary>
internal sealed class DatabaseAway(IProblemDetailsService problems, ILogger<DatabaseAway> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext http, Exception exception, CancellationToken cancellationToken)
    {
        if (!DatabaseFaults.IsOne(exception))
        {
            return false;
        }

        // Whatever is handled here is logged by nobody else. The type alone: what a database says of a statement may quote a value.
        logger.DatabaseFailed(exception.GetBaseException().GetType().Name);
        const string Words = "We cannot look that up or save it right now. Try again in a minute. It is safe to do it again.";
        http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        http.Response.Headers.RetryAfter = "5";
        var isTold = await problems.TryWriteAsync(
            new ProblemDetailsContext
            {
                HttpContext = http,
                ProblemDetails = { Status = StatusCodes.Status503ServiceUnavailable, Detail = Words },
            });
        if (!isTold)
        {
            http.Response.ContentType = MediaTypeNames.Text.Plain;
            await http.Response.WriteAsync(Words, cancellationToken);
        }

        return true;
    }
}
