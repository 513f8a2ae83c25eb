namespace Smartcard.Cards.Gids;

/// <summary>What the card itself takes as a passcode, whatever an installation asks on top: 4 to 16 bytes of any value.</summary>
public static class GidsPasscodeRule
{
    public const int MinLengthBytes = 4;
    public const int MaxLengthBytes = 16;

    public static bool Allows(ReadOnlySpan<byte> passcode) => passcode.Length is >= MinLengthBytes and <= MaxLengthBytes;
}
