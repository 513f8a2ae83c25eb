namespace Smartcard.SelfService.CardTasks;

/// <summary>What keeps a card task from going on, on our side. The person hears of it.</summary>
internal enum CardTaskTrouble
{
    /// <summary>The vault does not answer. The helper asks again for a while.</summary>
    VaultAway,

    /// <summary>The card's key was used as often as it may be within an hour.</summary>
    KeyLimit,
}
