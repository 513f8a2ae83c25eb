namespace Smartcard.SelfService.CardTasks;

/// <summary>What a reader helper says of itself when it connects.</summary>
/// <param name="Version">Empty = it does not say.</param>
/// <param name="ReadsCards">Whether it knows the tasks of a card reading; older ones do not.</param>
public sealed record HelperSaid(string Version, bool ReadsCards);
