namespace Smartcard.Domain.CardTasks;

/// <summary>A reader helper that was paired with a journey.</summary>
public sealed class PairedSession
{
    /// <summary>Longer than any journey; after it the token opens nothing.</summary>
    public static TimeSpan Lifetime { get; } = TimeSpan.FromHours(1);

    /// <summary>How often it is noted that the helper is there: so a helper that waits does not write on every call.</summary>
    public static TimeSpan SeenEvery { get; } = TimeSpan.FromSeconds(15);

    public required HelperSessionId Id { get; init; }

    /// <summary>Changes when the journey goes on as another one; the person and the helper stay the same.</summary>
    public required JourneyId JourneyId { get; set; }

    /// <summary>What the journey was started for, e.g. its chat's id; null = nothing.</summary>
    public string? StartedFor { get; init; }

    /// <summary>SHA-256 of the token, hexadecimal.</summary>
    public required string TokenHash { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it last called, give or take <see cref="SeenEvery"/>.</summary>
    public required DateTimeOffset LastSeenAt { get; set; }

    public DateTimeOffset? EndedAt { get; set; }
}
