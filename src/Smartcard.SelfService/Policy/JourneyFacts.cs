namespace Smartcard.SelfService.Policy;

/// <summary>What a journey has shown at a point of its workflow, as far as the drawing alone can tell.</summary>
internal readonly record struct JourneyFacts(Shown Shown)
{
    public bool Has(Shown what) => (Shown & what) == what;

    public JourneyFacts With(Shown gained, Shown lost) => new((Shown & ~lost) | gained);
}

[Flags]
internal enum Shown
{
    Nothing = 0,

    /// <summary>A registered card was read in the paired reader. P-U1, P-U2.</summary>
    CardIdentified = 1 << 0,

    /// <summary>The card took its passcode and signed. P-R4.</summary>
    CardProved = 1 << 1,

    /// <summary>Four questions with answers. P-R5.</summary>
    QuestionsSet = 1 << 2,

    /// <summary>An address of an approved provider. P-R2, P-R6.</summary>
    AddressGiven = 1 << 3,

    /// <summary>A code is on its way that can still be entered. P-R7, P-U7.</summary>
    CodeSent = 1 << 4,

    /// <summary>It came back. P-R8, P-U8.</summary>
    CodeConfirmed = 1 << 5,

    /// <summary>All answers asked were right. P-U5.</summary>
    QuestionsAnswered = 1 << 6,

    /// <summary>Self-service has stopped for the card. P-U6, S4, S6.</summary>
    Stopped = 1 << 7,

    /// <summary>The person was told how it ends, and has not been asked anything since.</summary>
    Told = 1 << 8,

    /// <summary>All that is true of one card only.</summary>
    OfOneCard = CardIdentified | CardProved | QuestionsSet | AddressGiven | CodeSent | CodeConfirmed | QuestionsAnswered | Stopped,
}
