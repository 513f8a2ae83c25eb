namespace Smartcard.SelfService.Vault;

/// <summary>This host has used the keys of cards as often as it may within an hour.</summary>
internal sealed class VaultClosedException() : VaultAwayException(
    "This host has used the keys of cards as often as Vault:Limits:PerHostPerHour allows. It goes on when an hour has passed.");
