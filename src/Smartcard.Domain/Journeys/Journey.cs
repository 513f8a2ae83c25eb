using Smartcard.Domain.Prompts;
using Smartcard.Domain.Registrations;

namespace Smartcard.Domain.Journeys;

/// <summary>A person's run through registration or unlock: what the domain knows of one workflow instance.</summary>
public sealed class Journey
{
    /// <summary>It waits this long for its person to come back, and is then abandoned (S7).</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromMinutes(30);

    public required JourneyId Id { get; init; }

    public required JourneyKind Kind { get; init; }

    /// <summary>The definition that it runs on, e.g. <c>unlock</c>.</summary>
    public required string Workflow { get; init; }

    /// <summary>Where it is had, e.g. <c>webchat</c>; said by the channel, never by the person.</summary>
    public required string Channel { get; init; }

    /// <summary>How far it has come; null before its first step.</summary>
    public JourneyStage? Stage { get; set; }

    public CardId? CardId { get; set; }

    public StaffId? StaffId { get; set; }

    /// <summary>The registration that this journey makes, or relies on.</summary>
    public RegistrationId? RegistrationId { get; set; }

    /// <summary>The questions asked in this journey; empty before they were.</summary>
    public IReadOnlyList<QuestionId> AskedQuestions { get; set; } = [];

    /// <summary><c>en</c> or <c>cy</c>: what its channel says and its mails.</summary>
    public required string Language { get; set; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When the person, or the card, last said something.</summary>
    public DateTimeOffset LastHeardAt { get; set; }

    /// <summary>Whether its person may still come back to it.</summary>
    public bool IsAwaitedAt(DateTimeOffset now) => LastHeardAt > now - Patience;

    public DateTimeOffset? EndedAt { get; private set; }

    public JourneyEnd? End { get; private set; }

    /// <summary>Ends the journey, once; a later end changes nothing.</summary>
    public void Finish(JourneyEnd end, DateTimeOffset now)
    {
        if (EndedAt is null)
        {
            End = end;
            EndedAt = now;
        }
    }

    /// <summary>A fault that ended it was put right: it goes on.</summary>
    public void Reopen()
    {
        EndedAt = null;
        if (End == JourneyEnd.Faulted)
        {
            End = null; // what it had achieved before the fault stays
        }
    }

    /// <summary>Marks how it went, while the workflow still has its last words to say.</summary>
    public void Achieve(JourneyEnd end) => End ??= end;
}

public enum JourneyKind
{
    Registration,
    Unlock,

    /// <summary>The holder says that something was not them (S6).</summary>
    Report,

    /// <summary>A reset at the IT booth (S14). No workflow serves it: the domain's rules alone do.</summary>
    InPerson,

    /// <summary>The RA desk changes the registered address. No workflow serves it either.</summary>
    AddressChange,

    /// <summary>The RA desk reads a card. No workflow serves it either.</summary>
    CardReading,
}

public static class JourneyKinds
{
    /// <summary>
    /// A workflow serves the kind that its id starts with, e.g. <c>unlock</c> or <c>unlock-card-and-code</c>; null when
    /// it serves none.
    /// </summary>
    public static JourneyKind? Of(string definitionId) =>
        Enum.TryParse<JourneyKind>(definitionId.Split('-')[0], ignoreCase: true, out var kind) && WithWorkflow.Contains(kind) ? kind : null;

    /// <summary>The kinds that people have in a channel, on a workflow.</summary>
    public static IReadOnlyList<JourneyKind> WithWorkflow { get; } = [JourneyKind.Registration, JourneyKind.Unlock, JourneyKind.Report];

    /// <summary>The kinds that figures count.</summary>
    public static IReadOnlyList<JourneyKind> Counted { get; } = [.. WithWorkflow, JourneyKind.InPerson];
}

public enum JourneyEnd
{
    /// <summary>The card is registered, or unlocked.</summary>
    Completed,

    /// <summary>Sent to the IT booth.</summary>
    Referred,

    /// <summary>It ended without either, e.g. the card is not registered.</summary>
    Stopped,

    /// <summary>The person said so.</summary>
    Cancelled,

    /// <summary>Nothing was heard for 30 minutes.</summary>
    Abandoned,

    /// <summary>A fault of ours.</summary>
    Faulted,

    /// <summary>It goes on as another journey, on the workflow of the holder's organisation (S10).</summary>
    Moved,
}
