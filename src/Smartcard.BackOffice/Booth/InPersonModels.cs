using Smartcard.Look;
using Smartcard.SelfService.Booth;

namespace Smartcard.BackOffice.Booth;

/// <param name="Action">Where the form goes.</param>
/// <param name="Checks">How the holder may show who they are, as the organisation lists it.</param>
/// <param name="State">Why the card cannot be reset, as it is suspended or revoked; null = it can.</param>
/// <param name="Check">The one that was chosen; null = none yet.</param>
public sealed record InPersonStartModel(
    string Action,
    string Holder,
    string Organisation,
    Guid Card,
    string? State,
    IReadOnlyList<string> Checks,
    string? Check,
    string Seen,
    bool NeedsSecond,
    Errors Errors);

/// <param name="Path">Of the page; what can be done stands below it.</param>
/// <param name="IsHelper">Whether whoever looks is the one who helps.</param>
/// <param name="MayAct">Whether whoever looks works at the booth.</param>
/// <param name="IsOwnCard">Whether it is about the card of whoever looks, and works at the booth.</param>
public sealed record InPersonModel(string Path, InPersonStanding Standing, bool IsHelper, bool MayAct, bool IsOwnCard);

/// <summary>A reset in person under way, in the list of the booth.</summary>
public sealed record InPersonLine(Guid Id, string Page, DateTimeOffset Since, string Holder, string HelpedBy);
