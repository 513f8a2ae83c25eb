namespace Smartcard.Domain.Figures;

/// <summary>How many mails were made in one hour, for one organisation, to one provider, and what became of them.</summary>
public sealed class MailFigures
{
    /// <summary>Longer than any domain.</summary>
    public const int MaxProviderLength = 255;

    public required DateTimeOffset Hour { get; init; }

    /// <summary>Empty where it is not known.</summary>
    public required string Organisation { get; init; }

    /// <summary>One of the installation's approved ones; empty for all others, so that nobody's own domain stands here.</summary>
    public required string Provider { get; init; }

    public required MailOutcome Outcome { get; init; }

    public required long Count { get; init; }
}

/// <summary>What became of a mail, as far as it is known.</summary>
public enum MailOutcome
{
    /// <summary>Its carrier has not accepted it yet.</summary>
    Waiting,

    /// <summary>Its carrier accepted it. SMTP tells no more than that.</summary>
    Accepted,

    Delivered,

    /// <summary>The receiving server does not take it yet.</summary>
    Deferred,

    CameBack,

    /// <summary>It was given up.</summary>
    Failed,
}
