using System.Text;
using Smartcard.Cards.Iso7816;
using Smartcard.Cards.Tlv;

namespace Smartcard.Cards.Piv;

/// <summary>SELECT: makes PIV the current application.</summary>
/// <remarks>
/// The answer is an application property template '61' with the AID '4F': all of it, or only what follows the provider. Where PIV was
/// current already, the card keeps the rights won before. Source: NIST SP 800-73-4, Part 2, 3.1.1.
/// </remarks>
internal sealed record Select : ICardCommand<PivProperties>
{
    internal const byte Ins = 0xA4;
    internal const byte ByName = 0x04;
    internal const int ApplicationTemplate = 0x61;
    internal const int ApplicationIdentifier = 0x4F;
    internal const int Label = 0x50;
    internal const int Algorithms = 0xAC;
    internal const int Algorithm = 0x80;
    private const int MaxLabelLength = 64;

    public string Name => "SELECT";

    public CommandApdu ToApdu() => new(0x00, Ins, ByName, 0x00, PivApplication.Aid.ToArray(), CommandApdu.MaxNe);

    public PivProperties Parse(ResponseApdu response) => Read(response.DataOrThrow(Name).Span);

    internal static PivProperties Read(ReadOnlySpan<byte> answer)
    {
        var template = TlvReader.Find(answer, ApplicationTemplate);
        var aid = TlvReader.Find(template, ApplicationIdentifier);
        if (!aid.StartsWith(PivApplication.Aid) && !aid.StartsWith(PivApplication.Application))
        {
            throw new FormatException("it names a different application");
        }

        string? label = null;
        var algorithms = new SortedSet<byte>();
        var reader = new TlvReader(template);
        while (reader.TryRead(out var tag, out var value))
        {
            switch (tag)
            {
                case Label when value.Length <= MaxLabelLength:
                    label = Printable(value);
                    break;
                case Algorithms:
                    AddTo(algorithms, value);
                    break;
                default:
                    break; // others are optional, and nothing here needs them
            }
        }

        return new PivProperties(label, [.. algorithms]);
    }

    private static void AddTo(SortedSet<byte> algorithms, ReadOnlySpan<byte> identifiers)
    {
        var reader = new TlvReader(identifiers);
        while (reader.TryRead(out var tag, out var value))
        {
            if (tag == Algorithm)
            {
                foreach (var algorithm in value)
                {
                    algorithms.Add(algorithm);
                }
            }
        }
    }

    private static string Printable(ReadOnlySpan<byte> label)
    {
        var text = new StringBuilder(label.Length);
        foreach (var letter in label)
        {
            text.Append(letter is >= 0x20 and < 0x7F ? (char)letter : '?');
        }

        return text.ToString();
    }
}

/// <summary>What a PIV card says of itself when it is selected; all of it is optional, and nothing here relies on it.</summary>
/// <param name="Label">The application's name, printable; null where the card gives none.</param>
/// <param name="Algorithms">Identifiers of algorithms, ascending, e.g. 07 or 11; empty where the card names none.</param>
public sealed record PivProperties(string? Label, IReadOnlyList<byte> Algorithms);
