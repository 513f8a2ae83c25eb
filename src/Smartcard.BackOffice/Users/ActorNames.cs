using Microsoft.EntityFrameworkCore;
using Smartcard.Domain;
using Smartcard.Domain.Systems;
using Smartcard.Storage;
using Smartcard.Wording;

namespace Smartcard.BackOffice.Users;

/// <summary>Who did something: users by their names, other systems by those of their tokens, so that none looks like a person.</summary>
internal static class ActorNames
{
    public static async Task<Dictionary<UserId, string>> ActorNamesAsync(
        this SmartcardDbContext database, CancellationToken cancellationToken)
    {
        var names = await database.Users.AsNoTracking().ToDictionaryAsync(u => u.UserId, u => u.DisplayName, cancellationToken);
        foreach (var token in await database.Set<ApiToken>().AsNoTracking().ToListAsync(cancellationToken))
        {
            names[token.Id] = NameOf(token);
        }

        return names;
    }

    /// <summary>As above, of some.</summary>
    public static async Task<Dictionary<UserId, string>> ActorNamesAsync(
        this SmartcardDbContext database, IReadOnlyCollection<UserId> among, CancellationToken cancellationToken)
    {
        Guid[] ids = [.. among.Select(id => id.Value)];
        var names = await database.Users.AsNoTracking()
            .Where(u => ids.Contains(u.Id))
            .ToDictionaryAsync(u => u.UserId, u => u.DisplayName, cancellationToken);
        UserId[] systems = [.. among.Where(id => !names.ContainsKey(id))];
        if (systems.Length > 0)
        {
            foreach (var token in await database.Set<ApiToken>().AsNoTracking()
                .Where(t => systems.Contains(t.Id))
                .ToListAsync(cancellationToken))
            {
                names[token.Id] = NameOf(token);
            }
        }

        return names;
    }

    private static string NameOf(ApiToken token) => Catalogue.ApiTokens["system", ("name", token.Name)];
}
