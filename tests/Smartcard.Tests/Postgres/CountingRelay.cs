using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Smartcard.Tests.Postgres;

/// <summary>
/// Stands between a program and its server, and counts how often the one speaks after the other has answered: its round
/// trips.
/// </summary>
internal sealed class CountingRelay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _serverPort;
    private readonly Task _accepting;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<TcpClient, bool> _open = [];
    private int _roundTrips;

    public CountingRelay(int serverPort)
    {
        _serverPort = serverPort;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public int RoundTrips => Volatile.Read(ref _roundTrips);

    /// <summary>Ends every connection there is; another one may be made.</summary>
    public void CutAll()
    {
        foreach (var client in _open.Keys)
        {
            client.Close();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            var client = await _listener.AcceptTcpClientAsync(_stop.Token);
            _ = RelayAsync(client);
        }
    }

    private async Task RelayAsync(TcpClient client)
    {
        using var near = client;
        using var far = new TcpClient { NoDelay = true };
        near.NoDelay = true;
        _open[near] = true;
        await far.ConnectAsync(IPAddress.Loopback, _serverPort, _stop.Token);
        var isAnswered = 1;
        await Task.WhenAny(
            CopyAsync(near.GetStream(), far.GetStream(), () => Interlocked.Add(ref _roundTrips, Interlocked.Exchange(ref isAnswered, 0))),
            CopyAsync(far.GetStream(), near.GetStream(), () => Interlocked.Exchange(ref isAnswered, 1)));
        _open.TryRemove(near, out _);
    }

    private async Task CopyAsync(NetworkStream from, NetworkStream to, Action onData)
    {
        var buffer = new byte[64 * 1024];
        int length;
        while ((length = await from.ReadAsync(buffer, _stop.Token)) > 0)
        {
            onData();
            await to.WriteAsync(buffer.AsMemory(0, length), _stop.Token);
        }
    }
}
