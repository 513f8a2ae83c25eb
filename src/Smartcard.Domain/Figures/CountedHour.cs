namespace Smartcard.Domain.Figures;

/// <summary>An hour that was counted.</summary>
public sealed class CountedHour
{
    public required DateTimeOffset Hour { get; init; }

    public required DateTimeOffset CountedAt { get; init; }

    /// <summary>Its figures do not change any more: what they were counted from may be removed.</summary>
    public required bool IsFinal { get; init; }
}
