using Smartcard.Domain.Users;
using Smartcard.Look;

namespace Smartcard.BackOffice.Users;

/// <param name="SignsInAs">Their user name, or their address at the organisation's provider.</param>
public sealed record UserLine(string Address, string Name, string SignsInAs, string Roles, string State);

/// <param name="Address">Of the page; what can be done stands below it.</param>
/// <param name="SecondStep">What they show beside their password, in words.</param>
/// <param name="RoleWords">Their roles in words.</param>
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
    string? OwnCard,
    Errors Errors);

public sealed record AddUserModel(string Name, string Email, BackOfficeRoles Roles, Errors Errors);

/// <param name="Days">How long it is good.</param>
public sealed record OneTimePasswordModel(string Name, string SignsInAs, string Password, int Days);
