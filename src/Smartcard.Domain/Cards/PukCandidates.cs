namespace Smartcard.Domain.Cards;

/// <summary>Which PUKs a PIV card may have, by their versions: never more than two.</summary>
/// <remarks>
/// A PUK is used once and then changed. If the card goes away while it is changed, it has the one or the other: both stay on record
/// until the card has shown which.
/// </remarks>
/// <param name="Current">The version that the card is believed to have, or has shown.</param>
public sealed record PukCandidates(int Current)
{
    /// <summary>Given out to be set, and not shown by the card yet; null = none is.</summary>
    public int? Pending { get; init; }

    /// <summary>The card has said that it is not <see cref="Current"/>.</summary>
    public bool IsCurrentWrong { get; init; }

    /// <summary>The card has said that it is not <see cref="Pending"/>.</summary>
    public bool IsPendingWrong { get; init; }

    /// <summary>The card takes no PUK any more.</summary>
    public bool IsBlocked { get; init; }

    /// <summary>A workstation has seen a PUK that the card may still have.</summary>
    public bool IsExposed { get; init; }

    /// <summary>The one to try now; null = there is none left.</summary>
    public int? Next => IsBlocked ? null
        : Pending is { } pending && !IsPendingWrong ? pending
        : IsCurrentWrong ? null
        : Current;

    /// <summary>How many there are still to try.</summary>
    public int Count => IsBlocked ? 0 : (Pending is not null && !IsPendingWrong ? 1 : 0) + (IsCurrentWrong ? 0 : 1);

    /// <summary>The highest version that was ever given out.</summary>
    public int Latest => Math.Max(Current, Pending ?? 0);

    /// <summary>Whether the card may have this version.</summary>
    public bool Has(int version) => (version == Pending && !IsPendingWrong) || (version == Current && !IsCurrentWrong);

    /// <summary>Whether the card has said that it does not take this one.</summary>
    public bool IsRefused(int version) => IsBlocked || (version == Pending && IsPendingWrong) || (version == Current && IsCurrentWrong);

    /// <summary>A workstation gets the next one.</summary>
    public PukCandidates Given() => this with { IsExposed = true };

    /// <summary>The card took this version: it has no other. A new one is given out to be set in its place.</summary>
    public PukCandidates Accepted(int version) =>
        new(Known(version)) { Pending = Latest + 1, IsExposed = true };

    /// <summary>The card has another one.</summary>
    public PukCandidates Wrong(int version) => Known(version) == Pending
        ? this with { IsPendingWrong = true }
        : this with { IsCurrentWrong = true };

    /// <summary>The card has shown that it has this one still: no other was set in its place.</summary>
    public PukCandidates Kept(int version) => Known(version) == Pending
        ? this with { IsCurrentWrong = true }
        : this with { IsPendingWrong = Pending is not null };

    public PukCandidates Blocked() => this with { IsBlocked = true };

    /// <summary>The card has taken the pending one.</summary>
    public PukCandidates Changed() =>
        new(Pending ?? throw new InvalidOperationException("No PUK is pending, so the card cannot have taken it."));

    private int Known(int version) => Has(version)
        ? version
        : throw new ArgumentOutOfRangeException(nameof(version), version, "The card cannot have this PUK.");
}
