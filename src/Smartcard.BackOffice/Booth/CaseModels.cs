using Smartcard.Look;
using Smartcard.SelfService.Booth;

namespace Smartcard.BackOffice.Booth;

/// <summary>The page of a case: what changes while somebody looks, and what they type meanwhile.</summary>
/// <param name="Colleagues">Who it can be handed over to; empty where whoever looks does not have it.</param>
/// <param name="Note">What was typed, to be shown again.</param>
/// <param name="Problem">Why the last act was refused; null = it was not.</param>
public sealed record CaseModel(CaseNowModel Now, IReadOnlyList<SelectOption> Colleagues, string? Note, string? Problem, Errors Errors);

/// <param name="Path">Of the page; what can be done stands below it.</param>
/// <param name="Matter">Null = no case is open any more.</param>
/// <param name="Waited">For how long, in words.</param>
/// <param name="IsMine">Whether whoever looks has it.</param>
/// <param name="IsOwnCard">Whether it is about the card of whoever looks, and works at the booth.</param>
/// <param name="MayAct">Whether whoever looks works at the booth, and it is not about their own card.</param>
/// <param name="Help">Where to help the holder in person; null where this person may not or there is no card.</param>
/// <param name="Reset">The page of the reset in person that is under way; null = none is.</param>
public sealed record CaseNowModel(
    string Path,
    QueuedMatter? Matter,
    string? Waited,
    IReadOnlyList<WrittenNote> Notes,
    bool IsMine,
    bool IsOwnCard,
    bool MayAct,
    string? Help,
    string? Reset);

/// <summary>Asks whether a colleague's case is to be taken over.</summary>
/// <param name="Action">Where the answer goes.</param>
/// <param name="Case">The page of the case.</param>
/// <param name="From">Whose it is.</param>
public sealed record TakeOverModel(string Action, string Case, string Holder, QueuedClaim From);
