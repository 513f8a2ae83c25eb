using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using Smartcard.Storage.Users;
using Smartcard.Wording;

namespace Smartcard.BackOffice.SignIn;

/// <summary>
/// Long rather than odd: at least 12 characters of any kind, and none of what everybody guesses first. NIST SP 800-63B,
/// 3.1.1.2.
/// </summary>
internal sealed class PasswordRules : IPasswordValidator<BackOfficeUser>
{
    public const int MinLength = 12;
    public const int MaxLength = 128;

    /// <summary>Whole passwords of 12 and more that head the lists of leaked ones, and the parts they are made of.</summary>
    private static readonly string[] Guessed =
    [
        "password",
        "passw0rd",
        "qwertyuiop",
        "qwerty",
        "1q2w3e4r",
        "zaq12wsx",
        "asdfghjkl",
        "iloveyou",
        "letmein",
        "welcome",
        "administrator",
        "admin",
        "changeme",
        "secret",
        "sunshine",
        "football",
        "liverpool",
        "monkey",
        "dragon",
        "princess",
        "smartcard",
        "hospital",
        "nhs",
        "summer",
        "winter",
        "spring",
        "autumn",
        "january",
        "february",
        "october",
        "november",
        "december",
        "abcdefghijklmnopqrstuvwxyz",
        "zyxwvutsrqponmlkjihgfedcba",
    ];

    public Task<IdentityResult> ValidateAsync(
        UserManager<BackOfficeUser> manager,
        BackOfficeUser user,
        string? password) =>
        Task.FromResult(
            WhyNot(user, password ?? "") is { } why
                ? IdentityResult.Failed(new IdentityError { Code = "Password", Description = why })
                : IdentityResult.Success);

    public static string? WhyNot(BackOfficeUser user, string password)
    {
        if (password.Length < MinLength)
        {
            return Catalogue.SignIn["new.tooShort", ("min", MinLength)];
        }

        if (password.Length > MaxLength)
        {
            return Catalogue.SignIn["new.tooLong", ("max", MaxLength)];
        }

        // Without everything that people guess first, the rest must still be good enough.
        var rest = password.ToLowerInvariant();
        foreach (var part in Guessed.Concat(NamesOf(user)).OrderByDescending(p => p.Length))
        {
            rest = rest.Replace(part, "", StringComparison.Ordinal);
        }

        return IsRun(rest) || rest.Where(char.IsLetterOrDigit).Distinct().Count() < 5
            ? Catalogue.SignIn["new.guessed"]
            : null;
    }

    /// <summary>For handing over: 20 characters, about 99 bits, e.g. <c>k7mpw-3xd9h-rtq2v-n5sjc</c>.</summary>
    public static string NewOneTimePassword() =>
        string.Join('-', Enumerable.Range(0, 4).Select(_ => RandomNumberGenerator.GetString("23456789abcdefghjkmnpqrstuvwxyz", 5)));

    private static IEnumerable<string> NamesOf(BackOfficeUser user) =>
        new[] { user.UserName, user.DisplayName, user.Email }
            .SelectMany(name =>
                (name ?? "")
                    .ToLowerInvariant()
                    .Split([' ', '@', '.', '-'], StringSplitOptions.RemoveEmptyEntries)
                    .Append((name ?? "").ToLowerInvariant()))
            .Where(name => name.Length >= 3);

    /// <summary>Characters that follow each other, up or down: 123456789012.</summary>
    private static bool IsRun(string text)
    {
        var steps = text.Zip(text.Skip(1), (a, b) => b - a).ToList();
        return steps.Count > 0 && (steps.Count(s => s is 1 or -9) >= steps.Count - 1 || steps.Count(s => s is -1 or 9) >= steps.Count - 1);
    }
}
