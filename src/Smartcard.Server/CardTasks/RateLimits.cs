namespace Smartcard.Server.CardTasks;

/// <summary>Names of the host's rate limits.</summary>
internal static class RateLimits
{
    /// <summary>Tries at pairing codes, by address: 20 a minute against 31^8 codes.</summary>
    public const string Pairing = "pairing";
}
