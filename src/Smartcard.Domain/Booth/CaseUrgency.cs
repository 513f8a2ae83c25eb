namespace Smartcard.Domain.Booth;

/// <summary>What the booth looks at first; within each, what has waited the longest.</summary>
public enum CaseUrgency
{
    /// <summary>Somebody else may have the card, or may have changed it.</summary>
    Danger,

    /// <summary>The person is locked out, and waits.</summary>
    Help,
}

public static class CaseUrgencies
{
    /// <summary>What is <see cref="CaseUrgency.Danger"/>.</summary>
    public static IReadOnlyList<BoothReason> Dangers { get; } = [BoothReason.NotMe, BoothReason.CardKeyDoubtful];

    public static CaseUrgency Of(BoothReason reason) => Dangers.Contains(reason) ? CaseUrgency.Danger : CaseUrgency.Help;
}
