using Microsoft.AspNetCore.Identity;
using Smartcard.Domain;
using Smartcard.Domain.Users;
using Smartcard.Look.Access;
using Smartcard.SelfService.Audit;
using Smartcard.Storage;
using Smartcard.Storage.Users;

namespace Smartcard.BackOffice.SignIn;

/// <summary>
/// Whoever signs in at the provider has a row here too: the audit names them, and they can be disabled. The provider
/// decides their roles.
/// </summary>
internal sealed class ExternalUsers(
    UserManager<BackOfficeUser> users,
    SmartcardDbContext database,
    TurnTransaction turn,
    AuditLog audit,
    SignInGuard guard,
    IHttpContextAccessor http)
{
    /// <summary>Null = no role, or disabled here.</summary>
    public Task<BackOfficeUser?> SignInAsync(ExternalPerson person, CancellationToken cancellationToken) =>
        turn.RunAsync<BackOfficeUser?>(async ct =>
        {
            var user = await users.FindByLoginAsync(OpenIdConnectSignIn.Scheme, person.Key);
            if (user is not null)
            {
                user.Roles = person.Roles;
            }

            if (person.Roles == BackOfficeRoles.None || user is { IsEnabled: false })
            {
                audit.AddForUser(user is { IsEnabled: false } ? "sign-in-refused:disabled" : "sign-in-refused:no-role", null, user?.UserId);
                return null;
            }

            user ??= Add(person);
            user.DisplayName =
                person.Name.Length > BackOfficeUser.MaxNameLength
                    ? person.Name[..BackOfficeUser.MaxNameLength]
                    : person.Name;
            user.Email = person.Email is { Length: <= 256 } email ? email : null;
            audit.AddForUser(
                "signed-in:openid-connect:" + string.Join('+', Policies.NamesOf(person.Roles)),
                user.UserId,
                user.UserId);
            return user;
        },
            cancellationToken);

    /// <summary>The provider refused, or said something that we cannot believe. Limited, because anybody can call this.</summary>
    public async Task RefuseAsync(string what, CancellationToken cancellationToken)
    {
        if (http.HttpContext is not { } context || !guard.IsOpenFor(context, what))
        {
            return;
        }

        guard.CountFailure(context, what);
        await turn.RunAsync(async ct =>
        {
            audit.AddForUser(what, null, null);
            return true;
        }, cancellationToken);
    }

    private BackOfficeUser Add(ExternalPerson person)
    {
        var id = UserId.New();
        var name = "oidc-" + id.Value.ToString("N");
        var user = new BackOfficeUser
        {
            Id = id.Value,
            DisplayName = person.Name,
            UserName = name,
            NormalizedUserName = users.NormalizeName(name),
            Roles = person.Roles,
            IsExternal = true,
        };
        user.EndSessions();
        database.Add(user);
        database.Add(
            new IdentityUserLogin<Guid>
            {
                LoginProvider = OpenIdConnectSignIn.Scheme,
                ProviderKey = person.Key,
                UserId = user.Id,
            });
        return user;
    }
}

/// <summary>What the provider's token says of somebody.</summary>
internal sealed record ExternalPerson(string Key, string Name, string? Email, BackOfficeRoles Roles);
