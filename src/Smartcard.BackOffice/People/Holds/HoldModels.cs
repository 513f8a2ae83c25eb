using Smartcard.Look;

namespace Smartcard.BackOffice.People.Holds;

/// <summary>Puts somebody on legal hold.</summary>
/// <param name="Refusal">Why they cannot be; null = they can.</param>
public sealed record HoldModel(
    string Action, string Back, string Name, string Organisation, string Reference, string? Refusal, Errors Errors);

/// <summary>Asks whether a legal hold is taken off.</summary>
/// <param name="Refusal">Why it cannot be; null = it can.</param>
public sealed record HoldLiftModel(string Action, string Back, string Name, string Organisation, string Reference, string? Refusal);
