using Smartcard.Look;

namespace Smartcard.BackOffice.SignIn;

/// <param name="Said">Why the sign-in comes again, if there is a reason.</param>
/// <param name="Provider">Button to the organisation's own sign-in, where there is one.</param>
/// <param name="HasLocal">Whether accounts with passwords are kept here.</param>
/// <param name="To">The page to go on to.</param>
public sealed record SignInModel(string? Said, MenuLink? Provider, bool HasLocal, string Name, string? To, Errors Errors);

/// <param name="HasApp">Whether they have set up an authenticator app.</param>
/// <param name="To">The page to go on to.</param>
public sealed record SecondStepModel(bool HasApp, string? To, Errors Errors);

/// <param name="ExternalName">How they sign in at their organisation's provider; null for an account that is kept here.</param>
public sealed record AccountModel(
    string? Said,
    string DisplayName,
    string? UserName,
    string Roles,
    string? ExternalName,
    bool HasApp,
    int Passkeys,
    int CodesLeft);

/// <param name="QrPath">The QR code as one path of an SVG: nothing is fetched for it, and the strict content policy stays.</param>
/// <param name="Key">In groups of four.</param>
/// <param name="IsFirst">Whether it is the first second step, so that a passkey may take its place.</param>
public sealed record AuthenticatorModel(string QrPath, int QrSize, string Key, string SealedKey, bool IsFirst, Errors Errors);

public sealed record PasskeysModel(IReadOnlyList<PasskeyLine> Passkeys, Errors Errors);

/// <param name="Id">As it stands in an address.</param>
public sealed record PasskeyLine(string? Name, DateTimeOffset Added, string Id);
