using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Smartcard.Storage.Users;

public static class SecondStepRemoval
{
    /// <summary>Takes authenticator, recovery codes and passkeys away, and ends all sessions: the next sign-in sets up new ones.</summary>
    public static async Task RemoveSecondStepAsync(
        this SmartcardDbContext database,
        BackOfficeUser user,
        CancellationToken cancellationToken)
    {
        user.TwoFactorEnabled = false;
        user.EndSessions();
        database.RemoveRange(
            await database.Set<IdentityUserToken<Guid>>().Where(t => t.UserId == user.Id).ToListAsync(cancellationToken));
        database.RemoveRange(
            await database
                .Set<IdentityUserPasskey<Guid>>()
                .Where(p => p.UserId == user.Id)
                .ToListAsync(cancellationToken));
    }
}
