using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Smartcard.Tests;

namespace Smartcard.SystemTests.Pcsc;

/// <summary>The turn of one run of the tests with the machine's pcscd and its virtual reader: other runs wait until it is over.</summary>
/// <remarks>It is a port that listens. The system frees it however a run ends, and no file is left.</remarks>
internal sealed class PcscTurn : IDisposable
{
    public const int Port = PcscDaemon.VpcdPort - 1;

    private readonly Socket _held;

    private PcscTurn(Socket held) => _held = held;

    /// <summary>Waits for as long as another run is still at work.</summary>
    public static async Task<PcscTurn> TakeAsync(CancellationToken cancellationToken, int port = Port)
    {
        PcscTurn? turn = null;
        await Patience.UntilAsync(
            "another run of the tests to be done with pcscd",
            () => ((turn = TryTake(port)) is not null, OthersAtWork()),
            cancellationToken);
        return turn!;
    }

    public void Dispose() => _held.Dispose();

    private static PcscTurn? TryTake(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            socket.Listen();
            return new PcscTurn(socket);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            socket.Dispose();
            return null;
        }
    }

    /// <summary>The processor time that other runs have used: while it grows, they are at work.</summary>
    private static string OthersAtWork()
    {
        using var own = Process.GetCurrentProcess();
        var others = Process.GetProcessesByName(own.ProcessName).Where(other => other.Id != own.Id).ToArray();
        try
        {
            return string.Join(", ", others.Select(other => $"{other.Id}: {TimeOf(other)}"));
        }
        finally
        {
            Array.ForEach(others, other => other.Dispose());
        }
    }

    private static string TimeOf(Process process)
    {
        try
        {
            return process.TotalProcessorTime.ToString();
        }
        catch (InvalidOperationException)
        {
            return "over";
        }
    }
}
