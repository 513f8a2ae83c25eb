namespace Smartcard.Cards.Piv;

/// <summary>What a PIV card takes as a PIN and as a PUK, whatever an installation asks on top.</summary>
/// <remarks>Source: NIST SP 800-73-4, Part 2, 2.4.3. Cards that take more than the standard lets them are held to it here.</remarks>
public static class PivPinRule
{
    /// <summary>The fewest digits of a PIN.</summary>
    public const int MinLength = 6;

    /// <summary>The most digits of a PIN.</summary>
    public const int MaxLength = 8;

    /// <summary>How many bytes a PUK has, each of any value.</summary>
    public const int PukLength = 8;

    /// <summary>Whether a card would take these bytes as a new PIN: 6 to 8 digits in ASCII.</summary>
    public static bool Allows(ReadOnlySpan<byte> pin) =>
        pin.Length is >= MinLength and <= MaxLength && !pin.ContainsAnyExceptInRange((byte)'0', (byte)'9');

    /// <summary>Whether a card would take these bytes as a PUK.</summary>
    public static bool AllowsPuk(ReadOnlySpan<byte> puk) => puk.Length == PukLength;
}
