namespace Smartcard.Cards.Recognition;

/// <summary>Finds in an answer to reset what the card's maker says of it.</summary>
/// <remarks>Source: ISO/IEC 7816-3, 8.2.</remarks>
internal static class AnswerToReset
{
    private const int MaxLength = 33;

    /// <summary>The historical bytes; empty where the bytes are no answer to reset.</summary>
    public static ReadOnlySpan<byte> HistoricalBytes(ReadOnlySpan<byte> atr)
    {
        if (atr.Length is < 2 or > MaxLength || atr[0] is not (0x3B or 0x3F))
        {
            return default;
        }

        var count = atr[1] & 0x0F;
        var present = atr[1] >> 4; // which of TA, TB, TC and TD follow
        var at = 2;
        while (present != 0)
        {
            var goesOn = (present & 0x8) != 0;
            at += System.Numerics.BitOperations.PopCount((uint)present);
            if (at > atr.Length)
            {
                return default;
            }

            present = goesOn ? atr[at - 1] >> 4 : 0;
        }

        return at + count <= atr.Length ? atr.Slice(at, count) : default;
    }
}
