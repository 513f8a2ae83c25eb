namespace Smartcard.Cards.Pcsc;

/// <summary>
/// A return code of PC/SC: only its low 32 bits mean something, whatever the platform's register holds.
/// <see cref="ScardTable"/> says what.
/// </summary>
internal readonly record struct ScardCode(uint Value)
{
    public static readonly ScardCode Success = new(0);
    public static readonly ScardCode Cancelled = new(0x80100002);
    public static readonly ScardCode UnknownReader = new(0x80100009);
    public static readonly ScardCode Timeout = new(0x8010000A);
    public static readonly ScardCode NoSmartcard = new(0x8010000C);
    public static readonly ScardCode Reset = new(0x80100068);
    public static readonly ScardCode NoReadersAvailable = new(0x8010002E);

    private const uint HresultOfSystemCode = 0x80070000;
    private const uint SystemCodeBits = 0xFFFF;

    /// <summary>A code as a long of 64 bits has it, sign-extended or not.</summary>
    public static ScardCode From(nint result) => new(unchecked((uint)result));

    /// <summary>Null when no list has the code; it is treated as a fault of the reader.</summary>
    private ScardRow? Row => ScardTable.Find((Value & ~SystemCodeBits) == HresultOfSystemCode ? Value & SystemCodeBits : Value);

    public ScardMeaning Meaning => Row?.Meaning ?? ScardMeaning.ReaderFault;

    /// <summary>
    /// Whether the context that answered this is dead, so that only a new one can help; SCardIsValidContext does not
    /// tell.
    /// </summary>
    public bool EndsContext => Meaning == ScardMeaning.ServiceGone;

    /// <summary>Whether the card is gone for certain, or not the card it was when the connection was made.</summary>
    public bool MeansCardGone => Meaning is ScardMeaning.CardGone or ScardMeaning.ReaderGone;

    /// <summary>Whether a card that was just pulled out can be behind this, so that the reader must be asked.</summary>
    public bool MayMeanCardGone => !MeansCardGone && Meaning is not (ScardMeaning.Success or ScardMeaning.Busy);

    /// <summary>The name, where there is one, and always the number: in hexadecimal, and system codes also as Windows lists them.</summary>
    public override string ToString() =>
        (Row?.Name is { } name ? $"{name}, " : "")
        + $"{Value:X8}"
        + (Value is > 0 and <= SystemCodeBits ? $" = {Value}" : "");

    /// <summary>The exception that says what this code means for whoever asked for something.</summary>
    /// <param name="action">What was tried, e.g. "list the readers".</param>
    public CardFaultException ToException(string action) =>
        Meaning switch
        {
            ScardMeaning.ServiceGone => Reader(
                ReaderProblem.NoService,
                action,
                "the smart card service is not running"),
            ScardMeaning.Forbidden => Reader(
                ReaderProblem.NoService,
                action,
                "the smart card service has refused this program, or is stopping"),
            ScardMeaning.ReaderGone => Reader(ReaderProblem.NoReader, action, "the reader is not connected"),
            ScardMeaning.Busy => Reader(ReaderProblem.InUse, action, "another program is using the card"),
            ScardMeaning.Mute => Reader(
                ReaderProblem.UnresponsiveCard,
                action,
                "the card does not answer. It may be the wrong way round"),
            ScardMeaning.CardGone => Removed(action),
            ScardMeaning.ReaderFault => Fault(action),
            _ => Reader(ReaderProblem.Other, action, "the smart card service reports an error"),
        };

    /// <summary>What it means when the reader, asked, has no card, or no longer the same.</summary>
    public CardRemovedException Removed(string action) => new($"Cannot {action}: the card is not in the reader, or was reset ({this}).");

    /// <summary>What it means when the reader, asked, still has the card.</summary>
    public CardReaderException Fault(string action) => Reader(ReaderProblem.Faulty, action, "the reader or its driver reports an error");

    private CardReaderException Reader(ReaderProblem problem, string action, string text) =>
        new(problem, $"Cannot {action}: {text} ({this}).");
}
