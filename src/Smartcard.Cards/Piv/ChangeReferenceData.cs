namespace Smartcard.Cards.Piv;

/// <summary>CHANGE REFERENCE DATA: puts a new PIN or PUK in the place of the one that is shown with it.</summary>
/// <remarks>
/// Data field: the current one, then the new one. 63Cx: the current one is wrong. 6983: it is blocked. 6A80: the card does not take the
/// new one, and nothing has changed. Source: NIST SP 800-73-4, Part 2, 3.2.2.
/// </remarks>
internal sealed class ChangeReferenceData : SecretCommand
{
    internal const byte Ins = 0x24;

    private ChangeReferenceData(byte reference, ReadOnlyMemory<byte> current, ReadOnlyMemory<byte> next)
        : base(Ins, reference, current, next)
    {
    }

    public override string Name => "CHANGE REFERENCE DATA";

    public static ChangeReferenceData OfPin(ReadOnlyMemory<byte> current, ReadOnlyMemory<byte> next) =>
        new(PivApplication.PinReference, Pin(current), Pin(next));

    public static ChangeReferenceData OfPuk(ReadOnlyMemory<byte> current, ReadOnlyMemory<byte> next) =>
        new(PivApplication.PukReference, Puk(current), Puk(next));
}
