namespace Smartcard.Cards.Recognition;

/// <summary>What a card answered when an application was selected by its name.</summary>
/// <param name="Application">One of <see cref="CardRecognition.Applications"/>.</param>
/// <param name="Answer">The whole answer, data and status word, as the card gave it.</param>
public sealed record SelectAnswer(KnownApplication Application, ReadOnlyMemory<byte> Answer)
{
    /// <summary>Whether the card has the application: it answered 9000, or that there is more to fetch (61xx).</summary>
    internal bool IsFound => Answer.Length >= 2 && (Answer.Span[^2..] is [0x90, 0x00] || Answer.Span[^2] == 0x61);
}

/// <summary>An application of cards that tells what a card is.</summary>
/// <param name="Kind">What a card is that has it.</param>
/// <param name="Name">The application's name, for logs.</param>
/// <param name="Aid">What SELECT is given: the application identifier, or as much of it as all versions share, in hexadecimal.</param>
public sealed record KnownApplication(CardKind Kind, string Name, string Aid)
{
    /// <summary>The bytes that select it, short APDU with Le.</summary>
    public byte[] ToSelect()
    {
        var aid = Convert.FromHexString(Aid);
        return [0x00, 0xA4, 0x04, 0x00, (byte)aid.Length, .. aid, 0x00];
    }
}
