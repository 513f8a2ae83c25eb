namespace Smartcard.Cards.Software;

/// <summary>Readers that exist in this process only; software cards are put in and taken out by calls.</summary>
public sealed class VirtualReaders : ICardReaders
{
    /// <summary>The name of the one reader where none is given.</summary>
    public const string DefaultName = "Virtual Reader";

    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly List<Slot> _slots;
    private TaskCompletionSource _changed = NewSignal();

    /// <summary>Makes the readers, empty.</summary>
    /// <param name="names">The readers' names; one named <see cref="DefaultName"/> when none is given.</param>
    public VirtualReaders(params string[] names)
        : this(TimeProvider.System, names)
    {
    }

    /// <summary>Readers that wait by another clock, for tests.</summary>
    /// <param name="time">Measures how long a change is waited for.</param>
    /// <param name="names">As above.</param>
    public VirtualReaders(TimeProvider time, params string[] names)
    {
        _time = time;
        _slots = [.. (names.Length == 0 ? [DefaultName] : names).Select(name => new Slot(name))];
    }

    /// <summary>Puts a card into the first reader, or the named one, instead of any that is there.</summary>
    public void Insert(SoftwareCard card, string? reader = null) => Change(reader, card);

    /// <summary>Takes the card out; an open connection then throws <see cref="CardRemovedException"/>.</summary>
    public void Remove(string? reader = null) => Change(reader, null);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ReaderState>> ListAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<ReaderState>>([.. _slots.Select(slot => slot.State)]);
        }
    }

    /// <inheritdoc/>
    public async Task<ReaderState> WaitForChangeAsync(ReaderState known, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var timeLimit = new CancellationTokenSource(limit, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeLimit.Token, cancellationToken);
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (Find(known.Name).State is { } now && now != known)
                {
                    return now;
                }

                changed = _changed.Task;
            }

            try
            {
                await changed.WaitAsync(either.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return known;
            }
        }
    }

    /// <inheritdoc/>
    public Task<ICardConnection> ConnectAsync(string reader, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var slot = Find(reader);
            if (slot.Card is not { } card)
            {
                throw new CardRemovedException($"There is no card in {reader}.");
            }

            if (slot.Connection is not null)
            {
                throw new CardReaderException(ReaderProblem.InUse, $"The card in {reader} is in use.");
            }

            card.Reset();
            var connection = new Connection(this, slot, card);
            slot.Connection = connection;
            return Task.FromResult<ICardConnection>(connection);
        }
    }

    /// <summary>Takes all cards out.</summary>
    public void Dispose()
    {
        foreach (var slot in _slots)
        {
            Remove(slot.Name);
        }
    }

    private void Change(string? reader, SoftwareCard? card)
    {
        TaskCompletionSource signal;
        lock (_lock)
        {
            var slot = reader is null ? _slots[0] : Find(reader);
            if (slot.Card is null && card is null)
            {
                return;
            }

            slot.Card?.PowerOff();
            slot.Card = card;
            slot.Connection = null;
            slot.Events++;
            signal = _changed;
            _changed = NewSignal();
        }

        signal.SetResult();
    }

    private Slot Find(string reader) => _slots.Find(slot => slot.Name == reader)
        ?? throw new CardReaderException(ReaderProblem.NoReader, $"There is no reader {reader}.");

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed class Slot(string name)
    {
        public string Name => name;

        public SoftwareCard? Card { get; set; }

        public Connection? Connection { get; set; }

        public uint Events { get; set; }

        public ReaderState State => new(name, Card is not null, Card?.AnswerToReset.ToArray(), Events);
    }

    private sealed class Connection(VirtualReaders readers, Slot slot, SoftwareCard card) : ICardConnection
    {
        public string Reader => slot.Name;

        public ReadOnlyMemory<byte> Atr => card.AnswerToReset;

        public async ValueTask<byte[]> TransmitAsync(ReadOnlyMemory<byte> commandBytes, CancellationToken cancellationToken)
        {
            if (!IsOpen())
            {
                throw new CardRemovedException();
            }

            try
            {
                var answer = await card.TransmitAsync(commandBytes, cancellationToken);
                return IsOpen() ? answer : throw new CardRemovedException();
            }
            catch (CardRemovedException)
            {
                Leave(); // a planned fault pulled the card
                throw;
            }
        }

        public ValueTask DisposeAsync()
        {
            lock (readers._lock)
            {
                if (slot.Connection == this)
                {
                    slot.Connection = null;
                    card.PowerOff();
                }
            }

            return ValueTask.CompletedTask;
        }

        private bool IsOpen()
        {
            lock (readers._lock)
            {
                return slot.Connection == this;
            }
        }

        private void Leave()
        {
            if (IsOpen())
            {
                readers.Remove(slot.Name);
            }
        }
    }
}
