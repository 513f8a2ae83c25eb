using System.Buffers;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using Smartcard.SelfService.Mail;

namespace Smartcard.PublicEndpoints.Mail;

/// <summary>Where SendGrid tells what became of mails: its signed event webhook.</summary>
internal static class SendGridWebhook
{
    public const string Path = "/webhooks/sendgrid";

    /// <summary>SendGrid sends 768 KB at most.</summary>
    public const int MaxBody = 1024 * 1024;

    public static void MapSendGridWebhook(this IEndpointRouteBuilder routes) =>
        routes.MapPost(Path, NoteAsync).WithMetadata(new RequestSizeLimitAttribute(MaxBody)).DisableAntiforgery();

    private static async Task<IResult> NoteAsync(
        HttpContext http,
        IOptions<MailOptions> options,
        WebhookGuard guard,
        MailDeliveries deliveries,
        TimeProvider time,
        ILoggerFactory loggers,
        CancellationToken cancellationToken)
    {
        using var key = options.Value.SendGrid.ReadWebhookKey();
        if (key is null)
        {
            return TypedResults.NotFound();
        }

        if (!guard.IsOpenFor(http, Path))
        {
            return Problem(
                StatusCodes.Status429TooManyRequests,
                "too-many-tries",
                "There were too many posts without a valid signature from your network. Wait a minute.");
        }

        if (await ReadAsync(http.Request, cancellationToken) is not { } body)
        {
            return Problem(StatusCodes.Status413PayloadTooLarge, "body-too-large", $"You can send up to {MaxBody} bytes at once.");
        }

        var headers = http.Request.Headers;
        if (!SendGridSignature.IsValid(
                key,
                headers[SendGridSignature.SignatureHeader],
                headers[SendGridSignature.TimestampHeader],
                body.Span))
        {
            guard.CountFailure(http, Path);
            loggers.CreateLogger(typeof(SendGridWebhook).FullName!).WebhookSignatureRefused();
            return Problem(
                StatusCodes.Status401Unauthorized,
                "signature-invalid",
                "The signature is missing, or does not match this body and the key that is set here.");
        }

        if (SendGridEvents.Read(body, time.GetUtcNow()) is not { } news)
        {
            return Problem(
                StatusCodes.Status400BadRequest,
                "events-malformed",
                $"Send a JSON array of at most {SendGridEvents.MaxEvents} event objects.");
        }

        await deliveries.NoteAsync(news, cancellationToken);
        return TypedResults.NoContent();
    }

    /// <returns>Null when there is more than may be.</returns>
    private static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var body = new ArrayBufferWriter<byte>();
        try
        {
            while (await request.Body.ReadAsync(body.GetMemory(16 * 1024), cancellationToken) is var read and > 0)
            {
                body.Advance(read);
                if (body.WrittenCount > MaxBody)
                {
                    return null;
                }
            }
        }
        catch (BadHttpRequestException tooLarge) when (tooLarge.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return null;
        }

        return body.WrittenMemory;
    }

    private static ProblemHttpResult Problem(int status, string type, string detail) =>
        TypedResults.Problem(detail, statusCode: status, type: $"https://smartcard.invalid/problems/{type}");
}
