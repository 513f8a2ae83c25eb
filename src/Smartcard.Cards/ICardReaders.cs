namespace Smartcard.Cards;

/// <summary>The readers of this workstation: real ones through PC/SC, or virtual ones in this process.</summary>
public interface ICardReaders : IDisposable
{
    /// <summary>The readers present now, in the system's order; empty when there is none.</summary>
    /// <exception cref="CardReaderException">The smart card service does not run, or failed.</exception>
    Task<IReadOnlyList<ReaderState>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Waits until the reader differs from what the caller knows, and returns how it is then.</summary>
    /// <returns>The new state; a state equal to <paramref name="known"/> when <paramref name="limit"/> passed without a change.</returns>
    /// <exception cref="CardReaderException">The reader is gone (<see cref="ReaderProblem.NoReader"/>), or the service failed.</exception>
    Task<ReaderState> WaitForChangeAsync(ReaderState known, TimeSpan limit, CancellationToken cancellationToken);

    /// <summary>Takes the card in a reader for this caller only; other programs that are connected to it wait.</summary>
    /// <exception cref="CardRemovedException">There is no card in the reader.</exception>
    /// <exception cref="CardReaderException">The reader is gone or in use, or the service failed.</exception>
    Task<ICardConnection> ConnectAsync(string reader, CancellationToken cancellationToken);
}

/// <summary>One card that nobody else sends a command to, from connect to dispose.</summary>
/// <remarks>Disposing resets the card where a PIN or a key was tried, so that no right won by it survives the connection.</remarks>
public interface ICardConnection : ICardTransport
{
    /// <summary>The name PC/SC gives the reader that the card is in.</summary>
    string Reader { get; }

    /// <summary>The card's answer to reset, 2 to 33 bytes.</summary>
    ReadOnlyMemory<byte> Atr { get; }
}
