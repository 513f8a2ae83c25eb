using Smartcard.Cards.Iso7816;

namespace Smartcard.Cards.Gids;

/// <summary>
/// RESET RETRY COUNTER: sets a new passcode and refills its attempts, by right of the admin key authenticated just
/// before.
/// </summary>
/// <remarks>P1 = 02: the data field holds the new passcode alone. 6982 without the right; the right ends with this command.</remarks>
internal sealed class ResetRetryCounter(ReadOnlyMemory<byte> newPasscode) : ICardCommand<Done>
{
    internal const byte Ins = 0x2C;
    internal const byte NewReferenceDataOnly = 0x02;

    public string Name => "RESET RETRY COUNTER";

    public CommandApdu ToApdu() =>
        GidsPasscodeRule.Allows(newPasscode.Span)
            ? new(0x00, Ins, NewReferenceDataOnly, GidsApplication.PasscodeReference, newPasscode)
            : throw new ArgumentException(
                $"A passcode has {GidsPasscodeRule.MinLengthBytes} to {GidsPasscodeRule.MaxLengthBytes} bytes, not {newPasscode.Length}.");

    public Done Parse(ResponseApdu response)
    {
        response.DataOrThrow(Name);
        return default;
    }
}
