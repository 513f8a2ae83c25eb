using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Smartcard.Server.Health;

/// <summary>Asks all checks, once a second at most, whoever and however many want to know.</summary>
internal sealed class HealthReports(HealthCheckService checks, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _one = new(1, 1);
    private (HealthReport Report, long At)? _last;

    public async Task<HealthReport> ReportAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            if (_last is not var (report, at) || time.GetElapsedTime(at) >= Fresh)
            {
                // For all who wait, so not ended when the first of them hangs up: each check has its own limit.
                report = await checks.CheckHealthAsync(CancellationToken.None);
                _last = (report, time.GetTimestamp());
            }

            return report;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();
}
