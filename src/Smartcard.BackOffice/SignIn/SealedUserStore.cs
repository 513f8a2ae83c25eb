using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Smartcard.Storage;
using Smartcard.Storage.Users;

namespace Smartcard.BackOffice.SignIn;

/// <summary>
/// Identity's store, but for two secrets that it would keep as they are: authenticator keys lie sealed, recovery codes
/// as hashes.
/// </summary>
internal sealed class SealedUserStore(SmartcardDbContext database, IDataProtectionProvider protection, IdentityErrorDescriber describer)
    : UserOnlyStore<BackOfficeUser, SmartcardDbContext, Guid>(database, describer)
{
    private readonly IDataProtector _seal = protection.CreateProtector("Smartcard.SignIn.AuthenticatorKey");

    public override Task SetAuthenticatorKeyAsync(BackOfficeUser user, string key, CancellationToken cancellationToken) =>
        base.SetAuthenticatorKeyAsync(user, _seal.Protect(key), cancellationToken);

    public override async Task<string?> GetAuthenticatorKeyAsync(BackOfficeUser user, CancellationToken cancellationToken) =>
        await base.GetAuthenticatorKeyAsync(user, cancellationToken) is { } kept ? _seal.Unprotect(kept) : null;

    public override Task ReplaceCodesAsync(BackOfficeUser user, IEnumerable<string> recoveryCodes, CancellationToken cancellationToken) =>
        base.ReplaceCodesAsync(user, recoveryCodes.Select(RecoveryCode.HashOf), cancellationToken);

    public override async Task<bool> RedeemCodeAsync(BackOfficeUser user, string code, CancellationToken cancellationToken)
    {
        // Not the base's: it hands what is left to ReplaceCodesAsync, and hashes would be hashed again.
        const string provider = "[AspNetUserStore]", name = "RecoveryCodes";
        var kept = (await GetTokenAsync(user, provider, name, cancellationToken) ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries);
        var used = RecoveryCode.HashOf(code);
        var left = kept.Where(hash => hash != used).ToList();
        if (left.Count == kept.Length)
        {
            return false;
        }

        await SetTokenAsync(user, provider, name, string.Join(';', left), cancellationToken);
        return true;
    }
}

/// <summary>A code for the day the phone is lost: 80 bits, so that its hash can be plain.</summary>
internal static class RecoveryCode
{
    public const int Count = 10;
    private const string Alphabet = "23456789abcdefghjkmnpqrstuvwxyz";

    /// <summary>Shape: four groups of four, e.g. <c>k7mp-w3xd-9hrt-q2vn</c>.</summary>
    public static string New() => string.Join('-', Enumerable.Range(0, 4).Select(_ => RandomNumberGenerator.GetString(Alphabet, 4)));

    /// <summary>Spaces, hyphens and case are as people type them.</summary>
    public static string HashOf(string code) =>
        Convert.ToHexString(
            SHA256.HashData(
                Encoding.UTF8.GetBytes(string.Concat(code.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant())));
}
