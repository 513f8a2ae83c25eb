using Smartcard.Storage.Workflows;

namespace Smartcard.Server.Health;

/// <summary>Timers go off when they are due: no person's waiting time runs on without an end.</summary>
internal sealed class TimersCheck(IServiceScopeFactory scopes, TimeProvider time) : BoundedCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    protected override string OnFailure => "Timers cannot be checked, because the database does not answer.";

    protected override async Task<(bool IsWell, string Says)> LookAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var now = time.GetUtcNow();
        var next = await scope.ServiceProvider.GetRequiredService<DueTimers>().NextAsync(cancellationToken);
        return next is { } due && now - due >= Patience
            ? (
                false,
                $"A timer is {(long)(now - due).TotalSeconds} seconds late. Look in the hosts' logs for the reason. "
                + "You may have to cancel its instance in the back office.")
            : (true, "No timer is late.");
    }
}
