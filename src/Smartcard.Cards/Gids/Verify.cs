using Smartcard.Cards.Iso7816;

namespace Smartcard.Cards.Gids;

/// <summary>VERIFY: shows the card a passcode.</summary>
/// <remarks>Data field: the passcode's bytes, not padded. Too short or too long ones are wrong but cost no attempt.</remarks>
internal sealed class Verify(ReadOnlyMemory<byte> passcode) : ICardCommand<SecretCheck>
{
    internal const byte Ins = 0x20;

    public string Name => "VERIFY";

    public CommandApdu ToApdu() => passcode.Length is > 0 and <= CommandApdu.MaxNc
        ? new(0x00, Ins, 0x00, GidsApplication.PasscodeReference, passcode)
        // without data it would be a query
        : throw new ArgumentException($"A passcode of {passcode.Length} bytes cannot be shown to the card.");

    public SecretCheck Parse(ResponseApdu response) => SecretCheck.From(Name, response.Sw);
}

/// <summary>VERIFY with P2 = 82: drops every right won in this session.</summary>
internal sealed record Deauthenticate : ICardCommand<Done>
{
    public string Name => "VERIFY (drop rights)";

    public CommandApdu ToApdu() => new(0x00, Verify.Ins, 0x00, GidsApplication.Deauthenticate);

    public Done Parse(ResponseApdu response)
    {
        response.DataOrThrow(Name);
        return default;
    }
}
