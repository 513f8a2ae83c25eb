using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using Smartcard.Domain;
using Smartcard.Domain.Users;

namespace Smartcard.Storage.Users;

/// <summary>Somebody who works in the back office. What Identity keeps (password hash, stamps, lockout), and what we add to it.</summary>
public sealed class BackOfficeUser : IdentityUser<Guid>
{
    public const int MaxNameLength = 100;
    public const int AttemptsBeforeLockout = 5;
    public static readonly TimeSpan LockedFor = TimeSpan.FromMinutes(15);

    public required string DisplayName { get; set; }

    public BackOfficeRoles Roles { get; set; }

    public DateTimeOffset? DisabledAt { get; set; }

    /// <summary>
    /// The password was handed over by somebody else: good until then, and for choosing one's own. Null = chosen by the
    /// person.
    /// </summary>
    public DateTimeOffset? OneTimePasswordUntil { get; set; }

    /// <summary>The time step of the last authenticator code taken: this one and earlier ones are not taken again. RFC 6238, 5.2.</summary>
    public long LastTotpStep { get; set; }

    /// <summary>Whoever signs in by OpenID Connect has no password of ours, and roles as the provider says.</summary>
    public bool IsExternal { get; set; }

    /// <summary>The member of staff that this user is, so that nobody resets their own card in person; null = not said.</summary>
    public StaffId? StaffId { get; set; }

    /// <summary>The only organisation whose people this user sees; null = everybody. <see cref="OrganisationScope"/> says how.</summary>
    public string? Organisation { get; set; }

    public UserId UserId => new(Id);

    public bool IsEnabled => DisabledAt is null;

    public bool IsLockedOut(DateTimeOffset now) => LockoutEnd > now;

    /// <summary>
    /// Takes one of the attempts before it is looked whether it is right: tries that arrive together get no more of
    /// them. False = locked out.
    /// </summary>
    public bool TakeAttempt(DateTimeOffset now)
    {
        if (IsLockedOut(now))
        {
            return false;
        }

        if (LockoutEnd is not null)
        {
            ForgetAttempts();
        }

        Changed();
        AccessFailedCount++;
        if (AccessFailedCount >= AttemptsBeforeLockout)
        {
            LockoutEnd = now + LockedFor;
        }

        return true;
    }

    /// <summary>
    /// The attempt was right, and there is more to show: only this one is given back, so that a known password buys no
    /// guesses at the second step.
    /// </summary>
    public void ReturnAttempt()
    {
        Changed();
        AccessFailedCount = Math.Max(0, AccessFailedCount - 1);
        LockoutEnd = null;
    }

    /// <summary>Signed in: earlier mistakes no longer count.</summary>
    public void ForgetAttempts()
    {
        Changed();
        AccessFailedCount = 0;
        LockoutEnd = null;
    }

    /// <summary>Whoever is signed in to this account has to sign in again.</summary>
    public void EndSessions()
    {
        Changed();
        SecurityStamp = RandomNumberGenerator.GetHexString(32);
    }

    /// <summary>Two hosts that change one account at the same time are told.</summary>
    private void Changed() => ConcurrencyStamp = Guid.CreateVersion7().ToString();
}
