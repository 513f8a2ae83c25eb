namespace Smartcard.Cards.Pcsc;

/// <summary>A card held exclusively through PC/SC.</summary>
/// <remarks>
/// Exclusive sharing instead of a transaction: Windows ends a transaction that is idle for 5 seconds, and a reset waits for an
/// answer of the host in its middle.
/// </remarks>
internal sealed class PcscConnection : ICardConnection
{
    private const int MaxResponse = 258;
    private const int HeaderWithLc = 5;

    private readonly Lock _lock = new();
    private readonly PcscContext _context;
    private readonly nint _card;
    private readonly uint _protocol;
    private bool _isClosed;

    private PcscConnection(PcscContext context, nint card, uint protocol, string reader, byte[] atr) =>
        (_context, _card, _protocol, Reader, Atr) = (context, card, protocol, reader, atr);

    public string Reader { get; }

    public ReadOnlyMemory<byte> Atr { get; }

    /// <summary>Connects, once more with a new context when the first one turns out to be dead.</summary>
    public static PcscConnection Open(IScard scard, string reader)
    {
        var action = $"connect to the card in {reader}";
        for (var attempt = 1; ; attempt++)
        {
            var context = PcscContext.Establish(scard, action);
            var code = scard.Connect(context.Handle, reader, Scard.ShareExclusive, Scard.ProtocolT0 | Scard.ProtocolT1, out var card, out var protocol);
            if (code == ScardCode.Success)
            {
                scard.GetStatusChange(context.Handle, 0, reader, Scard.StateUnaware, out _, out var atr);
                return new PcscConnection(context, card, protocol, reader, atr);
            }

            context.Dispose();
            if (attempt > 1 || !code.EndsContext)
            {
                throw code.ToException(action);
            }
        }
    }

    public async ValueTask<byte[]> TransmitAsync(ReadOnlyMemory<byte> commandBytes, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return await Task.Run(() => Transmit(commandBytes.Span), CancellationToken.None); // once sent, it is answered
    }

    public async ValueTask DisposeAsync() => await Task.Run(Close);

    private byte[] Transmit(ReadOnlySpan<byte> command)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            Span<byte> received = stackalloc byte[MaxResponse];
            var code = _context.Scard.Transmit(_card, _protocol, ForProtocol(command), received, out var length);
            if (code != ScardCode.Success)
            {
                throw code.MeansCardGone
                    ? new CardRemovedException($"The card was removed or reset, or its reader went away ({code}).")
                    : code.ToException("send a command to the card");
            }

            // A card pulled out in the middle of a command can look like a success without an answer.
            return length >= 2 ? received[..length].ToArray() : throw new CardRemovedException($"The card answered {length} bytes: it was removed.");
        }
    }

    /// <summary>T=0 knows no command with both data and Le; the card announces its answer by 61xx instead.</summary>
    private ReadOnlySpan<byte> ForProtocol(ReadOnlySpan<byte> command) =>
        _protocol == Scard.ProtocolT0 && command.Length > HeaderWithLc && command.Length == HeaderWithLc + command[HeaderWithLc - 1] + 1
            ? command[..^1]
            : command;

    private void Close()
    {
        lock (_lock)
        {
            if (!_isClosed)
            {
                _isClosed = true;
                _context.Scard.Disconnect(_card, Scard.ResetCard);
                _context.Dispose();
            }
        }
    }
}
