namespace Smartcard.Cards.Pcsc;

/// <summary>Waits for a card that another program has, for so long and no longer.</summary>
/// <remarks>
/// PC/SC waits for another program's transaction as long as it takes, and cannot be told to stop. So a wait that was given up
/// goes on by itself and gives the card back at once when it gets it; until then nobody waits beside it for the same reader.
/// </remarks>
internal sealed class PcscTurns(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Task> _givenUp = new(StringComparer.Ordinal);

    /// <param name="open">Takes the card, and waits for it.</param>
    /// <exception cref="CardReaderException">Another program still has the card (<see cref="ReaderProblem.InUse"/>).</exception>
    public async Task<PcscConnection> TakeAsync(
        string reader, Func<PcscConnection> open, TimeSpan limit, CancellationToken cancellationToken)
    {
        if (Before(reader) is { IsCompleted: false } before)
        {
            limit = await RestAsync(before, reader, limit, cancellationToken);
        }

        var opening = Task.Run(open, CancellationToken.None);
        try
        {
            return await opening.WaitAsync(limit, time, cancellationToken);
        }
        catch (Exception over) when (over is TimeoutException or OperationCanceledException)
        {
            lock (_lock)
            {
                _givenUp[reader] = GiveBackAsync(opening);
            }

            throw over is TimeoutException ? InUse(reader) : over;
        }
    }

    /// <returns>What is left of the limit when the wait that was given up is over.</returns>
    private async Task<TimeSpan> RestAsync(Task before, string reader, TimeSpan limit, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        try
        {
            await before.WaitAsync(limit, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw InUse(reader);
        }

        var left = limit - time.GetElapsedTime(started);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private Task? Before(string reader)
    {
        lock (_lock)
        {
            return _givenUp.GetValueOrDefault(reader);
        }
    }

    private static async Task GiveBackAsync(Task<PcscConnection> opening)
    {
        try
        {
            await using var connection = await opening;
        }
        catch (CardFaultException)
        {
            // There is nothing to give back.
        }
    }

    private static CardReaderException InUse(string reader) =>
        new(ReaderProblem.InUse, $"Cannot connect to the card in {reader}: another program is using the card.");
}
