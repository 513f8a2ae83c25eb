namespace Smartcard.SelfService.Vault;

/// <summary>The few keys that the vault itself holds: a master key, and transport keys.</summary>
public interface IVaultKeys
{
    /// <summary>Makes the master key and a transport key where they are missing. None is ever replaced.</summary>
    /// <returns>All that there are now.</returns>
    Task<IReadOnlyList<VaultKey>> MakeMissingAsync(CancellationToken cancellationToken);

    /// <summary>The transport key that a card bureau is given; made where there is none.</summary>
    Task<TransportKey> CurrentTransportKeyAsync(CancellationToken cancellationToken);

    /// <summary>Makes a new one, and keeps the others for what they have wrapped.</summary>
    Task<TransportKey> NewTransportKeyAsync(CancellationToken cancellationToken);
}

/// <param name="Name">For people.</param>
/// <param name="CheckValue">By which two people, or two tokens, know that they have the same; not secret.</param>
/// <param name="IsNew">Whether it was made just now.</param>
public sealed record VaultKey(string Name, string CheckValue, bool IsNew);
