using Microsoft.EntityFrameworkCore;
using Smartcard.Domain;
using Smartcard.Domain.Registrations;
using Smartcard.SelfService.Audit;
using Smartcard.Storage;

namespace Smartcard.SelfService.Booth;

/// <summary>Remembers whose own card it is where that is known by a registered address alone. It is part of a turn.</summary>
public sealed class OwnAccounts(SmartcardDbContext database, AuditLog audit)
{
    /// <summary>
    /// Before an address goes: the accounts that have it are linked to its holder, so that nobody helps themselves afterwards.
    /// </summary>
    public async Task LinkAsync(UserId actor, StaffId holder, EmailAddress address, CancellationToken cancellationToken)
    {
        foreach (var user in await database.Users.Where(u => u.StaffId == null).ToListAsync(cancellationToken))
        {
            if (InPersonUsers.IsSame(user.Email, address.Value) || InPersonUsers.IsSame(user.UserName, address.Value))
            {
                user.StaffId = holder;
                audit.AddForUser("user-own-card-set", actor, user.UserId);
            }
        }
    }
}
