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
    /// Before addresses go: the accounts that have one of them are linked to its holder, so that nobody helps themselves afterwards.
    /// </summary>
    /// <param name="addresses">That the holder has confirmed. An address that nobody confirmed says nothing.</param>
    public async Task LinkAsync(
        UserId actor, StaffId holder, IReadOnlyCollection<EmailAddress> addresses, CancellationToken cancellationToken)
    {
        if (addresses.Count == 0)
        {
            return;
        }

        foreach (var user in await database.Users.Where(u => u.StaffId == null).ToListAsync(cancellationToken))
        {
            if (addresses.Any(a => InPersonUsers.IsSame(user.Email, a.Value) || InPersonUsers.IsSame(user.UserName, a.Value)))
            {
                user.StaffId = holder;
                audit.AddForUser("user-own-card-set", actor, user.UserId);
            }
        }
    }
}
