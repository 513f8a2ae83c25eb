using System.IO.Pipes;
using System.Text;

namespace Smartcard.Helper.Instance;

/// <summary>Makes this the one helper of a person: those that are started later hand over their link, open its window and end.</summary>
internal sealed class OneInstance : IAsyncDisposable
{
    private const int MaxLinkBytes = 2048;

    /// <summary>How long a start may take to say what it wants. It writes at once.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _end = new();
    private readonly FileStream _lock;
    private readonly InstanceName _name;
    private readonly ILogger _log;
    private Task _listening = Task.CompletedTask;
    private bool _isDisposed;

    private OneInstance(FileStream held, InstanceName name, ILogger log) => (_lock, _name, _log) = (held, name, log);

    /// <returns>Null when another process is the one.</returns>
    public static OneInstance? TryBecome(InstanceName name, ILogger log)
    {
        try
        {
            return new OneInstance(new FileStream(name.Lock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None), name, log);
        }
        catch (Exception held) when (held is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Answers later starts until it is disposed of.</summary>
    /// <param name="open">Is given a link, or null, and gives the address of the window, once there is one.</param>
    public void Answer(Func<string?, Task<string>> open) => _listening = ListenAsync(open);

    /// <summary>Answers nobody any more. Twice does no harm.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        await _end.CancelAsync();
        await _listening.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _lock.DisposeAsync();
        _end.Dispose();
    }

    /// <summary>Where it cannot listen, later starts work by themselves.</summary>
    private async Task ListenAsync(Func<string?, Task<string>> open)
    {
        try
        {
            var next = NewPipe(isFirst: true);
            try
            {
                while (true)
                {
                    await next.WaitForConnectionAsync(_end.Token);
                    await using var asked = next;
                    next = NewPipe(isFirst: false); // before the other is closed, so that nobody comes to a closed door in between
                    await AnswerAsync(asked, open);
                }
            }
            finally
            {
                await next.DisposeAsync();
            }
        }
        catch (Exception deaf) when (deaf is IOException or UnauthorizedAccessException or ArgumentException)
        {
            _log.CannotAnswerOthers(deaf.Message);
        }
    }

    /// <param name="isFirst">On Windows a pipe's name belongs to whoever makes it first: if that was not us, we do not listen.</param>
    private NamedPipeServerStream NewPipe(bool isFirst) => new(
        _name.Pipe,
        PipeDirection.InOut,
        NamedPipeServerStream.MaxAllowedServerInstances,
        PipeTransmissionMode.Byte,
        PipeOptions.Asynchronous | PipeOptions.CurrentUserOnly
        | (isFirst && OperatingSystem.IsWindows() ? PipeOptions.FirstPipeInstance : PipeOptions.None));

    private async Task AnswerAsync(NamedPipeServerStream pipe, Func<string?, Task<string>> open)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
        limit.CancelAfter(Patience);
        try
        {
            if (await ReadAsync(pipe, limit.Token) is { } link)
            {
                var address = await open(link.Length == 0 ? null : link).WaitAsync(_end.Token);
                await pipe.WriteAsync(Encoding.UTF8.GetBytes($"{address}\n"), _end.Token);
            }
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException or OperationCanceledException)
        {
            // It went away, or never said what it wanted. The next one may.
        }
    }

    /// <returns>The line without its end; null when it is too long or has no end.</returns>
    private static async Task<string?> ReadAsync(NamedPipeServerStream pipe, CancellationToken cancellationToken)
    {
        var line = new byte[MaxLinkBytes];
        for (var length = 0; length < line.Length;)
        {
            var read = await pipe.ReadAsync(line.AsMemory(length), cancellationToken);
            if (read == 0)
            {
                return null;
            }

            length += read;
            if (line[length - 1] == '\n')
            {
                return Encoding.UTF8.GetString(line, 0, length - 1);
            }
        }

        return null;
    }
}
