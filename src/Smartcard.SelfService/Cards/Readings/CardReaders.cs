using Microsoft.EntityFrameworkCore;
using Smartcard.Domain;
using Smartcard.Domain.Users;
using Smartcard.Storage;

namespace Smartcard.SelfService.Cards.Readings;

/// <summary>Who may read cards at the RA desk: a reading goes on for a while after it was begun.</summary>
public sealed class CardReaders(SmartcardDbContext database)
{
    public async Task<bool> MayReadAsync(UserId id, CancellationToken cancellationToken) =>
        await database.Users.AsNoTracking().SingleOrDefaultAsync(u => u.Id == id.Value, cancellationToken) is { IsEnabled: true } user
        && user.Roles.HasFlag(BackOfficeRoles.RaAdmin);
}
