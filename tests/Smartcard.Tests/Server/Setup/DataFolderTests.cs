using Smartcard.Tests.Host;

namespace Smartcard.Tests.Server.Setup;

/// <summary>What lies in the data folder is for the host's account alone, whoever made it.</summary>
public sealed class DataFolderTests
{
    private const UnixFileMode OfOthers =
        UnixFileMode.GroupRead
        | UnixFileMode.GroupWrite
        | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead
        | UnixFileMode.OtherWrite
        | UnixFileMode.OtherExecute;

    [Fact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public async Task Every_file_of_a_new_installation_is_closed_to_others()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There a folder's rights are its files'.");
        await using var host = await HostBench.StartNewAsync();
        await host.ChatAsync();

        var files = Directory.GetFiles(host.Folder, "*", SearchOption.AllDirectories).Where(f => f != host.AnnouncedTo).ToList();

        Assert.Contains(Path.Combine(host.Folder, "smartcard.db-wal"), files);
        Assert.Contains(files, file => Path.GetFileName(Path.GetDirectoryName(file)) == "keys");
        Assert.All(
            files,
            file =>
                Assert.True(
                    (File.GetUnixFileMode(file) & OfOthers) == UnixFileMode.None,
                    $"{file}: {File.GetUnixFileMode(file)}"));
        Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(Path.Combine(host.Folder, "keys")) & OfOthers);
    }

    [Fact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public async Task Those_of_an_older_installation_are_closed_at_its_next_start()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There a folder's rights are its files'.");
        await using var first = await HostBench.StartNewAsync();
        var files = new[]
        {
            "smartcard.db",
            "smartcard.db-wal",
            "smartcard.db-shm",
            "vault.json",
            "audit-verified.json",
            "keys/code.key",
            "keys/chat.key",
            "mailbox/old.json",
        }
            .Select(name => Path.Combine(first.Folder, name))
            .ToList();
        Directory.CreateDirectory(Path.Combine(first.Folder, "mailbox"));
        foreach (var file in files)
        {
            if (!File.Exists(file))
            {
                await File.WriteAllTextAsync(file, "{}", TestContext.Current.CancellationToken);
            }

            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        }

        var other = Path.Combine(first.Folder, "not-ours.txt");
        await File.WriteAllTextAsync(other, "", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(other, UnixFileMode.UserRead | UnixFileMode.OtherRead);

        await using var again = await HostBench.StartBesideAsync(first);

        Assert.All(files, file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.OtherRead, File.GetUnixFileMode(other));
    }
}
