namespace Smartcard.Domain.Cards;

/// <summary>A member of staff, who holds a card.</summary>
public sealed class Staff
{
    public const int MaxNameLength = 200;
    public const int MaxNumberLength = 32;

    public required StaffId Id { get; init; }

    public required string DisplayName { get; set; }

    public required string Organisation { get; set; }

    /// <summary>Where in the organisation they work; null where nobody has said.</summary>
    public string? Site { get; set; }

    /// <summary>What other systems of the organisation know them by; null where there is none.</summary>
    public string? Number { get; set; }

    /// <summary>When they left; null = they work here.</summary>
    public DateTimeOffset? LeftAt { get; set; }

    /// <summary>The import that brought them; null where none did.</summary>
    public ImportId? ImportId { get; init; }

    /// <summary>When what names them was erased; null = it was not.</summary>
    public DateTimeOffset? ErasedAt { get; private set; }

    /// <summary>They have left, and nothing names them any more but a reference.</summary>
    public void Erase(string reference, DateTimeOffset now) =>
        (DisplayName, Site, Number, ErasedAt) = ($"Erased person {reference}", null, null, now);
}
