namespace Smartcard.Domain.Cards;

/// <summary>A member of staff, who holds a card.</summary>
public sealed class Staff
{
    public const int MaxNameLength = 200;
    public const int MaxNumberLength = 32;

    public required StaffId Id { get; init; }

    public required string DisplayName { get; init; }

    public required string Organisation { get; init; }

    /// <summary>What other systems of the organisation know them by; null where there is none.</summary>
    public string? Number { get; init; }
}

/// <summary>A card that the Registration Authority issued.</summary>
public sealed class Card
{
    public required CardId Id { get; init; }

    public required CardIdentifier Identifier { get; init; }

    public required StaffId StaffId { get; init; }

    /// <summary>The key the card signs with, SubjectPublicKeyInfo.</summary>
    public required byte[] PublicKey { get; init; }

    public required DateTimeOffset EnrolledAt { get; init; }
}
