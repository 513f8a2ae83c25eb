namespace Smartcard.Domain.CardTasks;

/// <summary>A short code that connects a journey and a reader helper, once, within ten minutes.</summary>
public sealed class Pairing
{
    public required PairingId Id { get; init; }

    /// <summary>SHA-256 of the code, hexadecimal.</summary>
    public required string CodeHash { get; init; }

    public required JourneyId JourneyId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; set; }

    public DateTimeOffset? UsedAt { get; set; }

    /// <summary>When a helper that is too old tried it first; null = none has. The code still works for a newer one.</summary>
    public DateTimeOffset? TooOldAt { get; set; }
}
