using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Smartcard.BackOffice.Users;
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
    IOptions<SignInOptions> options,
    IHttpContextAccessor http)
{
    public Task<ExternalSignIn> SignInAsync(ExternalPerson person, CancellationToken cancellationToken) =>
        turn.RunAsync<ExternalSignIn>(async ct =>
        {
            var user = await users.FindByLoginAsync(OpenIdConnectSignIn.Scheme, person.Key);
            if (user is not null)
            {
                user.Roles = person.Roles;
            }

            if (person.Roles == BackOfficeRoles.None || user is { IsEnabled: false })
            {
                audit.AddForUser(user is { IsEnabled: false } ? "sign-in-refused:disabled" : "sign-in-refused:no-role", null, user?.UserId);
                return new ExternalSignIn.Refused("no-role");
            }

            if (RefusalOf(person, user) is { } refusal)
            {
                audit.AddForUser("sign-in-refused:" + refusal, null, user?.UserId);
                return new ExternalSignIn.Refused(refusal);
            }

            user ??= Add(person);
            user.DisplayName =
                person.Name.Length > BackOfficeUser.MaxNameLength
                    ? person.Name[..BackOfficeUser.MaxNameLength]
                    : person.Name;
            user.Email = person.Email is { Length: <= 256 } email ? email : null;
            if (options.Value.OpenIdConnect.GivesOrganisations)
            {
                SetOrganisation(user, OrganisationScope.MayLimit(person.Roles) ? person.Organisation : null);
            }

            audit.AddForUser(
                "signed-in:openid-connect:" + string.Join('+', Policies.NamesOf(person.Roles)),
                user.UserId,
                user.UserId);
            return new ExternalSignIn.Done(user);
        },
            cancellationToken);

    private void SetOrganisation(BackOfficeUser user, string? organisation)
    {
        if (user.Organisation == organisation)
        {
            return;
        }

        user.Organisation = organisation;
        if (organisation is null)
        {
            audit.AddForUser("user-organisation-removed", null, user.UserId);
        }
        else
        {
            audit.AddForUser("user-organisation-set:" + UserAccounts.Short(organisation), null, user.UserId);
        }
    }

    /// <returns>Why this person would see more people, or fewer, than their roles are for; null = they would not.</returns>
    private string? RefusalOf(ExternalPerson person, BackOfficeUser? user)
    {
        var settings = options.Value.OpenIdConnect;
        return settings.MissesOrganisation(person.Roles, person.Organisation) ? "no-organisation"
            : !settings.GivesOrganisations && user?.Organisation is not null && !OrganisationScope.MayLimit(person.Roles) ? "limited"
            : null;
    }

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
/// <param name="Organisation">Whose people they may see; null where that is not said, or not asked.</param>
internal sealed record ExternalPerson(string Key, string Name, string? Email, BackOfficeRoles Roles, string? Organisation);

/// <summary>What came of a sign-in at the provider.</summary>
internal abstract record ExternalSignIn
{
    private ExternalSignIn()
    {
    }

    public sealed record Done(BackOfficeUser User) : ExternalSignIn;

    /// <param name="Because">As the sign-in page knows it: no role or disabled here, or no organisation, or one too many.</param>
    public sealed record Refused(string Because) : ExternalSignIn;
}
