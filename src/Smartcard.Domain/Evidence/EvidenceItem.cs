using Smartcard.Domain.Lockouts;

namespace Smartcard.Domain.Evidence;

/// <summary>One thing that a journey has proved, and when. Rows are added and never changed.</summary>
public sealed class EvidenceItem
{
    /// <summary>Older evidence is stale (S7).</summary>
    public static TimeSpan Freshness { get; } = TimeSpan.FromMinutes(20);

    public required EvidenceId Id { get; init; }

    public required JourneyId JourneyId { get; init; }

    public required CardId CardId { get; init; }

    public required EvidenceKind Kind { get; init; }

    /// <summary>The helper session that read the card; null where no card was read.</summary>
    public HelperSessionId? HelperSessionId { get; init; }

    /// <summary>The registration whose answers or address were proved; null where none was.</summary>
    public RegistrationId? RegistrationId { get; init; }

    /// <summary>
    /// The address whose code came back; null where no code did. A registration that names another address afterwards
    /// has not confirmed it.
    /// </summary>
    public string? Address { get; init; }

    /// <summary>The user of the back office who checked or confirmed it, or released the reset; null where none took part.</summary>
    public UserId? UserId { get; init; }

    /// <summary>The <see cref="CardLockout.Epoch"/> of its card at that moment.</summary>
    public int LockoutEpoch { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>
    /// Whether it counts at <paramref name="now"/>: neither stale nor, beyond what clocks may differ, from the future;
    /// and nobody has stopped self-service or lifted a stop since.
    /// </summary>
    /// <param name="lockout">The card's; null = it never had one.</param>
    public bool CountsAt(DateTimeOffset now, CardLockout? lockout) =>
        now - At <= Freshness && At - now <= Clocks.Tolerance && LockoutEpoch == (lockout?.Epoch ?? 0);
}

public enum EvidenceKind
{
    /// <summary>This card was in the paired reader.</summary>
    CardIdentified,

    /// <summary>A PIV card showed, by its key on record, that it is there.</summary>
    CardPresent,

    /// <summary>The card took the passcode and signed the host's challenge.</summary>
    PasscodeProved,

    /// <summary>All answers asked were right.</summary>
    QuestionsAnswered,

    /// <summary>The code emailed to the registration's address came back.</summary>
    CodeConfirmed,

    /// <summary>The card's challenge was answered.</summary>
    ResetReleased,

    /// <summary>After the reset the card showed that it still has its key.</summary>
    ResetConfirmed,

    /// <summary>A user of the back office checked, in person, who the card's holder is (S14).</summary>
    IdentityChecked,

    /// <summary>A second user confirmed that.</summary>
    IdentityConfirmed,
}
