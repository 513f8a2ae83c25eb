using Microsoft.EntityFrameworkCore;

namespace Smartcard.Storage;

/// <summary>
/// The same model on PostgreSQL. A type of its own, since migrations belong to a type of context, and each database has
/// its own set.
/// </summary>
internal sealed class PostgresDbContext(DbContextOptions<PostgresDbContext> options) : SmartcardDbContext(options)
{
    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        // The statements of a save are counted by EF, so no lock may ride with them.
        if (Locks.ArePending)
        {
            await this.WriteOnPostgresAsync([], cancellationToken);
        }

        return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
    }
}
