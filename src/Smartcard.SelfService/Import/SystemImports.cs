using Microsoft.EntityFrameworkCore;
using Smartcard.Domain.Import;
using Smartcard.Domain.Systems;
using Smartcard.Storage;

namespace Smartcard.SelfService.Import;

/// <summary>
/// Whether what another system sent still goes ahead: nobody looks at it, so it ends with its token, and does not wait for long.
/// </summary>
public sealed class SystemImports(SmartcardDbContext database, TimeProvider time)
{
    internal async Task<bool> IsStillMeantAsync(StaffImport import, CancellationToken cancellationToken)
    {
        if (import.Manner != ImportManner.AtOnce)
        {
            return true;
        }

        var now = time.GetUtcNow();
        var token = await database.Set<ApiToken>().AsNoTracking().SingleOrDefaultAsync(t => t.Id == import.By, cancellationToken);
        return import.At + StaffImport.GoesAheadWithin > now && token?.IsGoodAt(now) == true;
    }
}
