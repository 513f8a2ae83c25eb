using Smartcard.Look;

namespace Smartcard.Designer.Studio;

/// <param name="Links">What else belongs to what is shown.</param>
/// <param name="Mails">A journey's, oldest first.</param>
/// <param name="IsMailLost">Whether one of them did not arrive.</param>
/// <param name="Source">Address of the frame; null where Elsa Studio is not installed.</param>
public sealed record StudioModel(
    string Title,
    IReadOnlyList<MenuLink> Links,
    IReadOnlyList<JourneyMail> Mails,
    bool IsMailLost,
    string? Source);

public sealed record JourneyMail(DateTimeOffset Made, string Kind, string To, Telling State, Telling? Delivery);

/// <param name="Meaning">What it does, for whoever is about to do it.</param>
/// <param name="Action">Where the button sends to.</param>
/// <param name="Look">Of the button.</param>
/// <param name="Back">The page of the instance.</param>
public sealed record InstanceActionModel(string Meaning, string Action, string Words, string Look, string Back);
