using Smartcard.Domain.Users;
using Smartcard.Look;

namespace Smartcard.BackOffice.Users;

/// <param name="SignsInAs">Their user name, or their address at the organisation's provider.</param>
/// <param name="Organisation">The only one whose people they see; null = everybody.</param>
public sealed record UserLine(string Address, string Name, string SignsInAs, string Roles, string? Organisation, string State);

/// <param name="Address">Of the page; what can be done stands below it.</param>
/// <param name="SecondStep">What they show beside their password, in words.</param>
/// <param name="RoleWords">Their roles in words.</param>
/// <param name="Organisation">The only one whose people they see; null = everybody.</param>
/// <param name="Organisations">Those to choose from.</param>
/// <param name="IsOrganisationGiven">The organisation's provider says it, and nobody here.</param>
/// <param name="OwnCard">The name on their own smartcard; null = not said.</param>
public sealed record UserModel(
    string Address,
    string SignsInAs,
    string State,
    string SecondStep,
    bool IsExternal,
    bool IsEnabled,
    BackOfficeRoles Roles,
    string RoleWords,
    string? Organisation,
    IReadOnlyList<string> Organisations,
    bool IsOrganisationGiven,
    string? OwnCard,
    Errors Errors);

public sealed record AddUserModel(
    string Name, string Email, BackOfficeRoles Roles, string? Organisation, IReadOnlyList<string> Organisations, Errors Errors);

/// <param name="Days">How long it is good.</param>
public sealed record OneTimePasswordModel(string Name, string SignsInAs, string Password, int Days);
