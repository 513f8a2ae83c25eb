namespace Smartcard.Cards;

/// <summary>Carries command APDUs to one card and brings its answers back: PC/SC, a software card, a scripted card.</summary>
public interface ICardTransport : IAsyncDisposable
{
    /// <summary>Sends one command APDU and returns the card's answer, data and status word.</summary>
    /// <param name="commandBytes">One short APDU; the caller may overwrite it as soon as the call has returned.</param>
    /// <param name="cancellationToken">Observed before sending; a command already sent is always answered first.</param>
    /// <exception cref="CardRemovedException">The card left the reader; whether it acted on this command is unknown.</exception>
    /// <exception cref="CardReaderException">
    /// The reader or its driver failed, with the card in it; whether the card acted on this command is unknown.
    /// </exception>
    ValueTask<byte[]> TransmitAsync(ReadOnlyMemory<byte> commandBytes, CancellationToken cancellationToken);
}
