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
    public static CaseUrgency Of(BoothReason reason) =>
        reason is BoothReason.NotMe or BoothReason.CardKeyDoubtful ? CaseUrgency.Danger : CaseUrgency.Help;
}
