using Smartcard.Look;

namespace Smartcard.BackOffice.People.Erasure;

/// <summary>Asks whether a person's data is erased, and says what that means.</summary>
/// <param name="Refusal">Why it cannot be now; null = it can.</param>
/// <param name="HasLeft">Whether their name and staff number go too.</param>
/// <param name="HasNumber">Whether the staff number confirms it, and not the name.</param>
/// <param name="IsTold">Whether a mail tells them of it, which stays for a while.</param>
/// <param name="IsAgainClear">Whether it was ticked that they have to register again.</param>
public sealed record ErasureModel(
    string Action,
    string Back,
    string Name,
    string Organisation,
    string? Refusal,
    bool HasLeft,
    bool HasNumber,
    int Registrations,
    int Journeys,
    int Mails,
    int Cases,
    int Chats,
    bool IsTold,
    string Typed,
    bool IsAgainClear,
    Errors Errors);
