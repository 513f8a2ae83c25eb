using System.Security.Claims;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Smartcard.Domain;
using Smartcard.Domain.Secrets;

namespace Smartcard.Bot.Channels.DirectLine;

/// <summary>Tokens of the Direct Line channel: who may read and post in which conversation, and for how long.</summary>
/// <remarks>JWTs, since the client reads the user's id out of them (bot-protocol.md, 2.6).</remarks>
internal sealed class DirectLineTokens(IOptions<ChatOptions> options, ChatKey key, TimeProvider time)
{
    private const string Chat = "chat";
    private const string Stream = "stream";
    private static readonly TimeSpan StreamLifetime = TimeSpan.FromSeconds(60);

    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };

    public int LifetimeSeconds => (int)options.Value.TokenLifetime.TotalSeconds;

    public string ForChat(string conversationId, string userId) => Make(Chat, conversationId, userId, options.Value.TokenLifetime);

    /// <summary>For the address of a socket, which gets logged: short-lived, and good for nothing else.</summary>
    public string ForStream(string conversationId, string userId) => Make(Stream, conversationId, userId, StreamLifetime);

    public Task<TokenCheck> CheckChatAsync(string token) => CheckAsync(Chat, token);

    public Task<TokenCheck> CheckStreamAsync(string token) => CheckAsync(Stream, token);

    private string Make(string purpose, string conversationId, string userId, TimeSpan lifetime)
    {
        var at = time.GetUtcNow();
        var now = at.UtcDateTime;
        return _handler.CreateToken(
            new SecurityTokenDescriptor
            {
                Audience = purpose,
                Issuer = "smartcard",
                IssuedAt = now,
                NotBefore = now,
                Expires = now + lifetime,
                Subject = new ClaimsIdentity([
                    new Claim("bot", "smartcard"),
                    new Claim("conv", conversationId),
                    new Claim("user", userId),
                    new Claim("jti", Guid.CreateVersion7().ToString("N")),
                ]),
                SigningCredentials = new SigningCredentials(
                    new SymmetricSecurityKey(key.MakingAt(at)),
                    SecurityAlgorithms.HmacSha256),
            });
    }

    private async Task<TokenCheck> CheckAsync(string purpose, string token)
    {
        var at = time.GetUtcNow();
        var now = at.UtcDateTime;
        var isExpired = false;
        var result = await _handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidAudience = purpose,
            ValidIssuer = "smartcard",
            IssuerSigningKeys = key.GoodAt(at, options.Value.TokenLifetime).Select(bytes => new SymmetricSecurityKey(bytes)),
            ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
            LifetimeValidator = (_, expires, _, _) => !(isExpired = expires is null || expires <= now - Clocks.Tolerance),
        });
        return result.IsValid && result.Claims.TryGetValue("conv", out var conversation) && result.Claims.TryGetValue("user", out var user)
            ? new TokenCheck.Good((string)conversation, (string)user)
            : isExpired ? new TokenCheck.Expired() : new TokenCheck.Bad();
    }
}

/// <summary>The key that signs chat tokens, 32 bytes or more, the same on every host of an installation.</summary>
/// <param name="keys">
/// Asked at each use: a key may be replaced while the host runs, and a token signed with the old one is good for the
/// rest of its life.
/// </param>
public sealed class ChatKey(Func<KeySet> keys)
{
    public byte[] MakingAt(DateTimeOffset now) => keys().MakingAt(now);

    public IReadOnlyList<byte[]> GoodAt(DateTimeOffset now, TimeSpan lifetime) => keys().GoodAt(now, lifetime);

    public override string ToString() => "********";
}

internal abstract record TokenCheck
{
    private TokenCheck()
    {
    }

    public sealed record Good(string ConversationId, string UserId) : TokenCheck;

    public sealed record Expired : TokenCheck;

    public sealed record Bad : TokenCheck;
}
