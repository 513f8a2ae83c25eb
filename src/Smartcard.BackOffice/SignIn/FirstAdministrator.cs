using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Smartcard.Domain;
using Smartcard.Domain.Users;
using Smartcard.Look.Access;
using Smartcard.SelfService.Audit;
using Smartcard.SelfService.Mail;
using Smartcard.Storage;
using Smartcard.Storage.Users;

namespace Smartcard.BackOffice.SignIn;

/// <summary>The administrator that a new installation starts with, and the way back in when all passwords are lost.</summary>
public sealed class FirstAdministrator(
    UserManager<BackOfficeUser> users,
    IPasswordHasher<BackOfficeUser> hasher,
    SmartcardDbContext database,
    TurnTransaction turn,
    AuditLog audit,
    IOptions<SignInOptions> options,
    IOptions<MailOptions> mail,
    TimeProvider time)
{
    public const string UserName = "admin";
    public static readonly TimeSpan OneTimePasswordLifetime = TimeSpan.FromDays(7);

    /// <summary>On the first start only: one administrator, whose one-time password is said once and kept as a hash.</summary>
    public async Task MakeWhereMissingAsync(CancellationToken cancellationToken)
    {
        if (!options.Value.LocalAccounts || await database.Users.AnyAsync(u => !u.IsExternal, cancellationToken))
        {
            return;
        }

        await using var console = OpenConsole();
        var password = PasswordRules.NewOneTimePassword();
        var isMade = await turn.RunAsync(async ct =>
        {
            if (await database.Users.AnyAsync(u => !u.IsExternal, ct))
            {
                return false; // another host was first
            }

            Set(Add(), password, "administrator-made");
            return true;
        }, cancellationToken);
        if (isMade)
        {
            await AnnounceAsync(console, password, cancellationToken);
        }
    }

    /// <summary>
    /// For whoever has the host's machine: the administrator with a new one-time password, enabled, and without a
    /// second step.
    /// </summary>
    public async Task ResetAsync(CancellationToken cancellationToken)
    {
        await using var console = OpenConsole();
        var password = PasswordRules.NewOneTimePassword();
        await turn.RunAsync(async ct =>
        {
            var admin = await users.FindByNameAsync(UserName) ?? Add();
            await database.RemoveSecondStepAsync(admin, ct);
            Set(admin, password, "administrator-reset");
            return true;
        }, cancellationToken);
        await AnnounceAsync(console, password, cancellationToken);
    }

    private BackOfficeUser Add()
    {
        var admin = new BackOfficeUser
        {
            Id = UserId.New().Value,
            DisplayName = "Administrator",
            UserName = UserName,
            NormalizedUserName = users.NormalizeName(UserName),
            LockoutEnabled = true,
        };
        database.Add(admin);
        return admin;
    }

    private void Set(BackOfficeUser admin, string password, string what)
    {
        admin.PasswordHash = hasher.HashPassword(admin, password);
        admin.OneTimePasswordUntil = time.GetUtcNow() + OneTimePasswordLifetime;
        admin.Roles |= BackOfficeRoles.RaAdmin;
        admin.Organisation = null; // who looks after the installation sees everybody
        admin.DisabledAt = null;
        admin.ForgetAttempts();
        admin.EndSessions();
        audit.AddForUser(what, null, admin.UserId);
    }

    private async Task AnnounceAsync(Stream console, string password, CancellationToken cancellationToken) => await console.WriteAsync(
        System.Text.Encoding.UTF8.GetBytes($"""
            Sign in to the back office at {mail.Value.PublicAddress}{Policies.BackOffice}
              User name          {UserName}
              One-time password  {password}
            This password is shown once and works for {OneTimePasswordLifetime.Days} days. Sign in, and choose your own.
            If it is lost, run the host with --reset-admin.

            """),
        cancellationToken);

    /// <summary>
    /// The console, never the log: a log is kept, copied and read by others. Opened before there is anything to say, so
    /// that it is not lost.
    /// </summary>
    private Stream OpenConsole()
    {
        if (options.Value.AnnounceTo is not { Length: > 0 } path)
        {
            return Console.OpenStandardOutput();
        }

        // No buffer and no lock: the path may be a pipe.
        var file = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.Write,
            Share = FileShare.ReadWrite,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
        {
            file.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            return new FileStream(path, file);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new SettingException(
                $"the administrator's one-time password cannot be written to {path}. Set SignIn:AnnounceTo to a file "
                + "that the host can write. If you leave it out, the password goes to the console.");
        }
    }
}
