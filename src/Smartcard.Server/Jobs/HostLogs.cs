using Hangfire.AspNetCore;
using Hangfire.Logging;

namespace Smartcard.Server.Jobs;

/// <summary>
/// Hangfire's log lines in the host's log. Hangfire has one log for the whole process: of several hosts in it, the one
/// that came last; when that has stopped, nothing is said.
/// </summary>
internal sealed class HostLogs(ILoggerFactory logs) : ILogProvider
{
    private readonly AspNetCoreLogProvider _logs = new(logs);

    public ILog GetLogger(string name)
    {
        try
        {
            return _logs.GetLogger(name);
        }
        catch (ObjectDisposedException)
        {
            return new Silence();
        }
    }

    private sealed class Silence : ILog
    {
        public bool Log(Hangfire.Logging.LogLevel logLevel, Func<string>? messageFunc, Exception? exception = null) => false;
    }
}
