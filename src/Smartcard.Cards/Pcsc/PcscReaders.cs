namespace Smartcard.Cards.Pcsc;

/// <summary>The workstation's readers, through the platform's own PC/SC: pcsc-lite, winscard or the PCSC framework.</summary>
/// <remarks>Thread-safe. Calls to PC/SC block, so they run on the thread pool.</remarks>
public sealed class PcscReaders : ICardReaders
{
    // A cancel that comes just before the wait starts is lost, so no wait is longer than this.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan SharingPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan SharingPause = TimeSpan.FromMilliseconds(100);

    private readonly IScard _scard;
    private readonly TimeProvider _time;
    private readonly PcscTurns _turns;

    /// <summary>The readers of this machine. Nothing is asked of PC/SC until the first call.</summary>
    public PcscReaders()
        : this(Scard.ForThisPlatform(), TimeProvider.System)
    {
    }

    internal PcscReaders(IScard scard, TimeProvider time) => (_scard, _time, _turns) = (scard, time, new PcscTurns(time));

    /// <inheritdoc/>
    public Task<IReadOnlyList<ReaderState>> ListAsync(CancellationToken cancellationToken) => Task.Run(List, cancellationToken);

    /// <inheritdoc/>
    public async Task<ReaderState> WaitForChangeAsync(ReaderState known, TimeSpan limit, CancellationToken cancellationToken)
    {
        var started = _time.GetTimestamp();
        var flags = PcscState.Expected(known);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var left = limit - _time.GetElapsedTime(started);
            var (state, newFlags) = await Task.Run(() => Wait(known, flags, Shorter(left), cancellationToken), CancellationToken.None);
            if (state != known || left <= TimeSpan.Zero)
            {
                cancellationToken.ThrowIfCancellationRequested();
                return state;
            }

            flags = newFlags; // another program took or left the card: not a change to us
        }
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Other programs may be connected to the card, and wait while this one has it. While another program is using the card,
    /// this waits for 10 seconds; systems read a new card on their own account.
    /// </remarks>
    public async Task<ICardConnection> ConnectAsync(string reader, CancellationToken cancellationToken)
    {
        var started = _time.GetTimestamp();
        while (true)
        {
            try
            {
                return await _turns.TakeAsync(
                    reader, () => PcscConnection.Open(_scard, reader, _time), Left(SharingPatience, started), cancellationToken);
            }
            catch (CardReaderException busy) when (busy.Problem == ReaderProblem.InUse && _time.GetElapsedTime(started) < SharingPatience)
            {
                await Task.Delay(SharingPause, _time, cancellationToken);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // No context is kept between calls.
    }

    private TimeSpan Left(TimeSpan patience, long started)
    {
        var left = patience - _time.GetElapsedTime(started);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private static TimeSpan Shorter(TimeSpan left) => left < TimeSpan.Zero ? TimeSpan.Zero : left < LongestWait ? left : LongestWait;

    private IReadOnlyList<ReaderState> List() => PcscContext.With<IReadOnlyList<ReaderState>>(_scard, "list the readers", context =>
    {
        var code = _scard.ListReaders(context.Handle, out var names);
        if (code == ScardCode.NoReadersAvailable)
        {
            return (ScardCode.Success, []);
        }

        var states = new List<ReaderState>();
        foreach (var name in names)
        {
            code = _scard.GetStatusChange(context.Handle, 0, name, Scard.StateUnaware, out var eventState, out var atr);
            if (code.EndsContext)
            {
                break;
            }

            if (code == ScardCode.Success)
            {
                states.Add(PcscState.Read(name, eventState, atr)); // else it was unplugged meanwhile
            }
        }

        return (code.EndsContext || names.Count == 0 ? code : ScardCode.Success, states);
    });

    private (ReaderState State, uint Flags) Wait(ReaderState known, uint flags, TimeSpan wait, CancellationToken cancellationToken) =>
        PcscContext.With(_scard, $"watch {known.Name}", context =>
        {
            using var cancel = cancellationToken.Register(() => _scard.Cancel(context.Handle));
            var code = _scard.GetStatusChange(
                context.Handle, (uint)wait.TotalMilliseconds, known.Name, flags, out var eventState, out var atr);
            if (code == ScardCode.Timeout || code == ScardCode.Cancelled)
            {
                return (ScardCode.Success, (known, flags));
            }

            if (code == ScardCode.Success && (eventState & (Scard.StateUnknown | Scard.StateUnavailable)) != 0)
            {
                code = ScardCode.UnknownReader;
            }

            return (code, (PcscState.Read(known.Name, eventState, atr), eventState & ~Scard.StateChanged));
        });
}
