using Smartcard.Server.Setup;
using Smartcard.Storage;

namespace Smartcard.Server.Health;

/// <summary>The database can be reached and has every migration.</summary>
internal sealed class DatabaseCheck(IServiceScopeFactory scopes) : BoundedCheck
{
    protected override string OnFailure =>
        "The database does not answer. Check that it is running and that this host can reach it. "
        + "ConnectionStrings:Smartcard says where it is. Without that setting, it is in Data:Folder.";

    protected override async Task<(bool IsWell, string Says)> LookAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var pending = await scope.ServiceProvider.GetRequiredService<DatabasePreparation>().PendingAsync(cancellationToken);
        return pending.Count == 0
            ? (true, "It answers and is up to date.")
            : (false, $"It is not up to date: {pending.Count} migration(s) are missing. Run the host once with {DatabaseSetup.Migrate}.");
    }
}
