using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Domain;
using Smartcard.Domain.Import;
using Smartcard.Storage;

namespace Smartcard.SelfService.Import;

/// <summary>Says how far an import is while its own transaction is open, over another connection, so that any host can tell.</summary>
/// <remarks>On SQLite nobody else writes meanwhile, so it is not said there.</remarks>
public sealed class ImportProgress(IServiceScopeFactory scopes)
{
    internal async Task TellAsync(ImportId id, int rows, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<SmartcardDbContext>();
        if (database.IsOnPostgres)
        {
            await database.Set<StaffImport>()
                .Where(i => i.Id == id)
                .ExecuteUpdateAsync(import => import.SetProperty(i => i.Progress, rows), cancellationToken);
        }
    }
}
