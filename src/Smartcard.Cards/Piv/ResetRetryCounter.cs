namespace Smartcard.Cards.Piv;

/// <summary>RESET RETRY COUNTER: sets a new PIN and refills its attempts, by right of the PUK that is shown with it.</summary>
/// <remarks>
/// Data field: PUK, then new PIN. 63Cx: the PUK is wrong, and x attempts of the PUK are left. 6983: the PUK is blocked. 6A80: the card
/// does not take the PIN, and the PUK lost no attempt. Source: NIST SP 800-73-4, Part 2, 3.2.3.
/// </remarks>
internal sealed class ResetRetryCounter(ReadOnlyMemory<byte> puk, ReadOnlyMemory<byte> newPin)
    : SecretCommand(Ins, PivApplication.PinReference, Puk(puk), Pin(newPin))
{
    internal const byte Ins = 0x2C;

    public override string Name => "RESET RETRY COUNTER";
}
