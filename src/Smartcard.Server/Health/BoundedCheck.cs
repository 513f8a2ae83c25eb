using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Smartcard.Server.Health;

/// <summary>A check whose time is bounded also where what it calls cannot be interrupted, such as a disk that is gone.</summary>
internal abstract class BoundedCheck : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            var (isWell, says) = await Task.Run(() => LookAsync(cancellationToken), cancellationToken).WaitAsync(cancellationToken);
            return new HealthCheckResult(isWell ? HealthStatus.Healthy : context.Registration.FailureStatus, says);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return new HealthCheckResult(
                context.Registration.FailureStatus,
                $"No answer within {context.Registration.Timeout.TotalSeconds} seconds. {OnFailure}");
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, $"{OnFailure} ({failure.GetType().Name})");
        }
    }

    /// <summary>What to do when it cannot even be looked at.</summary>
    protected abstract string OnFailure { get; }

    /// <returns>Whether all is well, and in plain words what is and what to do.</returns>
    protected abstract Task<(bool IsWell, string Says)> LookAsync(CancellationToken cancellationToken);
}
