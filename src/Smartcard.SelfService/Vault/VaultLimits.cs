namespace Smartcard.SelfService.Vault;

/// <summary>How often the keys of cards may be used; configuration section <c>Vault:Limits</c>.</summary>
/// <remarks>No ward's day comes near: they stop a program that has gone wrong, or somebody who has taken over a host.</remarks>
public sealed class VaultLimits
{
    public const int FewestPerCard = 4;
    public const int MostPerCard = 1000;
    public const int FewestPerHost = 100;
    public const int MostPerHost = 1_000_000;

    /// <summary>Answers to one card within an hour, on all hosts together. A reset takes two. Default 30; 4 to 1,000.</summary>
    public int PerCardPerHour { get; set; } = 30;

    /// <summary>Uses of keys by one host within an hour. A reset takes five. Default 20,000; 100 to 1,000,000.</summary>
    public int PerHostPerHour { get; set; } = 20_000;

    /// <summary>In sentences.</summary>
    internal IEnumerable<string> Problems()
    {
        if (PerCardPerHour is < FewestPerCard or > MostPerCard)
        {
            yield return "Vault:Limits:PerCardPerHour says how often one card is answered within an hour. "
                + $"Write a number from {FewestPerCard} to {MostPerCard}, for example 30.";
        }

        if (PerHostPerHour is < FewestPerHost or > MostPerHost)
        {
            yield return "Vault:Limits:PerHostPerHour says how often one host may use keys of cards within an hour. "
                + $"Write a number from {FewestPerHost} to {MostPerHost}, for example 20000.";
        }
    }
}
