namespace Smartcard.Cards.Iso7816;

/// <summary>A command of a card's command set: the APDU it sends, and what the answer means.</summary>
/// <typeparam name="TResponse">What the answer means, e.g. <see cref="SecretCheck"/>.</typeparam>
internal interface ICardCommand<out TResponse>
{
    /// <summary>The command's name as its standard spells it, for messages.</summary>
    string Name { get; }

    CommandApdu ToApdu();

    /// <exception cref="CardException">The status word is none that this command expects.</exception>
    /// <exception cref="FormatException">The data is not what this command asks for.</exception>
    TResponse Parse(ResponseApdu response);
}

/// <summary>The answer of a command that brings nothing but its success.</summary>
internal readonly record struct Done;
