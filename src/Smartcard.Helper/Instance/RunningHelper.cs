using System.IO.Pipes;
using System.Text;

namespace Smartcard.Helper.Instance;

/// <summary>Hands what a second start was given to the helper that runs already.</summary>
internal static class RunningHelper
{
    /// <summary>Time enough for one that has only just been started itself.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <param name="link">The link of the chat; null = only its window is wanted.</param>
    /// <returns>The address of its window, good for one opening; null when it does not answer.</returns>
    /// <param name="patience">Null = 5 seconds.</param>
    public static async Task<string?> AskAsync(
        InstanceName name, string? link, CancellationToken cancellationToken, TimeSpan? patience = null)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(patience ?? Patience);
        try
        {
            await using var pipe = new NamedPipeClientStream(
                ".", name.Pipe, PipeDirection.InOut, PipeOptions.Asynchronous | PipeOptions.CurrentUserOnly);
            await pipe.ConnectAsync(limit.Token);
            await pipe.WriteAsync(Encoding.UTF8.GetBytes($"{link}\n"), limit.Token);
            using var reader = new StreamReader(pipe, Encoding.UTF8);
            return await reader.ReadLineAsync(limit.Token) is { Length: > 0 } address ? address : null;
        }
        catch (Exception silent) when (silent is IOException or UnauthorizedAccessException or TimeoutException or ArgumentException)
        {
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }
}
