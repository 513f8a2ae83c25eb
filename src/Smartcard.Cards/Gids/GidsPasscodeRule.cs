namespace Smartcard.Cards.Gids;

/// <summary>What the card itself takes as a passcode, whatever an installation asks on top: 4 to 16 bytes of any value.</summary>
public static class GidsPasscodeRule
{
    /// <summary>The fewest bytes.</summary>
    public const int MinLengthBytes = 4;

    /// <summary>The most bytes.</summary>
    public const int MaxLengthBytes = 16;

    /// <summary>Whether a card would take these bytes as a new passcode.</summary>
    public static bool Allows(ReadOnlySpan<byte> passcode) => passcode.Length is >= MinLengthBytes and <= MaxLengthBytes;
}
