using Microsoft.AspNetCore.Diagnostics;
using Smartcard.SelfService.Vault;

namespace Smartcard.Server.Keys;

/// <summary>A helper that asks while the vault is away gets 503 and asks again: nothing was released.</summary>
internal sealed class VaultAway(IProblemDetailsService problems) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext http, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is not VaultAwayException)
        {
            return false;
        }

        http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        http.Response.Headers.RetryAfter = "5";
        await problems.TryWriteAsync(
            new ProblemDetailsContext
            {
                HttpContext = http,
                ProblemDetails =
                {
                    Status = StatusCodes.Status503ServiceUnavailable,
                    Detail = "We cannot unlock cards right now. Try again in a minute. It is safe to do it again.",
                },
            });
        return true;
    }
}
