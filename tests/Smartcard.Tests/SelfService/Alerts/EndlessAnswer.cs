using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Smartcard.Tests.SelfService.Alerts;

/// <summary>A receiver whose answer is a gigabyte; over a bare socket, which knows what it could send.</summary>
internal sealed class EndlessAnswer : IDisposable
{
    private const long Whole = 1024L * 1024 * 1024;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public EndlessAnswer()
    {
        _listener.Start();
        Sent = AnswerAsync();
    }

    public string Address => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/hook";

    /// <summary>How many bytes went out until the other side hung up.</summary>
    public Task<long> Sent { get; }

    public void Dispose() => _listener.Dispose();

    private async Task<long> AnswerAsync()
    {
        using var socket = await _listener.AcceptSocketAsync();
        await socket.ReceiveAsync(new byte[4096]);
        await socket.SendAsync(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"));
        var chunk = Encoding.ASCII.GetBytes($"4000\r\n{new string('a', 0x4000)}\r\n");
        var sent = 0L;
        try
        {
            while (sent < Whole)
            {
                sent += await socket.SendAsync(chunk);
            }
        }
        catch (SocketException)
        {
            // whoever asked has hung up
        }

        return sent;
    }
}
