using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Smartcard.SelfService.Audit;
using Smartcard.Storage;
using Smartcard.Storage.Users;
using Smartcard.Wording;

namespace Smartcard.BackOffice.SignIn;

/// <summary>
/// What somebody signs in with: sets their own password, authenticator, recovery codes and passkeys, each with an entry
/// in the audit.
/// </summary>
/// <remarks>Every change ends the account's other sessions; whoever calls starts this one again.</remarks>
internal sealed class Credentials(
    UserManager<BackOfficeUser> users,
    IUserStore<BackOfficeUser> store,
    IPasswordHasher<BackOfficeUser> hasher,
    SmartcardDbContext database,
    TurnTransaction turn,
    AuditLog audit,
    IDataProtectionProvider protection,
    TimeProvider time)
{
    private readonly SealedUserStore _store = (SealedUserStore)store;
    private readonly IDataProtector _seal = protection.CreateProtector("Smartcard.SignIn.NewAuthenticatorKey");

    public bool IsPassword(BackOfficeUser user, string password) =>
        user.PasswordHash is { } hash && hasher.VerifyHashedPassword(user, hash, password) is not PasswordVerificationResult.Failed;

    /// <summary>The person's own password in the place of the one before. A sentence when it will not do.</summary>
    public async Task<string?> SetPasswordAsync(BackOfficeUser user, string password, CancellationToken cancellationToken)
    {
        if (PasswordRules.WhyNot(user, password) is { } why)
        {
            return why;
        }

        if (IsPassword(user, password))
        {
            return Catalogue.SignIn["new.same"];
        }

        var hash = hasher.HashPassword(user, password);
        await ChangeAsync(user, "password-changed", changed =>
        {
            changed.PasswordHash = hash;
            changed.OneTimePasswordUntil = null;
            return Task.CompletedTask;
        }, cancellationToken);
        return null;
    }

    /// <summary>A new authenticator key, sealed for the page that shows it: nothing is kept until a code of it was seen.</summary>
    public string SealKey(BackOfficeUser user, string key) => _seal.Protect($"{user.Id}|{user.SecurityStamp}|{key}");

    /// <summary>The key that <see cref="SealKey"/> sealed for this user as they are now.</summary>
    public string? UnsealKey(BackOfficeUser user, string sealedKey)
    {
        try
        {
            return
                _seal.Unprotect(sealedKey).Split('|') is [var id, var stamp, var key]
                && id == user.Id.ToString()
                && stamp == user.SecurityStamp
                ? key
                : null;
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            return null;
        }
    }

    /// <summary>Takes the authenticator in use, if the code is its own. The new recovery codes, or null when the code is wrong.</summary>
    public async Task<IReadOnlyList<string>?> SetAuthenticatorAsync(
        BackOfficeUser user,
        string key,
        string code,
        CancellationToken cancellationToken)
    {
        if (Totp.Match(key, code, time.GetUtcNow()) is not { } step)
        {
            return null;
        }

        return await ChangeAsync(user, "authenticator-set", async changed =>
        {
            await _store.SetAuthenticatorKeyAsync(changed, key, cancellationToken);
            changed.TwoFactorEnabled = true;
            changed.LastTotpStep = step;
            return await ReplaceCodesAsync(changed, cancellationToken);
        }, cancellationToken);
    }

    public Task<IReadOnlyList<string>> NewRecoveryCodesAsync(BackOfficeUser user, CancellationToken cancellationToken) =>
        ChangeAsync(user, "recovery-codes-made", changed => ReplaceCodesAsync(changed, cancellationToken), cancellationToken);

    /// <summary>With somebody's first second step come recovery codes; null = they have some.</summary>
    public Task<IReadOnlyList<string>?> AddPasskeyAsync(
        BackOfficeUser user,
        UserPasskeyInfo passkey,
        CancellationToken cancellationToken) =>
        ChangeAsync(
            user,
            "passkey-added",
            async changed =>
            {
                await users.AddOrUpdatePasskeyAsync(changed, passkey);
                return await users.CountRecoveryCodesAsync(changed) > 0
                    ? null
                    : (IReadOnlyList<string>?)await ReplaceCodesAsync(changed, cancellationToken);
            },
            cancellationToken);

    public Task RemovePasskeyAsync(BackOfficeUser user, byte[] credentialId, CancellationToken cancellationToken) =>
        ChangeAsync(user, "passkey-removed", changed => users.RemovePasskeyAsync(changed, credentialId), cancellationToken);

    private async Task<IReadOnlyList<string>> ReplaceCodesAsync(BackOfficeUser user, CancellationToken cancellationToken)
    {
        var codes = Enumerable.Range(0, RecoveryCode.Count).Select(_ => RecoveryCode.New()).ToList();
        await _store.ReplaceCodesAsync(user, codes, cancellationToken);
        return codes;
    }

    private Task<bool> ChangeAsync(
        BackOfficeUser user,
        string what,
        Func<BackOfficeUser, Task> change,
        CancellationToken cancellationToken) =>
        ChangeAsync(
            user,
            what,
            async changed =>
            {
                await change(changed);
                return true;
            },
            cancellationToken);

    private async Task<TResult> ChangeAsync<TResult>(
        BackOfficeUser user,
        string what,
        Func<BackOfficeUser, Task<TResult>> change,
        CancellationToken cancellationToken)
    {
        var (result, stamp) = await turn.RunAsync(async ct =>
        {
            var changed = await database.Users.SingleAsync(u => u.Id == user.Id, ct);
            var result = await change(changed);
            changed.EndSessions();
            audit.AddForUser(what, changed.UserId, changed.UserId);
            return (result, changed.SecurityStamp);
        }, cancellationToken);
        user.SecurityStamp = stamp;
        return result;
    }
}
