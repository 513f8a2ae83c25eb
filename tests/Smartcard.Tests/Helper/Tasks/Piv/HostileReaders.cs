using Smartcard.Cards;

namespace Smartcard.Tests.Helper.Tasks.Piv;

/// <summary>Readers whose card answers as it should for so many commands, and then whatever is drawn.</summary>
/// <param name="honest">How many commands are answered as they should be.</param>
/// <param name="answers">The answers after that, over and over.</param>
internal sealed class HostileReaders(ICardReaders inner, int honest, IReadOnlyList<byte[]> answers) : ICardReaders
{
    private int _commands;

    /// <summary>How many commands the card was sent.</summary>
    public int Commands => _commands;

    public Task<IReadOnlyList<ReaderState>> ListAsync(CancellationToken cancellationToken) => inner.ListAsync(cancellationToken);

    public Task<ReaderState> WaitForChangeAsync(ReaderState known, TimeSpan limit, CancellationToken cancellationToken) =>
        inner.WaitForChangeAsync(known, limit, cancellationToken);

    public async Task<ICardConnection> ConnectAsync(string reader, CancellationToken cancellationToken) =>
        new Connection(this, await inner.ConnectAsync(reader, cancellationToken));

    public void Dispose()
    {
    }

    private async ValueTask<byte[]> AnswerAsync(ICardConnection card, ReadOnlyMemory<byte> command, CancellationToken cancellationToken)
    {
        var number = Interlocked.Increment(ref _commands) - 1;
        return number < honest ? await card.TransmitAsync(command, cancellationToken) : answers[(number - honest) % answers.Count];
    }

    private sealed class Connection(HostileReaders readers, ICardConnection inner) : ICardConnection
    {
        public string Reader => inner.Reader;

        public ReadOnlyMemory<byte> Atr => inner.Atr;

        public ValueTask<byte[]> TransmitAsync(ReadOnlyMemory<byte> commandBytes, CancellationToken cancellationToken) =>
            readers.AnswerAsync(inner, commandBytes, cancellationToken);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
