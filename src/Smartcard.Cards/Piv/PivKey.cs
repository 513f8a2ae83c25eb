namespace Smartcard.Cards.Piv;

/// <summary>The keys of a PIV card that sign, by their reference.</summary>
/// <remarks>Source: NIST SP 800-73-4, Part 1, 5.1 and SP 800-78-4, 6.1.</remarks>
public enum PivKey : byte
{
    /// <summary>9A, PIV Authentication: signs once the PIN was shown.</summary>
    Authentication = 0x9A,

    /// <summary>9C, Digital Signature: signs only right after the PIN was shown, each time.</summary>
    Signature = 0x9C,

    /// <summary>9E, Card Authentication: signs without a PIN, also while the PIN is blocked.</summary>
    CardAuthentication = 0x9E,
}
