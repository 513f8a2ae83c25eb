using Smartcard.Cards.Iso7816;
using Smartcard.Cards.Tlv;

namespace Smartcard.Cards.Gids;

/// <summary>SELECT: makes GIDS the current application and drops all rights.</summary>
/// <remarks>The answer is an application template '61' whose AID '4F' begins with the one asked for.</remarks>
internal sealed record Select : ICardCommand<Done>
{
    private const byte Ins = 0xA4;
    private const byte ByName = 0x04;
    private const int ApplicationTemplate = 0x61;
    private const int ApplicationIdentifier = 0x4F;

    public string Name => "SELECT";

    public CommandApdu ToApdu() => new(0x00, Ins, ByName, 0x00, GidsApplication.Aid.ToArray(), CommandApdu.MaxNe);

    public Done Parse(ResponseApdu response)
    {
        var template = TlvReader.Find(response.DataOrThrow(Name).Span, ApplicationTemplate);
        return TlvReader.Find(template, ApplicationIdentifier).StartsWith(GidsApplication.Aid)
            ? default
            : throw new FormatException("it names a different application");
    }
}
