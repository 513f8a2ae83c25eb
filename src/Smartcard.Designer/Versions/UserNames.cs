using Microsoft.EntityFrameworkCore;
using Smartcard.Domain;
using Smartcard.Look;
using Smartcard.Storage;
using Smartcard.Wording;

namespace Smartcard.Designer.Versions;

/// <summary>Who did what and when, for people to read.</summary>
internal sealed class UserNames
{
    private readonly Dictionary<UserId, string> _names;

    private UserNames(Dictionary<UserId, string> names) => _names = names;

    public static async Task<UserNames> LoadAsync(SmartcardDbContext database, CancellationToken cancellationToken) =>
        new(await database.Users.AsNoTracking().ToDictionaryAsync(u => u.UserId, u => u.DisplayName, cancellationToken));

    public string Of(UserId? id) => id is { } user ? _names.GetValueOrDefault(user, References.Of(user.Value)) : Catalogue.Versions["host"];

    /// <summary>Null where it is not known.</summary>
    public Deed? Of(DateTimeOffset? at, UserId? by) => at is { } time ? new Deed(time, Of(by)) : null;
}
