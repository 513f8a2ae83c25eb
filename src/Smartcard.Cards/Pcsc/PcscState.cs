namespace Smartcard.Cards.Pcsc;

/// <summary>Between PC/SC's reader states and ours: the low word holds flags, the high word counts events.</summary>
internal static class PcscState
{
    private const int CounterShift = 16;
    private const uint Empty = 0x0010;

    public static ReaderState Read(string reader, uint eventState, byte[] atr)
    {
        var hasCard = (eventState & Scard.StatePresent) != 0;
        return new ReaderState(reader, hasCard, hasCard ? atr : null, eventState >> CounterShift);
    }

    /// <summary>What to tell PC/SC that we know, so that it returns at the first difference.</summary>
    public static uint Expected(ReaderState known) => (known.EventCount << CounterShift) | (known.HasCard ? Scard.StatePresent : Empty);
}
