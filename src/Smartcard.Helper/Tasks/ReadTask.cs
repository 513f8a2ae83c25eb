using Smartcard.CardTasks;

namespace Smartcard.Helper.Tasks;

/// <summary>Reads what the card in the reader says of itself. Needs no passcode, and changes nothing.</summary>
internal static class ReadTask
{
    public static Task<CardTaskResult> RunAsync(TaskRun run, CancellationToken cancellationToken) => run.WithCardAsync(
        async card =>
        {
            await run.WorkingAsync(card.Place, cancellationToken);
            return await card.ReadAsync(cancellationToken);
        },
        cancellationToken);
}
