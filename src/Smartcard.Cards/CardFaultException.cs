using Smartcard.Cards.Iso7816;

namespace Smartcard.Cards;

/// <summary>Anything that went wrong between the program and a card; catch this at a boundary, a subclass to act on it.</summary>
public abstract class CardFaultException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The card refused: its status word is none that the command expects.</summary>
public sealed class CardException(string command, StatusWord sw) : CardFaultException($"{command}: card answered {sw}")
{
    /// <summary>The command's name as ISO 7816 spells it, e.g. <c>VERIFY</c>.</summary>
    public string Command => command;

    /// <summary>What the card answered.</summary>
    public StatusWord Sw => sw;
}

/// <summary>The card's answer does not have the shape of one: too short, too long, or not the data the command asks for.</summary>
public sealed class CardResponseException(string command, string problem, Exception? inner = null)
    : CardFaultException($"{command}: card's answer is malformed, {problem}", inner)
{
    /// <summary>The command's name as ISO 7816 spells it, e.g. <c>VERIFY</c>.</summary>
    public string Command => command;
}

/// <summary>The card left the reader, or lost its state. Open a new connection.</summary>
/// <remarks>After a command that changes the card its outcome is <em>unknown</em>, not failed: look at the card when it is back.</remarks>
public sealed class CardRemovedException(string message = "The card was removed from the reader.", Exception? inner = null)
    : CardFaultException(message, inner);

/// <summary>The reader or the smart card service failed, before any card had a say.</summary>
public sealed class CardReaderException(ReaderProblem problem, string message, Exception? inner = null) : CardFaultException(message, inner)
{
    /// <summary>What a caller can do something about.</summary>
    public ReaderProblem Problem => problem;
}

/// <summary>What a caller can do something about.</summary>
public enum ReaderProblem
{
    /// <summary>Anything else; the message has the name PC/SC gives it.</summary>
    Other,

    /// <summary>The smart card service is not installed, does not run, or does not let this program in.</summary>
    NoService,

    /// <summary>No reader of that name is attached.</summary>
    NoReader,

    /// <summary>Another program holds the card.</summary>
    InUse,

    /// <summary>The card does not answer: inserted the wrong way round, or not a smartcard.</summary>
    UnresponsiveCard,

    /// <summary>
    /// The reader or its driver reports an error while a card is in it: taking the card out and putting it back in
    /// firmly often helps.
    /// </summary>
    Faulty,
}
