namespace Smartcard.Cards.Pcsc;

/// <summary>A card held in one transaction of PC/SC, from connect to dispose.</summary>
/// <remarks>
/// Other programs stay connected to the card and wait for the end of the transaction. On a ward there are such programs, so
/// the card can seldom be held exclusively. Windows ends a transaction in which nothing is asked for 5 seconds, and a reset
/// waits for an answer of the host in its middle: until then the card's state is asked every 2 seconds.
/// </remarks>
internal sealed class PcscConnection : ICardConnection
{
    private const int MaxResponse = 258;
    private const int HeaderWithLc = 5;

    /// <summary>Readers are polled: a card that was pulled out counts as in it for up to half a second more.</summary>
    private const int LookMilliseconds = 1000;
    private const int MaxLooks = 5;
    private const int CounterShift = 16;

    /// <summary>Another program may reset the card between the connection and the transaction, and once more.</summary>
    private const int MaxAttempts = 5;

    private static readonly TimeSpan KeepEvery = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly PcscContext _context;
    private readonly nint _card;
    private readonly uint _protocol;
    private readonly uint _stateFlags;
    private readonly ITimer _keeping;
    private bool _hasRights;
    private bool _isClosed;

    private PcscConnection(
        PcscContext context, nint card, uint protocol, uint stateFlags, string reader, byte[] atr, TimeProvider time)
    {
        (_context, _card, _protocol, _stateFlags, Reader, Atr) = (context, card, protocol, stateFlags, reader, atr);
        _keeping = time.CreateTimer(static connection => ((PcscConnection)connection!).Keep(), this, KeepEvery, KeepEvery);
    }

    public string Reader { get; }

    public ReadOnlyMemory<byte> Atr { get; }

    /// <summary>Connects and waits for the card, again with a new context when the first one turns out to be dead.</summary>
    /// <remarks>It cannot be called off while another program has the card.</remarks>
    public static PcscConnection Open(IScard scard, string reader, TimeProvider time)
    {
        var action = $"connect to the card in {reader}";
        for (var attempt = 1; ; attempt++)
        {
            var context = PcscContext.Establish(scard, action);
            var code = Begin(context, reader, out var card, out var protocol);
            if (code == ScardCode.Success)
            {
                scard.GetStatusChange(context.Handle, 0, reader, Scard.StateUnaware, out var flags, out var atr);
                return new PcscConnection(context, card, protocol, flags & ~Scard.StateChanged, reader, atr, time);
            }

            var isEmpty = code.MayMeanCardGone && IsEmpty(context, reader);
            context.Dispose();
            if (code == ScardCode.Reset ? attempt >= MaxAttempts : attempt > 1 || !code.EndsContext)
            {
                throw isEmpty ? code.Removed(action) : code.ToException(action);
            }
        }
    }

    private static ScardCode Begin(PcscContext context, string reader, out nint card, out uint protocol)
    {
        var code = context.Scard.Connect(
            context.Handle, reader, Scard.ShareShared, Scard.ProtocolT0 | Scard.ProtocolT1, out card, out protocol);
        if (code != ScardCode.Success)
        {
            return code;
        }

        code = context.Scard.BeginTransaction(card);
        if (code != ScardCode.Success)
        {
            context.Scard.Disconnect(card, Scard.LeaveCard);
        }

        return code;
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
            _hasRights |= MayWinRights(command);
            Span<byte> received = stackalloc byte[MaxResponse];
            var code = _context.Scard.Transmit(_card, _protocol, ForProtocol(command), received, out var length);
            if (code != ScardCode.Success)
            {
                const string action = "send a command to the card";
                throw code.MeansCardGone || (code.MayMeanCardGone && !CardStays()) ? code.Removed(action)
                    : code.Meaning == ScardMeaning.Busy ? code.ToException(action)
                    : code.Fault(action);
            }

            // A card pulled out in the middle of a command can look like a success without an answer.
            return length >= 2
                ? received[..length].ToArray()
                : throw new CardRemovedException($"The card answered {length} bytes: it was removed.");
        }
    }

    /// <summary>Whether the card may trust whoever speaks to it more after this: it compares a passcode or a key.</summary>
    /// <remarks>
    /// ISO 7816-4, 11.5: VERIFY, EXTERNAL and GENERAL AUTHENTICATE, CHANGE REFERENCE DATA, RESET RETRY COUNTER. Not VERIFY without a
    /// passcode, which asks how many tries are left, and not a PIV card's key 9E, which signs for anybody.
    /// </remarks>
    private static bool MayWinRights(ReadOnlySpan<byte> command) => command.Length < HeaderWithLc - 1 || (command[1] & 0xFE) switch
    {
        0x20 => command.Length > HeaderWithLc,
        0x86 => command[3] != (byte)Piv.PivKey.CardAuthentication,
        0x24 or 0x2C or 0x82 => true,
        _ => false,
    };

    /// <summary>T=0 knows no command with both data and Le; the card announces its answer by 61xx instead.</summary>
    private ReadOnlySpan<byte> ForProtocol(ReadOnlySpan<byte> command) =>
        _protocol == Scard.ProtocolT0 && command.Length > HeaderWithLc && command.Length == HeaderWithLc + command[HeaderWithLc - 1] + 1
            ? command[..^1]
            : command;

    /// <summary>Whether the reader is there and has no card; a reader that cannot be asked is not known to be empty.</summary>
    private static bool IsEmpty(PcscContext context, string reader) =>
        context.Scard.GetStatusChange(context.Handle, 0, reader, Scard.StateUnaware, out var flags, out _) == ScardCode.Success
        && (flags & (Scard.StatePresent | Scard.StateUnknown | Scard.StateUnavailable)) == 0;

    /// <summary>Whether the card that was connected to is still in the reader, and was not taken out in between.</summary>
    private bool CardStays()
    {
        var known = _stateFlags;
        for (var look = 0; look < MaxLooks; look++)
        {
            var code = _context.Scard.GetStatusChange(_context.Handle, LookMilliseconds, Reader, known, out var flags, out _);
            if (code == ScardCode.Timeout)
            {
                return true;
            }

            if (code != ScardCode.Success || (flags & Scard.StatePresent) == 0 || flags >> CounterShift != _stateFlags >> CounterShift)
            {
                return false;
            }

            known = flags & ~Scard.StateChanged; // something else has changed, e.g. who uses it
        }

        return true;
    }

    /// <summary>Tells Windows that the transaction goes on.</summary>
    private void Keep()
    {
        if (!_lock.TryEnter())
        {
            return; // a command is on its way
        }

        try
        {
            if (!_isClosed)
            {
                _context.Scard.Status(_card);
            }
        }
        finally
        {
            _lock.Exit();
        }
    }

    private void Close()
    {
        _keeping.Dispose();
        lock (_lock)
        {
            if (!_isClosed)
            {
                _isClosed = true;

                // The reset comes before anybody else has a turn. A card that trusts nobody more than before is left as it is.
                var code = _context.Scard.EndTransaction(_card, _hasRights ? Scard.ResetCard : Scard.LeaveCard);
                _context.Scard.Disconnect(_card, _hasRights && code != ScardCode.Success ? Scard.ResetCard : Scard.LeaveCard);
                _context.Dispose();
            }
        }
    }
}
