using Smartcard.Domain.Cards;

namespace Smartcard.Domain.Retention;

/// <summary>While it stands, nothing about the person is removed, whatever its age. A person may have several.</summary>
public sealed class LegalHold
{
    /// <summary>Of <see cref="Reference"/>.</summary>
    public const int MaxReferenceLength = 64;

    public required LegalHoldId Id { get; init; }

    public required StaffId StaffId { get; init; }

    /// <summary>Why, as a reference such as a case number.</summary>
    public required string Reference { get; init; }

    public required UserId PlacedBy { get; init; }

    public required DateTimeOffset PlacedAt { get; init; }

    /// <summary>Whether this can be a reference: something is written, on one line, and nothing in it is hidden.</summary>
    public static bool IsReference(string text) => text.Length is > 0 and <= MaxReferenceLength && !StaffRules.HasHidden(text);
}
