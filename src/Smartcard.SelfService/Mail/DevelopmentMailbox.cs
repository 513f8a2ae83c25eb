using System.Text.Json;

namespace Smartcard.SelfService.Mail;

/// <summary>Keeps mails as files, instead of sending them: for development and demonstrations.</summary>
/// <remarks>
/// The codes stand in these files as they would in a mail, so the folder is for the host's account alone, and apart
/// from the database.
/// </remarks>
public sealed class DevelopmentMailbox(string folder, TimeProvider time) : IMailTransport
{
    private const int Shown = 200;

    public async Task SendAsync(FinishedMail mail, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, $"{mail.Id:N}.json");
        if (File.Exists(path))
        {
            return; // the same mail again, from a host that was killed before it could note that it was sent: it came once
        }

        var draft = path + ".new";
        try
        {
            MakeFolder();
            await KeepAsync(mail, draft, path, cancellationToken);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            TryDelete(draft); // half a mail may hold a code
            throw new MailSetupException(
                $"The mailbox folder {folder} cannot be written to ({failure.GetType().Name}). Make room on its disk, "
                + "and let the host's account write there.");
        }
    }

    /// <summary>Newest first.</summary>
    public IReadOnlyList<KeptMail> List() =>
        !Directory.Exists(folder)
            ? []
            : [.. Directory.GetFiles(folder, "*.json")
                .Select(file => JsonSerializer.Deserialize<KeptMail>(File.ReadAllText(file))!)
                .OrderByDescending(mail => mail.At)
                .Take(Shown)];

    private async Task KeepAsync(FinishedMail mail, string draft, string path, CancellationToken cancellationToken)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using (var file = new FileStream(draft, options))
        {
            await JsonSerializer.SerializeAsync(
                file,
                new KeptMail(mail.Id, time.GetUtcNow(), mail.To, mail.Subject, mail.Text, mail.Html),
                cancellationToken: cancellationToken);
        }

        File.Move(draft, path, overwrite: true);
    }

    /// <summary>In a data folder that is there: a mail that outlives its installation brings nothing back.</summary>
    private void MakeFolder()
    {
        if (!Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(folder))))
        {
            throw new DirectoryNotFoundException(folder);
        }

        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private static void TryDelete(string draft)
    {
        try
        {
            File.Delete(draft);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // The next attempt writes over it.
        }
    }
}

public sealed record KeptMail(Guid Id, DateTimeOffset At, string To, string Subject, string Text, string Html);
