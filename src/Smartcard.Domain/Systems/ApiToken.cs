namespace Smartcard.Domain.Systems;

/// <summary>With this another system calls the API. What it does is done in the token's name, by no person.</summary>
public sealed class ApiToken
{
    public const int MaxNameLength = 60;

    /// <summary>How long one lives at most.</summary>
    public const int MostDays = 400;

    /// <summary>Whoever looks after it is told so long before it expires.</summary>
    public static readonly TimeSpan Notice = TimeSpan.FromDays(30);

    /// <summary>As long before, there is an alert if it is still used.</summary>
    public static readonly TimeSpan AlertNotice = TimeSpan.FromDays(14);

    /// <summary>A system that has not used it for so long no longer does.</summary>
    private static readonly TimeSpan StillUsed = TimeSpan.FromDays(30);

    /// <summary>A system that calls each night shows by then that it still has it.</summary>
    private static readonly TimeSpan UsedInVain = TimeSpan.FromDays(2);

    /// <summary>The audit and imports say who did something: a user or a system, by an id of the same kind.</summary>
    public required UserId Id { get; init; }

    /// <summary>Of the system that has it.</summary>
    public required string Name { get; init; }

    /// <summary>See <see cref="ApiTokenText"/>. The token itself is kept nowhere.</summary>
    public required string Hash { get; init; }

    public required ApiScopes Scopes { get; init; }

    public required UserId MadeBy { get; init; }

    public required DateTimeOffset MadeAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When its system showed it last, after it has expired too. To the hour; null = never.</summary>
    public DateTimeOffset? LastUsedAt { get; set; }

    public DateTimeOffset? RevokedAt { get; private set; }

    /// <returns>False where it was revoked before.</returns>
    public bool Revoke(DateTimeOffset now)
    {
        if (RevokedAt is not null)
        {
            return false;
        }

        RevokedAt = now;
        return true;
    }

    public ApiTokenState StateAt(DateTimeOffset now) =>
        RevokedAt is not null ? ApiTokenState.Revoked
        : ExpiresAt <= now ? ApiTokenState.Expired
        : ExpiresAt <= now + Notice ? ApiTokenState.ExpiresSoon
        : ApiTokenState.InUse;

    /// <summary>
    /// Whether a system uses it that will be refused soon, or is refused already, because it expires. It is over when the token is revoked,
    /// or when its system no longer shows it.
    /// </summary>
    public bool IsMissedAt(DateTimeOffset now)
    {
        if (RevokedAt is not null || LastUsedAt is not { } used || ExpiresAt > now + AlertNotice)
        {
            return false;
        }

        // for some time after it has expired nobody can tell whether its system will come again
        return ExpiresAt + UsedInVain > now ? used > now - StillUsed : used > ExpiresAt && used > now - UsedInVain;
    }

    public bool IsGoodAt(DateTimeOffset now) => StateAt(now) is ApiTokenState.InUse or ApiTokenState.ExpiresSoon;
}

/// <summary>What a token is for.</summary>
[Flags]
public enum ApiScopes
{
    None = 0,

    /// <summary>See people and cards.</summary>
    Read = 1,

    /// <summary>See and change people.</summary>
    Staff = 2,

    /// <summary>See and change cards.</summary>
    Cards = 4,
}

public enum ApiTokenState
{
    InUse,

    /// <summary>Within <see cref="ApiToken.Notice"/>.</summary>
    ExpiresSoon,
    Expired,
    Revoked,
}
