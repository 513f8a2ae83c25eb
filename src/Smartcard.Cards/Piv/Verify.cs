using Smartcard.Cards.Iso7816;

namespace Smartcard.Cards.Piv;

/// <summary>VERIFY: shows the card the PIN.</summary>
/// <remarks>
/// 63Cx: wrong, x attempts left. 6983: blocked. 6A80: not a PIN, and no attempt is lost. Source: NIST SP 800-73-4, Part 2, 3.2.1.
/// </remarks>
internal sealed class Verify(ReadOnlyMemory<byte> pin) : SecretCommand(Ins, PivApplication.PinReference, Pin(pin))
{
    internal const byte Ins = 0x20;

    /// <summary>P1 that takes back what VERIFY gave.</summary>
    internal const byte ResetStatus = 0xFF;

    public override string Name => "VERIFY";
}

/// <summary>VERIFY without data: how many attempts the PIN has left; costs none.</summary>
/// <remarks>Null: the PIN was verified since the card was reset, and the card then answers 9000 without a number.</remarks>
internal sealed record QueryAttempts : ICardCommand<int?>
{
    public string Name => "VERIFY (attempts left)";

    public CommandApdu ToApdu() => new(0x00, Verify.Ins, 0x00, PivApplication.PinReference);

    public int? Parse(ResponseApdu response) => response.Sw switch
    {
        { AttemptsLeft: { } left } => left,
        var sw when sw == StatusWord.AuthenticationBlocked => 0,
        var sw when sw == StatusWord.Success => null,
        var sw => throw new CardException(Name, sw),
    };
}

/// <summary>VERIFY with P1 = FF: the PIN counts as not verified from now on.</summary>
internal sealed record DropPin : ICardCommand<Done>
{
    public string Name => "VERIFY (drop rights)";

    public CommandApdu ToApdu() => new(0x00, Verify.Ins, Verify.ResetStatus, PivApplication.PinReference);

    public Done Parse(ResponseApdu response)
    {
        response.DataOrThrow(Name);
        return default;
    }
}
