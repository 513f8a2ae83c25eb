using Smartcard.Cards;

namespace Smartcard.Tests.Helper;

/// <summary>Readers that fail so many times before they work.</summary>
internal sealed class FaultyReaders(ICardReaders inner) : ICardReaders
{
    /// <summary>How many connections fail.</summary>
    public int Connects { get; set; }

    /// <summary>How many commands fail, of those that begin with <see cref="Instruction"/>.</summary>
    public int Commands { get; set; }

    /// <summary>INS of the commands that fail.</summary>
    public byte Instruction { get; set; }

    public Exception Fault { get; set; } =
        new CardReaderException(
            ReaderProblem.Faulty,
            "Cannot send: the reader or its driver reports an error (ERROR_GEN_FAILURE, 0000001F = 31).");

    public Task<IReadOnlyList<ReaderState>> ListAsync(CancellationToken cancellationToken) => inner.ListAsync(cancellationToken);

    public Task<ReaderState> WaitForChangeAsync(ReaderState known, TimeSpan limit, CancellationToken cancellationToken) =>
        inner.WaitForChangeAsync(known, limit, cancellationToken);

    public async Task<ICardConnection> ConnectAsync(string reader, CancellationToken cancellationToken) =>
        Connects-- > 0 ? throw Fault : new Connection(this, await inner.ConnectAsync(reader, cancellationToken));

    public void Dispose()
    {
    }

    private sealed class Connection(FaultyReaders readers, ICardConnection inner) : ICardConnection
    {
        public string Reader => inner.Reader;

        public ReadOnlyMemory<byte> Atr => inner.Atr;

        public ValueTask<byte[]> TransmitAsync(
            ReadOnlyMemory<byte> commandBytes,
            CancellationToken cancellationToken) =>
            commandBytes.Span[1] == readers.Instruction && readers.Commands-- > 0
                ? throw readers.Fault
                : inner.TransmitAsync(commandBytes, cancellationToken);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
