namespace Smartcard.Domain.Booth;

/// <summary>Something that booth staff did for a journey under way. Rows are added and never changed.</summary>
public sealed class JourneyAct
{
    /// <summary>Of <see cref="Choice"/>.</summary>
    public const int MaxChoiceLength = 32;

    /// <summary>Drawn with the page that asks for the act, so that a page sent twice is one act.</summary>
    public required JourneyActId Id { get; init; }

    public required JourneyId JourneyId { get; init; }

    public required JourneyActKind Kind { get; init; }

    /// <summary>Why it was done, or what was said: one of <see cref="JourneyActChoices"/>.</summary>
    public required string Choice { get; init; }

    public required UserId ActorId { get; init; }

    /// <summary>How the holder showed who they are; null for an act that does not ask for it.</summary>
    public string? IdentityCheck { get; init; }

    /// <summary>What was seen of that, for the record; null as above, empty where there is nothing to note.</summary>
    public string? Seen { get; init; }

    public required DateTimeOffset At { get; init; }
}

public enum JourneyActKind
{
    /// <summary>A ready sentence is said in the chat.</summary>
    Message,

    /// <summary>A mail that is late or lost is sent again.</summary>
    SendMail,

    /// <summary>The person may ask for one more code.</summary>
    AllowCode,

    /// <summary>The registration is withdrawn, so that the holder sets questions anew.</summary>
    ClearQuestions,

    /// <summary>The journey is ended.</summary>
    End,
}
