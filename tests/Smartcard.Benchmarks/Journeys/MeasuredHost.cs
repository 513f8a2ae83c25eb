using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Smartcard.Benchmarks.Journeys;

/// <summary>The shipped host as a process of its own, on a data folder of its own.</summary>
internal sealed class MeasuredHost : IAsyncDisposable
{
    private readonly Process _process;

    private MeasuredHost(Process process, string address, TimeSpan startUp) => (_process, Address, StartUp) = (process, address, startUp);

    public string Address { get; }

    /// <summary>From the start of the process to its first answer that it is ready.</summary>
    public TimeSpan StartUp { get; }

    public TimeSpan MachineTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public double WorkingSetMegabytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64 / 1048576.0;
        }
    }

    public static async Task<MeasuredHost> StartAsync(string folder, CancellationToken cancellationToken, params string[] settings)
    {
        var address = FreeAddress();
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "Smartcard.Server"))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (
            var setting in new[]
            {
                $"--Data:Folder={folder}",
                $"--urls={address}",
                "--Logging:LogLevel:Default=Warning",
            }.Concat(settings))
        {
            start.ArgumentList.Add(setting);
        }

        var began = Stopwatch.GetTimestamp();
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, line) => Console.Error.WriteLine(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using var http = new HttpClient();
        while (!await IsReadyAsync(http, address, cancellationToken))
        {
            if (process.HasExited)
            {
                throw new InvalidOperationException("The host ended at its start.");
            }

            await Task.Delay(5, cancellationToken);
        }

        return new MeasuredHost(process, address, Stopwatch.GetElapsedTime(began));
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static async Task<bool> IsReadyAsync(HttpClient http, string address, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await http.GetAsync($"{address}/health/ready", cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    public static string FreeAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
    }
}
