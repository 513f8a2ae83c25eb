using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Smartcard.Domain;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Users;
using Smartcard.SelfService.Audit;
using Smartcard.Server.Setup;
using Smartcard.Storage;
using Smartcard.Storage.Users;

namespace Smartcard.Server.Demo;

/// <summary>
/// Adds somebody of the demonstration's booth who sees the people of one organisation alone; without its staff it does nothing.
/// </summary>
/// <remarks>Nobody can sign in to the account until an administrator makes a one-time password for it.</remarks>
internal sealed class DemoBooth(
    DataFolder data, SmartcardDbContext database, UserManager<BackOfficeUser> users, TurnTransaction turn, AuditLog audit)
{
    public const string UserName = "bryn.booth@demonstration.example";

    private const string Organisation = "Demonstration Community Trust";

    public async Task AddWhereMissingAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(data.DemonstrationStaff)
            || !await database.Set<Staff>().AnyAsync(s => s.Organisation == Organisation, cancellationToken)
            || !await database.Users.AnyAsync(u => !u.IsExternal, cancellationToken)
            || await users.FindByNameAsync(UserName) is not null)
        {
            return;
        }

        await turn.RunAsync(
            async _ =>
            {
                var user = new BackOfficeUser
                {
                    Id = UserId.New().Value,
                    DisplayName = "Bryn Booth",
                    UserName = UserName,
                    Email = UserName,
                    Roles = BackOfficeRoles.Booth | BackOfficeRoles.SiteLead,
                    Organisation = Organisation,
                };
                var added = await users.CreateAsync(user);
                if (added.Succeeded)
                {
                    audit.AddForUser("user-added:Booth+SiteLead", actorId: null, user.UserId);
                    audit.AddForUser("user-organisation-set:" + Organisation, actorId: null, user.UserId);
                }

                return added.Succeeded;
            },
            cancellationToken);
    }
}
