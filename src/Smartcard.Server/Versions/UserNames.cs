using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Smartcard.Domain;
using Smartcard.Server.Setup;
using Smartcard.Storage;

namespace Smartcard.Server.Versions;

/// <summary>Who did what and when, for people to read.</summary>
internal sealed class UserNames
{
    private readonly Dictionary<UserId, string> _names;

    private UserNames(Dictionary<UserId, string> names) => _names = names;

    public static async Task<UserNames> LoadAsync(SmartcardDbContext database, CancellationToken cancellationToken) =>
        new(await database.Users.AsNoTracking().ToDictionaryAsync(u => u.UserId, u => u.DisplayName, cancellationToken));

    public string Of(UserId? id) => id is { } user ? _names.GetValueOrDefault(user, user.Value.ToString()) : "the host";

    /// <summary>E.g. <c>2026-11-25 09:30 by Nia Jones</c>; a dash where it is not known.</summary>
    public Html Of(DateTimeOffset? at, UserId? by) => at is { } time ? Html.Of($"<span class=\"line\">{TimeOf(time)}</span> by {Of(by)}") : Html.Of($"–");

    /// <summary>In UTC, to the minute.</summary>
    public static string TimeOf(DateTimeOffset at) => at.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
