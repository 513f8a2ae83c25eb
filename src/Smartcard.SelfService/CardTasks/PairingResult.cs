using Smartcard.CardTasks;

namespace Smartcard.SelfService.CardTasks;

/// <summary>What became of a helper's wish to be connected.</summary>
public abstract record PairingResult
{
    private PairingResult()
    {
    }

    public sealed record Paired(HelperSession Session) : PairingResult;

    /// <summary>The code is not known, was used by another or is too old, or its journey is over.</summary>
    public sealed record CodeUnknown : PairingResult;

    /// <summary>The code would do, and works for a newer helper.</summary>
    /// <param name="Wanted">The version to install.</param>
    public sealed record HelperTooOld(string Wanted) : PairingResult;
}
