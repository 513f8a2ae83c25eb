using Smartcard.Look;

namespace Smartcard.BackOffice.Booth.Acts;

/// <param name="Done">What was done just now, in words; null = nothing.</param>
public sealed record JourneyHelpModel(string NowPath, string? Done, JourneyHelpState State);

/// <summary>What changes while somebody looks.</summary>
/// <param name="Holder">Or that it is not known.</param>
/// <param name="Where">How far it has come, or how it ended.</param>
/// <param name="Why">Why it stands still, in one sentence; null = it does not, as far as we can tell.</param>
/// <param name="HelpInPerson">Where to help the holder in person; null where no card is known yet.</param>
/// <param name="IsOwnCard">Whether it is about the card of whoever looks.</param>
/// <param name="Before">What was done for it, oldest first.</param>
public sealed record JourneyHelpState(
    Guid Journey,
    string Holder,
    Guid? Card,
    string Where,
    DateTimeOffset HeardAt,
    bool IsUnderWay,
    string? Why,
    string? Advice,
    string? HelpInPerson,
    bool IsOwnCard,
    IReadOnlyList<JourneyActLink> Acts,
    IReadOnlyList<ActLine> Before);

/// <summary>Something that can be done at this moment.</summary>
/// <param name="Name">Short and the only one of its kind in a list.</param>
/// <param name="Meaning">What it does, in one sentence.</param>
public sealed record JourneyActLink(string Name, string Address, string Words, string Meaning);

/// <param name="Choice">The reason, or what was said.</param>
/// <param name="Checked">How the identity was checked, and what was seen; empty where it was not.</param>
public sealed record ActLine(Guid Id, DateTimeOffset At, string By, string What, string Choice, IReadOnlyList<string> Checked);

/// <param name="Value">What is sent.</param>
/// <param name="Words">What is read.</param>
public sealed record Choice(string Value, string Words);

/// <summary>An act that is asked for.</summary>
/// <param name="Action">Where the form goes.</param>
/// <param name="Act">Names this asking, so that a page sent twice is one act.</param>
/// <param name="Refusal">Why it cannot be done; null = it can.</param>
public sealed record JourneyActModel(
    string Action,
    string Back,
    Guid Act,
    string Holder,
    Guid Journey,
    string Meaning,
    string Legend,
    IReadOnlyList<Choice> Choices,
    string Button,
    string ButtonLook,
    string? Refusal,
    Errors Errors)
{
    /// <summary>What was chosen; null = nothing yet.</summary>
    public string? Chosen { get; init; }

    /// <summary>How an identity can be shown; empty where none is checked.</summary>
    public IReadOnlyList<Choice> Checks { get; init; } = [];

    public string? Check { get; init; }

    public string Seen { get; init; } = "";

    /// <summary>The person reads it in Welsh.</summary>
    public bool IsInWelsh { get; init; }
}

/// <param name="Why">Each reason of the cases once.</param>
/// <param name="Seen">The cases: what comes later is not closed by this page.</param>
/// <param name="Refusal">Why they cannot be closed; null = they can.</param>
public sealed record CaseCloseModel(
    string Action,
    string Holder,
    Guid? Card,
    IReadOnlyList<string> Why,
    IReadOnlyList<Guid> Seen,
    bool IsStopped,
    IReadOnlyList<Choice> Reasons,
    string? Reason,
    string? Refusal,
    Errors Errors);
