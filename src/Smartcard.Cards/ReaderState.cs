namespace Smartcard.Cards;

/// <summary>A reader at one moment; two states are equal when nothing has happened between them.</summary>
/// <param name="Name">The name PC/SC gives the reader.</param>
/// <param name="HasCard">Whether a card is in it.</param>
/// <param name="Atr">The card's answer to reset; null without a card.</param>
/// <param name="EventCount">
/// Insertions and removals counted by the system: tells a card taken out and put back from one that stayed.
/// </param>
public sealed record ReaderState(string Name, bool HasCard, byte[]? Atr, uint EventCount)
{
    /// <summary>Whether nothing has happened between the two.</summary>
    public bool Equals(ReaderState? other) =>
        other is not null
        && Name == other.Name
        && HasCard == other.HasCard
        && EventCount == other.EventCount
        && Atr.AsSpan().SequenceEqual(other.Atr);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, HasCard, EventCount);

    /// <summary>For logs: the name, the answer to reset and the count of events.</summary>
    public override string ToString() =>
        HasCard ? $"{Name}: card {Convert.ToHexString(Atr ?? [])}, event {EventCount}" : $"{Name}: empty, event {EventCount}";
}
