using Smartcard.Cards;

namespace Smartcard.Helper.Tasks;

/// <summary>Asks a person something while cards stay where they are.</summary>
internal static class CardWatch
{
    /// <exception cref="CardRemovedException">Something was put in or taken out in the meantime; the question is gone.</exception>
    public static async Task<TAnswer> WhileNothingMovesAsync<TAnswer>(
        this ICardReaders readers,
        IReadOnlyList<ReaderState> states,
        Func<CancellationToken, Task<TAnswer>> ask,
        CancellationToken cancellationToken)
        where TAnswer : class?
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var answer = ask(either.Token);
        var moved = Task.WhenAny(states.Select(state => MovedAsync(readers, state, either.Token))).Unwrap();
        try
        {
            if (await Task.WhenAny(answer, moved) == moved && !answer.IsCompletedSuccessfully)
            {
                await moved;
                throw new CardRemovedException();
            }

            return await answer;
        }
        finally
        {
            await either.CancelAsync();
            await Task.WhenAll(Quietly(answer), Quietly(moved));
        }
    }

    private static async Task MovedAsync(ICardReaders readers, ReaderState state, CancellationToken cancellationToken)
    {
        try
        {
            while (await readers.WaitForChangeAsync(state, TimeSpan.FromMinutes(1), cancellationToken) == state)
            {
            }
        }
        catch (CardReaderException)
        {
            // The reader itself was taken away, and the card with it.
        }
    }

    private static Task Quietly(Task task) => task.ContinueWith(
        static _ => { },
        CancellationToken.None,
        TaskContinuationOptions.ExecuteSynchronously,
        TaskScheduler.Default);
}
