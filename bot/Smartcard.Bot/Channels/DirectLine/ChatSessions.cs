using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Smartcard.Bot.Turns;
using Smartcard.Domain.Prompts;
using Smartcard.Storage;
using Smartcard.Storage.Conversations;
using Smartcard.Storage.Telemetry;

namespace Smartcard.Bot.Channels.DirectLine;

/// <summary>
/// Starts a chat for the staff page, or carries on the one that this browser was in: the page is reloaded, closed,
/// opened again.
/// </summary>
internal static class ChatSessions
{
    public const string Cookie = "smartcard-chat";

    /// <summary>A chat without a journey waits no longer: the next person at this computer is to find an empty page.</summary>
    private static readonly TimeSpan PatienceBetweenJourneys = TimeSpan.FromMinutes(5);

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/chat/session", BeginAsync);

    private static async Task<IResult> BeginAsync(
        HttpContext http,
        ChatSessionRequest? request,
        SmartcardDbContext database,
        TurnTransaction turn,
        TurnTelemetry telemetry,
        ChatTurn chat,
        ChatCommands commands,
        DirectLineTokens tokens,
        SessionLimiter limiter,
        StreamSockets sockets,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (!Origins.IsSame(http))
        {
            return DirectLineError.Of(StatusCodes.Status403Forbidden, "Forbidden", "Start a chat from the staff page.");
        }

        var now = time.GetUtcNow();
        var cookie = http.Request.Cookies[Cookie];
        var conversation = cookie is { Length: 64 } ? await FindAsync(database, HashOf(cookie), now, cancellationToken) : null;
        var isNew = conversation is null || request?.StartAgain == true;
        if (isNew && !limiter.Allows(http))
        {
            http.Response.Headers.RetryAfter = "20";
            return DirectLineError.Of(
                StatusCodes.Status429TooManyRequests,
                "TooManyRequests",
                "A lot of chats have started from your network in the last minute. Wait a moment, then try again.");
        }

        if (conversation is { Id: var old } && isNew)
        {
            using var followed = telemetry.Follow(span: null, conversation.JourneyId?.Value);
            var isLeft = await turn.RunAsync(
                async ct =>
                    await commands.LeaveAsync(
                        await database.GetConversationAsync(old, ct),
                        ChatWords.Cancelled.Key,
                        ct),
                cancellationToken);
            if (!isLeft)
            {
                return DirectLineError.Of(
                    StatusCodes.Status409Conflict,
                    "CardIsChanging",
                    "We are changing your card right now. Wait until that is done, then start again.");
            }

            conversation = null;
        }

        if (conversation is null)
        {
            cookie = RandomNumberGenerator.GetHexString(64, lowercase: true);
            conversation = await turn.RunAsync(
                ct =>
                {
                    var begun = new Conversation
                    {
                        Id = "c" + Convert.ToHexString(RandomNumberGenerator.GetBytes(16)),
                        BrowserHash = HashOf(cookie),
                        UserId = "dl_" + Convert.ToHexString(RandomNumberGenerator.GetBytes(12)),
                        Organisation =
                            request?.Organisation
                                is { Length: > 0 and <= Conversation.MaxOrganisationLength } organisation
                            && !organisation.Any(char.IsControl)
                                ? organisation
                                : null,
                        WishedLanguage = request?.Language == "cy" ? "cy" : "en",
                        CreatedAt = now,
                        LastHeardAt = now,
                    };
                    database.Add(begun);
                    return Task.FromResult(begun);
                },
                cancellationToken);
        }

        await chat.GreetAsync(conversation.Id, cancellationToken);
        http.Response.Cookies.Append(Cookie, cookie!, new CookieOptions
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Strict,
            Secure = http.Request.IsHttps,
            MaxAge = TimeSpan.FromHours(1),
            IsEssential = true,
        });
        http.Response.Headers.CacheControl = "no-store";
        return Results.Json(
            new
            {
                token = tokens.ForChat(conversation.Id, conversation.UserId),
                conversationId = conversation.Id,
                language = conversation.Language,
                isFull = sockets.IsFull(conversation.Id),
            });
    }

    /// <summary>The browser's newest conversation, unless it has been silent for too long.</summary>
    private static async Task<Conversation?> FindAsync(
        SmartcardDbContext database,
        string hash,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var newest = await database.FindConversationAsync(
            all => all.AsNoTracking().Where(c => c.BrowserHash == hash).OrderByDescending(c => c.CreatedAt).Take(1), cancellationToken);
        var isAwaited = newest?.Journey?.IsAwaitedAt(now) ?? newest?.LastHeardAt > now - PatienceBetweenJourneys;
        return isAwaited ? newest : null;
    }

    private static string HashOf(string cookie) => Convert.ToHexString(SHA256.HashData(Encoding.ASCII.GetBytes(cookie)));

    internal sealed record ChatSessionRequest(string? Language, bool? StartAgain, string? Organisation);
}

internal static class Origins
{
    /// <summary>
    /// A browser's request from another site is refused; what is not a browser sends no Origin, and has no cookie to
    /// misuse.
    /// </summary>
    public static bool IsSame(HttpContext http)
    {
        var origin = http.Request.Headers.Origin.ToString();
        return origin.Length == 0 || origin == $"{http.Request.Scheme}://{http.Request.Host}";
    }
}
