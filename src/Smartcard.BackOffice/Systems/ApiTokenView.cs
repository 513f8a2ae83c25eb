using Microsoft.EntityFrameworkCore;
using Smartcard.Domain;
using Smartcard.Domain.Systems;
using Smartcard.Domain.Users;
using Smartcard.Storage;
using Smartcard.Wording;

namespace Smartcard.BackOffice.Systems;

/// <summary>Reads what the pages of tokens show.</summary>
internal sealed class ApiTokenView(SmartcardDbContext database, TimeProvider time)
{
    /// <summary>Those that are in use first.</summary>
    public async Task<ApiTokensModel> ListAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var tokens = await database.Set<ApiToken>().AsNoTracking().ToListAsync(cancellationToken);
        Guid[] makers = [.. tokens.Select(t => t.MadeBy.Value).Distinct()];
        var users = await database.Users.AsNoTracking().Where(u => makers.Contains(u.Id)).ToListAsync(cancellationToken);
        var names = users.ToDictionary(
            u => u.UserId,
            u => u.IsEnabled && u.Roles.HasFlag(BackOfficeRoles.RaAdmin)
                ? u.DisplayName
                : Catalogue.ApiTokens["madeBy.notNow", ("name", u.DisplayName)]);
        return new ApiTokensModel(
            [
                .. tokens.OrderByDescending(t => t.IsGoodAt(now))
                    .ThenBy(t => t.Name, StringComparer.CurrentCultureIgnoreCase)
                    .Select(t => new ApiTokenLine(
                        t.Name,
                        ApiTokenWords.InShort(t.Scopes),
                        t.StateAt(now),
                        names.GetValueOrDefault(t.MadeBy, Catalogue.ApiTokens["madeBy.gone"]),
                        t.LastUsedAt,
                        t.ExpiresAt,
                        t.IsGoodAt(now) ? ApiTokenPages.RevokeOf(t.Id) : null)),
            ],
            tokens.Count(t => t.StateAt(now) == ApiTokenState.ExpiresSoon));
    }

    /// <returns>Null where there is no such token.</returns>
    public async Task<RevokeApiTokenModel?> RevokeAsync(UserId id, CancellationToken cancellationToken) =>
        await database.Set<ApiToken>().AsNoTracking().SingleOrDefaultAsync(t => t.Id == id, cancellationToken) is { } token
            ? new RevokeApiTokenModel(token.Name, ApiTokenWords.InShort(token.Scopes), token.LastUsedAt, ApiTokenPages.RevokeOf(id))
            : null;
}
