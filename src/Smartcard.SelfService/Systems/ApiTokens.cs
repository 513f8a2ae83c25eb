using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Smartcard.Domain;
using Smartcard.Domain.Systems;
using Smartcard.SelfService.Audit;
using Smartcard.Storage;

namespace Smartcard.SelfService.Systems;

/// <summary>Makes the tokens of other systems, revokes them, and knows them again. Each call is whole.</summary>
/// <remarks>A token that was revoked stays on record: the audit names it for as long as it tells of it.</remarks>
public sealed class ApiTokens(
    SmartcardDbContext database, TurnTransaction turn, AuditLog audit, TimeProvider time, ILogger<ApiTokens> logger)
{
    /// <summary>Two at once never both find a name free.</summary>
    private static readonly TurnScope Records = new("api-tokens", "all");

    /// <summary>A write for each call would cost more than it tells.</summary>
    private static readonly TimeSpan Noted = TimeSpan.FromHours(1);

    public Task<ApiTokenMade> MakeAsync(
        string name, ApiScopes scopes, int days, UserId actor, CancellationToken cancellationToken) =>
        turn.RunAsync(Records, ct => MakeInTurnAsync(name, scopes, days, actor, ct), cancellationToken);

    /// <summary>For good, and from the next call on.</summary>
    /// <returns>False where there is no such token.</returns>
    public Task<bool> RevokeAsync(UserId id, UserId actor, CancellationToken cancellationToken) =>
        turn.RunAsync(
            Records,
            async ct =>
            {
                if (await database.Set<ApiToken>().SingleOrDefaultAsync(t => t.Id == id, ct) is not { } token)
                {
                    return false;
                }

                if (token.Revoke(time.GetUtcNow()))
                {
                    audit.AddForUser("api-token-revoked", actor, token.Id);
                }

                return true;
            },
            cancellationToken);

    /// <summary>Looks for the hash of what a caller shows: no time that this takes tells anything of a token.</summary>
    /// <returns>Null where it is none of ours, has expired or was revoked.</returns>
    public async Task<ApiToken?> FindAsync(string? text, CancellationToken cancellationToken)
    {
        if (!ApiTokenText.TryHash(text, out var hash)
            || await database.Set<ApiToken>().AsNoTracking().SingleOrDefaultAsync(t => t.Hash == hash, cancellationToken) is not { } token)
        {
            return null;
        }

        var now = time.GetUtcNow();
        if (token.RevokedAt is null && (token.LastUsedAt is null || token.LastUsedAt <= now - Noted))
        {
            await NoteUseAsync(token.Id, now, cancellationToken);
        }

        if (!token.IsGoodAt(now))
        {
            logger.ApiTokenRefused(token.Id, token.StateAt(now));
            return null;
        }

        return token;
    }

    private async Task<ApiTokenMade> MakeInTurnAsync(
        string name, ApiScopes scopes, int days, UserId actor, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var faults = ApiTokenRules.FaultsOf(name, scopes, days);
        if (faults.Count == 0
            && await database.Set<ApiToken>().AnyAsync(
                t => t.Name == name && t.RevokedAt == null && t.ExpiresAt > now, cancellationToken))
        {
            faults = [ApiTokenFault.NameTaken];
        }

        if (faults.Count > 0)
        {
            return new ApiTokenMade.Faulty(faults);
        }

        var text = ApiTokenText.New();
        ApiTokenText.TryHash(text, out var hash);
        var token = new ApiToken
        {
            Id = UserId.New(),
            Name = name,
            Hash = hash!,
            Scopes = scopes,
            MadeBy = actor,
            MadeAt = now,
            ExpiresAt = now.AddDays(days),
        };
        database.Add(token);
        audit.AddForUser($"api-token-made:{string.Join('+', NamesOf(scopes))}", actor, token.Id);
        return new ApiTokenMade.Done(token, text);
    }

    private static IEnumerable<ApiScopes> NamesOf(ApiScopes scopes) =>
        Enum.GetValues<ApiScopes>().Where(scope => scope != ApiScopes.None && scopes.HasFlag(scope));

    private Task<int> NoteUseAsync(UserId id, DateTimeOffset now, CancellationToken cancellationToken) =>
        turn.RunAsync(
            new TurnScope("api-token", id.Value.ToString("N")),
            ct => database.Set<ApiToken>().Where(t => t.Id == id)
                .ExecuteUpdateAsync(token => token.SetProperty(t => t.LastUsedAt, now), ct),
            cancellationToken);
}

/// <summary>What became of a token that somebody wanted.</summary>
public abstract record ApiTokenMade
{
    private ApiTokenMade()
    {
    }

    /// <param name="Text">What the system shows with each call. It is said this once.</param>
    public sealed record Done(ApiToken Token, string Text) : ApiTokenMade;

    public sealed record Faulty(IReadOnlyList<ApiTokenFault> Faults) : ApiTokenMade;
}
