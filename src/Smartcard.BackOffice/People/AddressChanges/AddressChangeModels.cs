using Smartcard.BackOffice.Booth.Acts;
using Smartcard.Look;
using Smartcard.SelfService.Registrations.AddressChanges;

namespace Smartcard.BackOffice.People.AddressChanges;

/// <summary>The page that begins a change of address.</summary>
/// <param name="Action">Where the form goes.</param>
/// <param name="Back">The holder's page.</param>
/// <param name="Now">Where codes go, masked; null where the card is not registered.</param>
/// <param name="Refusal">Why it cannot be changed; null = it can.</param>
public sealed record AddressStartModel(
    string Action,
    string Back,
    string Holder,
    string Organisation,
    Guid Card,
    string? Now,
    string? Refusal,
    IReadOnlyList<Choice> Reasons,
    IReadOnlyList<Choice> Checks,
    AddressStartTyped Typed,
    bool NeedsSecond,
    Errors Errors);

/// <summary>What came with the form, to be shown again.</summary>
public sealed record AddressStartTyped(string? Reason, string? Check, string Seen);

/// <summary>A change of address under way.</summary>
/// <param name="Path">Of the page; what can be done stands below it.</param>
/// <param name="Back">The holder's page.</param>
/// <param name="Address">The new one, in full, since it is read back to its holder; null before it was typed.</param>
/// <param name="Masked">The same, once it is changed; null before.</param>
/// <param name="IsHelper">Whether whoever looks is the one who helps.</param>
/// <param name="Refusal">Why it was refused just now; null = it was not.</param>
public sealed record AddressChangeModel(
    string Path,
    string Back,
    string Holder,
    string Organisation,
    Guid Card,
    AddressChangeStep Step,
    string? Address,
    string? Masked,
    string HelpedBy,
    bool IsHelper,
    bool IsMailLost,
    string? Refusal,
    Errors Errors);
