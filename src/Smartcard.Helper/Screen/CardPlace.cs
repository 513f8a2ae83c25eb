namespace Smartcard.Helper.Screen;

/// <summary>A card, and where it is, as a person can tell it from others.</summary>
/// <param name="Reader">The reader's name, as its driver gives it.</param>
/// <param name="Ending">The last four characters of the card's identifier, for example <c>4F2A</c>.</param>
internal sealed record CardPlace(string Reader, string Ending);
