using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Threading.Channels;

namespace Smartcard.Benchmarks.Journeys;

/// <summary>
/// The inboxes of all people: codes as they arrive in the development mailbox, by address, without looking at the
/// folder again and again.
/// </summary>
internal sealed class CodeInbox : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly FileSystemWatcher _watcher;
    private readonly ConcurrentDictionary<string, Channel<string>> _codes = new(StringComparer.Ordinal);

    /// <param name="mailbox">Made where it is missing.</param>
    public CodeInbox(string mailbox)
    {
        Directory.CreateDirectory(mailbox);
        _watcher = new FileSystemWatcher(mailbox, "*.json") { InternalBufferSize = 65536 };
        _watcher.Created += (_, file) => Read(file.FullPath);
        _watcher.Renamed += (_, file) => Read(file.FullPath);
        _watcher.EnableRaisingEvents = true;
    }

    /// <summary>The next code to this address.</summary>
    /// <exception cref="OperationCanceledException">None came within a minute.</exception>
    public async Task<string> NextAsync(string address, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Patience);
        return await Of(address).Reader.ReadAsync(limit.Token);
    }

    public void Dispose() => _watcher.Dispose();

    private Channel<string> Of(string address) => _codes.GetOrAdd(address, _ => Channel.CreateUnbounded<string>());

    private void Read(string file)
    {
        using var mail = JsonDocument.Parse(File.ReadAllText(file));
        if (Regex.Match(mail.RootElement.GetProperty("Text").GetString()!, "^[0-9]{6}$", RegexOptions.Multiline) is { Success: true } code)
        {
            Of(mail.RootElement.GetProperty("To").GetString()!).Writer.TryWrite(code.Value);
        }
    }
}
