using Smartcard.BackOffice.Booth.Acts;
using Smartcard.Look;

namespace Smartcard.BackOffice.People.CardActs;

/// <summary>An act on a card that is asked for.</summary>
/// <param name="Action">Where the form goes.</param>
/// <param name="Back">The page of the holder.</param>
/// <param name="State">Why the card is not in use; null = it is.</param>
/// <param name="Meaning">What the act does, in a sentence or two.</param>
/// <param name="Reasons">Empty where none is asked for.</param>
/// <param name="Reason">The one that was chosen; null = none yet.</param>
/// <param name="Seen">Since when the card has the state that the page shows, in ticks.</param>
/// <param name="Refusal">Why it cannot be done; null = it can.</param>
public sealed record CardActModel(
    string Action,
    string Back,
    string Holder,
    Guid Card,
    Telling? State,
    string Meaning,
    IReadOnlyList<Choice> Reasons,
    string? Reason,
    long? Seen,
    string Button,
    string ButtonLook,
    string? Refusal,
    Errors Errors);
