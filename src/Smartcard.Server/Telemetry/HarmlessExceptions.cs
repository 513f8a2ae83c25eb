using System.Diagnostics;

namespace Smartcard.Server.Telemetry;

/// <summary>Exceptions that libraries put onto spans go there by type and place, never by message.</summary>
internal sealed class HarmlessExceptions : IHostedService, IDisposable
{
    // It asks for no span: it only has its say on those that there are.
    private readonly ActivityListener _listener = new() { ShouldListenTo = _ => true, ExceptionRecorder = Record };

    public Task StartAsync(CancellationToken cancellationToken)
    {
        ActivitySource.AddActivityListener(_listener);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _listener.Dispose();

    /// <summary>What is said here is not said again with the exception's own words.</summary>
    internal static void Record(Activity span, Exception exception, ref TagList tags)
    {
        tags.Add("exception.message", "");
        tags.Add("exception.stacktrace", exception.StackTrace ?? "");
    }
}
