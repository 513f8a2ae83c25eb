using Smartcard.Look;

namespace Smartcard.BackOffice.People.Records;

/// <summary>What is on record of a member of staff, to be filled in.</summary>
/// <param name="Action">Where the form goes.</param>
/// <param name="Typed">What is in it.</param>
/// <param name="Organisations">Those to choose from.</param>
/// <param name="Seen">Tells whether somebody else changes it meanwhile; null for somebody new.</param>
/// <param name="Refusal">Why it cannot be changed; null = it can.</param>
/// <param name="Button">What is done.</param>
public sealed record RecordModel(
    string Action,
    string Back,
    RecordTyped Typed,
    IReadOnlyList<string> Organisations,
    string? Seen,
    string? Refusal,
    string Button,
    Errors Errors);

/// <summary>As it was typed, to be shown again.</summary>
/// <param name="Organisation">The one that is chosen.</param>
/// <param name="OtherOrganisation">One that is not among those to choose from, and counts instead; empty = none.</param>
public sealed record RecordTyped(string Name, string Organisation, string OtherOrganisation, string Site, string Number);

/// <summary>Asks whether somebody has left.</summary>
/// <param name="Cards">How many of their cards are suspended then.</param>
public sealed record LeaveModel(string Action, string Back, string Name, string Organisation, int Cards);
