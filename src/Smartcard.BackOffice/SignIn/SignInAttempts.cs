using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Smartcard.Domain.Registrations;
using Smartcard.SelfService.Audit;
using Smartcard.Storage;
using Smartcard.Storage.Users;

namespace Smartcard.BackOffice.SignIn;

/// <summary>Judges what somebody shows at sign-in, counts it, and writes it to the audit.</summary>
/// <remarks>
/// An attempt is taken before it is judged, so that guesses which arrive together get no more than five. A password is hashed outside the
/// transaction: the database's one writer must not wait for it.
/// </remarks>
internal sealed class SignInAttempts(
    UserManager<BackOfficeUser> users,
    IPasswordHasher<BackOfficeUser> hasher,
    SmartcardDbContext database,
    TurnTransaction turn,
    AuditLog audit,
    TimeProvider time)
{
    /// <summary>Hashed in the place of a password that is not there, so that an unknown name takes as long as a known one.</summary>
    private static string? _nobodysHash;

    /// <summary>
    /// The user of that name and password; null = one of them is wrong, or the account is locked or disabled. Whoever
    /// asks is not told which.
    /// </summary>
    public async Task<BackOfficeUser?> CheckPasswordAsync(string name, string password, CancellationToken cancellationToken)
    {
        var user = await turn.RunAsync(ct => AdmitAsync(name, ct), cancellationToken);
        _nobodysHash ??= hasher.HashPassword(
            new BackOfficeUser { DisplayName = "" },
            PasswordRules.NewOneTimePassword());
        var isRight =
            hasher.VerifyHashedPassword(
                user ?? new BackOfficeUser { DisplayName = "" },
                user?.PasswordHash ?? _nobodysHash,
                password)
                is not PasswordVerificationResult.Failed
            && user is not null;
        return user is null
            ? null
            : await turn.RunAsync(ct => SettlePasswordAsync(user.Id, isRight, ct), cancellationToken);
    }

    /// <summary>A code of the authenticator app, good once.</summary>
    public Task<SecondStep> CheckCodeAsync(Guid userId, string code, CancellationToken cancellationToken) =>
        SecondStepAsync(
            userId,
            "code",
            async user =>
            {
                if (await users.GetAuthenticatorKeyAsync(user) is not { } key
                    || Totp.Match(key, code, time.GetUtcNow()) is not { } step
                    || step <= user.LastTotpStep)
                {
                    return false;
                }

                user.LastTotpStep = step;
                return true;
            }, cancellationToken);

    /// <summary>One of the ten recovery codes, each good once.</summary>
    public Task<SecondStep> CheckRecoveryCodeAsync(Guid userId, string code, CancellationToken cancellationToken) =>
        SecondStepAsync(
            userId,
            "recovery-code",
            async user => (await users.RedeemTwoFactorRecoveryCodeAsync(user, code)).Succeeded,
            cancellationToken);

    /// <summary>The passkey was right: its counter goes on, so that a copy of its key shows itself.</summary>
    public Task RememberPasskeyAsync(Guid userId, UserPasskeyInfo passkey, CancellationToken cancellationToken) =>
        turn.RunAsync(
            async ct =>
                await users.AddOrUpdatePasskeyAsync(await database.Users.SingleAsync(u => u.Id == userId, ct), passkey),
            cancellationToken);

    public Task RefusePasskeyAsync(CancellationToken cancellationToken) =>
        turn.RunAsync(async ct =>
        {
            audit.AddForUser("sign-in-wrong:passkey", null, null);
            return true;
        }, cancellationToken);

    /// <summary>
    /// Everything was shown: mistakes are forgotten and the sign-in is on record. Null = the account was disabled in
    /// the meantime.
    /// </summary>
    /// <param name="method">E.g. <c>password+code</c>, <c>passkey</c>.</param>
    public Task<BackOfficeUser?> CompleteAsync(Guid userId, string method, CancellationToken cancellationToken) =>
        turn.RunAsync<BackOfficeUser?>(async ct =>
        {
            var user = await database.Users.SingleAsync(u => u.Id == userId, ct);
            if (!user.IsEnabled)
            {
                audit.AddForUser("sign-in-refused:disabled", null, user.UserId);
                return null;
            }

            user.ForgetAttempts();
            audit.AddForUser("signed-in:" + method, user.UserId, user.UserId);
            return user;
        }, cancellationToken);

    /// <summary>Signed out, on every machine: a copy of the cookie is worth nothing either.</summary>
    public Task SignOutAsync(Guid userId, CancellationToken cancellationToken) =>
        turn.RunAsync(async ct =>
        {
            var user = await database.Users.SingleAsync(u => u.Id == userId, ct);
            user.EndSessions();
            audit.AddForUser("signed-out", user.UserId, user.UserId);
            return true;
        }, cancellationToken);

    public async Task<bool> HasSecondStepAsync(BackOfficeUser user) =>
        user.TwoFactorEnabled || (await users.GetPasskeysAsync(user)).Count > 0;

    private async Task<BackOfficeUser?> AdmitAsync(string name, CancellationToken cancellationToken)
    {
        var user = await users.FindByNameAsync(EmailAddress.TryParse(name, out var address) ? address.Value : name);
        var refusal = user switch
        {
            null or { PasswordHash: null } => "sign-in-wrong:name",
            { IsEnabled: false } => "sign-in-refused:disabled",
            _ when !user.TakeAttempt(time.GetUtcNow()) => "sign-in-refused:locked-out",
            _ => null,
        };
        if (refusal is null)
        {
            return user;
        }

        audit.AddForUser(refusal, null, user?.UserId);
        return null;
    }

    private async Task<BackOfficeUser?> SettlePasswordAsync(Guid userId, bool isRight, CancellationToken cancellationToken)
    {
        var user = await database.Users.SingleAsync(u => u.Id == userId, cancellationToken);
        if (!isRight)
        {
            Wrong(user, "password");
            return null;
        }

        user.ReturnAttempt();
        if (user.OneTimePasswordUntil <= time.GetUtcNow())
        {
            audit.AddForUser("sign-in-refused:one-time-password-too-old", null, user.UserId);
            return null;
        }

        return user;
    }

    private Task<SecondStep> SecondStepAsync(
        Guid userId,
        string kind,
        Func<BackOfficeUser, Task<bool>> check,
        CancellationToken cancellationToken) =>
        turn.RunAsync(
            async ct =>
            {
                var user = await database.Users.SingleAsync(u => u.Id == userId, ct);
                if (!user.IsEnabled || !user.TakeAttempt(time.GetUtcNow()))
                {
                    audit.AddForUser(
                        user.IsEnabled ? "sign-in-refused:locked-out" : "sign-in-refused:disabled",
                        null,
                        user.UserId);
                    return SecondStep.LockedOut;
                }

                if (await check(user))
                {
                    user.ReturnAttempt();
                    return SecondStep.Right;
                }

                Wrong(user, kind);
                return user.IsLockedOut(time.GetUtcNow()) ? SecondStep.LockedOut : SecondStep.Wrong;
            }, cancellationToken);

    private void Wrong(BackOfficeUser user, string kind)
    {
        audit.AddForUser("sign-in-wrong:" + kind, null, user.UserId);
        if (user.IsLockedOut(time.GetUtcNow()))
        {
            audit.AddForUser("sign-in-locked-out", null, user.UserId);
        }
    }
}

internal enum SecondStep
{
    Right,
    Wrong,
    LockedOut,
}
