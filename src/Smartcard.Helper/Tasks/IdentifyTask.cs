using Smartcard.CardTasks;

namespace Smartcard.Helper.Tasks;

/// <summary>Reads which card is in the reader, and how many passcode attempts it has left. Needs no passcode. P-U1.</summary>
internal static class IdentifyTask
{
    public static Task<CardTaskResult> RunAsync(TaskRun run, CancellationToken cancellationToken) =>
        run.WithCardAsync(card => card.IdentifyAsync(run.Task.Challenge, cancellationToken), cancellationToken);
}
