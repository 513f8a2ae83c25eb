using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Smartcard.BackOffice.People;
using Smartcard.BackOffice.SignIn;
using Smartcard.Domain;
using Smartcard.Domain.Users;
using Smartcard.Look.Access;
using Smartcard.SelfService.Audit;
using Smartcard.SelfService.People;
using Smartcard.Storage;
using Smartcard.Storage.Users;
using Smartcard.Wording;

namespace Smartcard.BackOffice.Users;

/// <summary>
/// What an RA administrator does to accounts. Each change is on record with who did it, and none leaves the back office
/// without an administrator.
/// </summary>
internal sealed class UserAccounts(
    UserManager<BackOfficeUser> users,
    IPasswordHasher<BackOfficeUser> hasher,
    SmartcardDbContext database,
    TurnTransaction turn,
    AuditLog audit,
    PersonSearch people,
    StaffOrganisations organisations,
    IOptions<SignIn.SignInOptions> options,
    TimeProvider time)
{
    private const int InAudit = 60;

    public async Task<UserChange> AddAsync(
        UserId actor,
        string name,
        string email,
        BackOfficeRoles roles,
        string? organisation,
        CancellationToken cancellationToken)
    {
        if (await WrongAsync(organisation, roles, before: null, cancellationToken) is { } wrong)
        {
            return new UserChange.Refused("organisation", wrong);
        }

        var password = PasswordRules.NewOneTimePassword();
        var user = new BackOfficeUser
        {
            Id = UserId.New().Value,
            DisplayName = name,
            UserName = email,
            Email = email,
            Roles = roles,
            Organisation = organisation,
        };
        SetOneTimePassword(user, password);
        return await turn.RunAsync<UserChange>(async ct =>
        {
            if (await users.FindByNameAsync(email) is not null)
            {
                return new UserChange.Refused("email", Catalogue.Users["email.taken"]);
            }

            if (await users.CreateAsync(user) is { Succeeded: false } failed)
            {
                return new UserChange.Refused("email", string.Join(' ', failed.Errors.Select(e => e.Description)));
            }

            audit.AddForUser("user-added:" + WordOf(roles), actor, user.UserId);
            if (organisation is not null)
            {
                audit.AddForUser("user-organisation-set:" + Short(organisation), actor, user.UserId);
            }

            return new UserChange.Done(user, password);
        }, cancellationToken);
    }

    public Task<UserChange> SetRolesAsync(UserId actor, Guid id, BackOfficeRoles roles, CancellationToken cancellationToken) =>
        ChangeAsync(actor, id, "user-roles-set:" + WordOf(roles), keepsAdministrator: roles.HasFlag(BackOfficeRoles.RaAdmin), user =>
        {
            if (user.IsExternal)
            {
                return Catalogue.Users["roles.notHere"];
            }

            if (user.Organisation is not null && !OrganisationScope.MayLimit(roles))
            {
                return Catalogue.Users["roles.limited"];
            }

            user.Roles = roles;
            return null;
        }, cancellationToken);

    /// <summary>Says whose people this user sees. It holds at once, for whoever is signed in too.</summary>
    /// <param name="organisation">Null = everybody.</param>
    public async Task<UserChange> SetOrganisationAsync(UserId actor, Guid id, string? organisation, CancellationToken cancellationToken)
    {
        var change = await ChangeAsync(
            actor,
            id,
            organisation is null ? "user-organisation-removed" : "user-organisation-set:" + Short(organisation),
            keepsAdministrator: true,
            async (user, ct) =>
            {
                if (user.IsExternal && options.Value.OpenIdConnect.GivesOrganisations)
                {
                    return Catalogue.Users["organisation.notHere"];
                }

                if (await WrongAsync(organisation, user.Roles, user.Organisation, ct) is { } wrong)
                {
                    return wrong;
                }

                user.Organisation = organisation;
                return null;
            },
            oneTimePassword: null,
            cancellationToken);
        return change is UserChange.Refused refused ? refused with { Field = "organisation" } : change;
    }

    /// <param name="before">What it is: it may stay, though nobody has it any more.</param>
    /// <returns>Why somebody with these roles cannot be limited to it; null = they can.</returns>
    private async Task<string?> WrongAsync(
        string? organisation, BackOfficeRoles roles, string? before, CancellationToken cancellationToken) =>
        organisation is null ? null
        : !OrganisationScope.MayLimit(roles) ? Catalogue.Users["organisation.roles"]
        : organisation != before && !await organisations.HasAsync(organisation, cancellationToken)
            ? Catalogue.Users["organisation.unknown"]
        : null;

    /// <summary>Says whose card is this user's own, so that they cannot reset it in person. S14.</summary>
    /// <param name="text">The card's reference, or its holder's name; empty = none.</param>
    public async Task<UserChange> SetOwnCardAsync(UserId actor, Guid id, string text, CancellationToken cancellationToken)
    {
        StaffId? holder = null;
        if (text.Length > 0)
        {
            switch (await people.FindHoldersAsync(text, cancellationToken))
            {
                case [var found]:
                    holder = found;
                    break;
                case []:
                    return new UserChange.Refused("card", Catalogue.Users["card.none"]);
                default:
                    return new UserChange.Refused("card", Catalogue.Users["card.several"]);
            }
        }

        var change = await ChangeAsync(
            actor,
            id,
            holder is null ? "user-own-card-removed" : "user-own-card-set",
            keepsAdministrator: true,
            user =>
            {
                if (user.UserId == actor && user.StaffId is { } own && own != holder)
                {
                    return Catalogue.Users["card.notYourself"];
                }

                user.StaffId = holder;
                return null;
            },
            cancellationToken);
        return change is UserChange.Refused refused ? refused with { Field = "card" } : change;
    }

    public Task<UserChange> DisableAsync(UserId actor, Guid id, CancellationToken cancellationToken) =>
        ChangeAsync(actor, id, "user-disabled", keepsAdministrator: false, user =>
        {
            user.DisabledAt ??= time.GetUtcNow();
            user.EndSessions();
            return null;
        }, cancellationToken);

    public Task<UserChange> EnableAsync(UserId actor, Guid id, CancellationToken cancellationToken) =>
        ChangeAsync(actor, id, "user-enabled", keepsAdministrator: true, user =>
        {
            user.DisabledAt = null;
            user.ForgetAttempts();
            return null;
        }, cancellationToken);

    /// <summary>For somebody who lost phone, key and recovery codes: whoever asks for it has seen who they are.</summary>
    public Task<UserChange> ResetSecondStepAsync(UserId actor, Guid id, CancellationToken cancellationToken) =>
        ChangeAsync(actor, id, "user-second-step-reset", keepsAdministrator: true, async (user, ct) =>
        {
            if (user.IsExternal)
            {
                return Catalogue.Users["external"];
            }

            await database.RemoveSecondStepAsync(user, ct);
            return null;
        }, oneTimePassword: null, cancellationToken);

    /// <summary>For somebody who forgot their password. Their second step stays.</summary>
    public Task<UserChange> NewOneTimePasswordAsync(UserId actor, Guid id, CancellationToken cancellationToken)
    {
        var password = PasswordRules.NewOneTimePassword();
        return ChangeAsync(actor, id, "user-one-time-password-made", keepsAdministrator: true, (user, _) =>
        {
            if (user.IsExternal)
            {
                return Task.FromResult<string?>(Catalogue.Users["external"]);
            }

            SetOneTimePassword(user, password);
            user.ForgetAttempts();
            return Task.FromResult<string?>(null);
        }, password, cancellationToken);
    }

    private Task<UserChange> ChangeAsync(
        UserId actor,
        Guid id,
        string what,
        bool keepsAdministrator,
        Func<BackOfficeUser, string?> change,
        CancellationToken cancellationToken) =>
        ChangeAsync(
            actor,
            id,
            what,
            keepsAdministrator,
            (user, _) => Task.FromResult(change(user)),
            oneTimePassword: null,
            cancellationToken);

    private Task<UserChange> ChangeAsync(
        UserId actor,
        Guid id,
        string what,
        bool keepsAdministrator,
        Func<BackOfficeUser, CancellationToken, Task<string?>> change,
        string? oneTimePassword,
        CancellationToken cancellationToken) =>
        turn.RunAsync<UserChange>(async ct =>
        {
            if (await database.Users.SingleOrDefaultAsync(u => u.Id == id, ct) is not { } user)
            {
                return new UserChange.Unknown();
            }

            if (!keepsAdministrator && await IsLastAdministratorAsync(user, ct))
            {
                return new UserChange.Refused("roles", Catalogue.Users["roles.last"]);
            }

            if (await change(user, ct) is { } why)
            {
                return new UserChange.Refused("roles", why);
            }

            audit.AddForUser(what, actor, user.UserId);
            return new UserChange.Done(user, oneTimePassword);
        }, cancellationToken);

    /// <summary>Among the accounts kept here: the provider's groups may change at any time.</summary>
    private async Task<bool> IsLastAdministratorAsync(BackOfficeUser user, CancellationToken cancellationToken) =>
        user is { IsExternal: false, IsEnabled: true }
        && user.Roles.HasFlag(BackOfficeRoles.RaAdmin)
        && !await database.Users.AnyAsync(
            u => u.Id != user.Id && !u.IsExternal && u.DisabledAt == null && (u.Roles & BackOfficeRoles.RaAdmin) != 0,
            cancellationToken);

    private void SetOneTimePassword(BackOfficeUser user, string password)
    {
        user.PasswordHash = hasher.HashPassword(user, password);
        user.OneTimePasswordUntil = time.GetUtcNow() + FirstAdministrator.OneTimePasswordLifetime;
        user.EndSessions();
    }

    /// <summary>As much of a name as an entry of the audit holds.</summary>
    internal static string Short(string organisation) => string.Concat(organisation.EnumerateRunes().Take(InAudit));

    private static string WordOf(BackOfficeRoles roles) =>
        roles == BackOfficeRoles.None ? "none" : string.Join('+', Policies.NamesOf(roles));
}

/// <summary>What came of a change to an account.</summary>
internal abstract record UserChange
{
    private UserChange() { }

    /// <param name="OneTimePassword">To be handed over, shown this once; null where there is none.</param>
    public sealed record Done(BackOfficeUser User, string? OneTimePassword) : UserChange;

    public sealed record Refused(string Field, string Why) : UserChange;

    public sealed record Unknown : UserChange;
}
