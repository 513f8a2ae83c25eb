using Microsoft.EntityFrameworkCore;
using Smartcard.Domain;
using Smartcard.Domain.Import;
using Smartcard.Storage;

namespace Smartcard.SelfService.Import;

/// <summary>An import, for the system that sent it and for no other.</summary>
public sealed class ImportLookup(SmartcardDbContext database)
{
    /// <returns>Null where it sent no such import.</returns>
    public Task<StaffImport?> FindAsync(ImportId id, UserId by, CancellationToken cancellationToken) =>
        database.Set<StaffImport>().AsNoTracking().SingleOrDefaultAsync(i => i.Id == id && i.By == by, cancellationToken);
}
