using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Smartcard.Bot.Conversations;
using Smartcard.Bot.Turns;
using Smartcard.Storage;
using Smartcard.Storage.Conversations;

namespace Smartcard.Bot.Channels.DirectLine;

/// <summary>Direct Line 3.0, as Microsoft's Web Chat speaks it; docs/chat.md tells each call.</summary>
internal static class DirectLineEndpoints
{
    private const int MaxBodyBytes = 256 * 1024;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v3/directline").WithTags("Direct Line");
        group.MapPost("/conversations", BeginAsync);
        group.MapPost("/tokens/refresh", RefreshAsync);
        group.MapGet("/conversations/{id}", ReconnectAsync);
        group.MapGet("/conversations/{id}/activities", PollAsync);
        group.MapPost("/conversations/{id}/activities", PostAsync);
        group.MapGet("/conversations/{id}/stream", StreamAsync);
        group.MapPost(
            "/conversations/{id}/upload",
            () => DirectLineError.Of(StatusCodes.Status405MethodNotAllowed, "NotSupported", "You cannot send files."));
        group.MapGet(
            "/session/getsessionid",
            () => DirectLineError.Of(StatusCodes.Status404NotFound, "NotSupported", "This session does not exist."));
    }

    private static async Task<IResult> BeginAsync(HttpContext http, DirectLineTokens tokens) =>
        await AllowAsync(http, tokens, null) switch
        {
            (TokenCheck.Good(var conversation, var user), _) => Connected(
                http,
                tokens,
                conversation,
                user,
                "",
                StatusCodes.Status201Created),
            (_, var refusal) => refusal!,
        };

    private static async Task<IResult> RefreshAsync(HttpContext http, DirectLineTokens tokens) =>
        await AllowAsync(http, tokens, null) switch
        {
            (TokenCheck.Good(var conversation, var user), _) => Results.Json(
                new
                {
                    conversationId = conversation,
                    token = tokens.ForChat(conversation, user),
                    expires_in = tokens.LifetimeSeconds,
                }),
            (_, var refusal) => refusal!,
        };

    private static async Task<IResult> ReconnectAsync(
        string id,
        HttpContext http,
        DirectLineTokens tokens,
        SmartcardDbContext database,
        string? watermark,
        CancellationToken cancellationToken)
    {
        var (check, refusal) = await AllowAsync(http, tokens, id);
        if (check is not TokenCheck.Good(_, var user))
        {
            return refusal!;
        }

        return await database.Set<Conversation>().AnyAsync(c => c.Id == id, cancellationToken)
            ? Connected(http, tokens, id, user, watermark ?? "", StatusCodes.Status200OK)
            : DirectLineError.Of(StatusCodes.Status404NotFound, "ConversationNotFound", "This conversation has ended.");
    }

    private static async Task<IResult> PollAsync(
        string id,
        HttpContext http,
        DirectLineTokens tokens,
        ConversationLog log,
        string? watermark,
        CancellationToken cancellationToken)
    {
        var (check, refusal) = await AllowAsync(http, tokens, id);
        if (check is not TokenCheck.Good)
        {
            return refusal!;
        }

        if (!TryReadWatermark(watermark, out var after))
        {
            return DirectLineError.BadArgument("This chat does not have that watermark.");
        }

        var (activities, last) = await log.AfterAsync(id, await log.FromAsync(id, after, cancellationToken), cancellationToken);
        return Results.Text(Frame(activities, last), "application/json");
    }

    private static async Task<IResult> PostAsync(
        string id,
        HttpContext http,
        DirectLineTokens tokens,
        PostLimiter limiter,
        ChatTurn turn,
        IHostApplicationLifetime lifetime,
        CancellationToken cancellationToken)
    {
        var (check, refusal) = await AllowAsync(http, tokens, id);
        if (check is not TokenCheck.Good)
        {
            return refusal!;
        }

        if (!limiter.Allows(id))
        {
            http.Response.Headers.RetryAfter = "1";
            return DirectLineError.Of(
                StatusCodes.Status429TooManyRequests,
                "TooManyRequests",
                "You have sent too many messages at once. Wait a moment.");
        }

        if (http.Request.ContentLength > MaxBodyBytes)
        {
            return DirectLineError.Of(StatusCodes.Status413PayloadTooLarge, "MessageSizeTooBig", "A message can have up to 256 KB.");
        }

        ChatMessage? message;
        string reason;
        try
        {
            // Parsed from a pooled buffer that is cleared when the document is disposed.
            using var body = await JsonDocument.ParseAsync(http.Request.Body, new JsonDocumentOptions { MaxDepth = 32 }, cancellationToken);
            message = ChatMessage.Read(body.RootElement, out reason);
        }
        catch (JsonException)
        {
            return DirectLineError.BadArgument("The body is not JSON.");
        }
        catch (BadHttpRequestException tooLarge)
        {
            return DirectLineError.Of(tooLarge.StatusCode, "BadArgument", "The body is too large or incomplete.");
        }

        if (message is null)
        {
            return DirectLineError.BadArgument(reason);
        }

        using (message)
        {
            try
            {
                // Once taken, a message is finished even when its sender hangs up: they would send it again.
                return Results.Json(new { id = await turn.TakeAsync(id, message, lifetime.ApplicationStopping) });
            }
            catch (Exception failure) when (DatabaseFaults.IsOne(failure))
            {
                // Not even an apology can be saved. Either nothing was done, or it was done and the second copy will
                // say so. The turn has logged why.
                http.Response.Headers.RetryAfter = "5";
                return DirectLineError.Of(
                    StatusCodes.Status503ServiceUnavailable,
                    "ServiceUnavailable",
                    "We cannot take your message right now. Try again in a minute. It is safe to send it again.");
            }
        }
    }

    private static async Task StreamAsync(
        string id,
        HttpContext http,
        DirectLineTokens tokens,
        IServiceScopeFactory scopes,
        StreamSockets sockets,
        string? watermark,
        string? t)
    {
        if (!http.WebSockets.IsWebSocketRequest)
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        if (!Origins.IsSame(http)
            || await tokens.CheckStreamAsync(t ?? "") is not TokenCheck.Good(var conversation, _)
            || conversation != id
            || !TryReadWatermark(watermark, out var after))
        {
            http.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        using var place = sockets.Enter(id);
        if (place is null)
        {
            http.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            return;
        }

        using var socket = await http.WebSockets.AcceptWebSocketAsync(
            new WebSocketAcceptContext { KeepAliveInterval = TimeSpan.FromSeconds(20) });
        await sockets.RunAsync(socket, id, after, scopes, http.RequestAborted);
    }

    /// <summary>One frame, the same for polls and sockets.</summary>
    internal static string Frame(IEnumerable<string> activities, int watermark) =>
        $"{{\"activities\":[{string.Join(',', activities)}],\"watermark\":\"{watermark.ToString(CultureInfo.InvariantCulture)}\"}}";

    private static bool TryReadWatermark(string? watermark, out int after)
    {
        after = 0;
        return string.IsNullOrEmpty(watermark)
            || watermark == "-"
            || int.TryParse(watermark, NumberStyles.None, CultureInfo.InvariantCulture, out after);
    }

    private static IResult Connected(
        HttpContext http,
        DirectLineTokens tokens,
        string conversation,
        string user,
        string watermark,
        int status)
    {
        var scheme = http.Request.IsHttps ? "wss" : "ws";
        var since = Uri.EscapeDataString(watermark.Length == 0 ? "-" : watermark);
        var stream = $"{scheme}://{http.Request.Host}/v3/directline/conversations/{conversation}/stream"
            + $"?watermark={since}&t={tokens.ForStream(conversation, user)}";
        http.Response.Headers.CacheControl = "no-store";
        return Results.Json(
            new JsonObject
            {
                ["conversationId"] = conversation,
                ["token"] = tokens.ForChat(conversation, user),
                ["expires_in"] = tokens.LifetimeSeconds,
                ["streamUrl"] = stream,
            },
            statusCode: status);
    }

    /// <param name="conversationId">The conversation of the address; null where the token alone says which.</param>
    private static async Task<(TokenCheck Check, IResult? Refusal)> AllowAsync(
        HttpContext http,
        DirectLineTokens tokens,
        string? conversationId)
    {
        var header = http.Request.Headers.Authorization.ToString();
        if (!header.StartsWith("Bearer ", StringComparison.Ordinal) || header.Length is < 8 or > 4096)
        {
            return (
                new TokenCheck.Bad(),
                DirectLineError.Of(StatusCodes.Status401Unauthorized, "MissingToken", "Send the token of this chat."));
        }

        var check = await tokens.CheckChatAsync(header[7..]);
        return check switch
        {
            TokenCheck.Good good when conversationId is null || good.ConversationId == conversationId => (good, null),
            TokenCheck.Expired => (
                check,
                DirectLineError.Of(
                    StatusCodes.Status403Forbidden,
                    "TokenExpired",
                    "The token has expired. Start again from the staff page.")),
            _ => (
                new TokenCheck.Bad(),
                DirectLineError.Of(
                    StatusCodes.Status403Forbidden,
                    "BadToken",
                    "This token is not for this conversation.")),
        };
    }
}
