using Smartcard.Storage;

namespace Smartcard.Server.Setup;

/// <summary>Where an installation on embedded defaults keeps everything: one folder, for the host's account alone.</summary>
internal sealed record DataFolder(string Path)
{
    public string Database => System.IO.Path.Combine(Path, "smartcard.db");

    public string Keys => System.IO.Path.Combine(Path, "keys");

    public string CodeKey => System.IO.Path.Combine(Path, "keys", "code.key");

    public string ChatKey => System.IO.Path.Combine(Path, "keys", "chat.key");

    public string Vault => System.IO.Path.Combine(Path, "vault.json");

    public string AuditProgress => System.IO.Path.Combine(Path, "audit-verified.json");

    public string Cards => System.IO.Path.Combine(Path, "cards");

    /// <summary>The demonstration's staff and cards, as a card bureau would send them; there are none in an installation.</summary>
    public string DemonstrationStaff => System.IO.Path.Combine(Cards, "staff.csv");

    /// <summary>For those who make the demonstration's cards.</summary>
    public string DemonstrationTransportKey => System.IO.Path.Combine(Cards, "transport-key.pem");

    /// <summary>Is there while a backup is put back into this folder.</summary>
    public string Restoring => System.IO.Path.Combine(Path, "restoring.part");

    /// <summary>
    /// What each host is doing at this moment, and which steps ended hosts. Its files come and go, and are made for the
    /// host's account alone.
    /// </summary>
    public string Steps => System.IO.Path.Combine(Path, "steps");

    /// <summary>Held by each host that runs on this folder.</summary>
    public string HostLock => System.IO.Path.Combine(Path, "host.lock");

    public string Mailbox => System.IO.Path.Combine(Path, "mailbox");

    /// <summary>
    /// All that the host keeps here, and nothing else that may lie in a folder that somebody named: where there is such
    /// a file.
    /// </summary>
    public IEnumerable<string> Files =>
    [
        Database, Database + "-wal", Database + "-shm", Database + "-journal", Vault, Vault + ".lock", AuditProgress, HostLock,
        .. new[] { Keys, Mailbox }.Where(Directory.Exists).SelectMany(Directory.GetFiles),
    ];
}

internal static class DataFolderSetup
{
    /// <summary>Setting <c>Data:Folder</c>; default <c>data</c> below the folder the program is started in.</summary>
    public static string PathOf(IConfiguration configuration) =>
        Path.TrimEndingDirectorySeparator(Path.GetFullPath(configuration["Data:Folder"] ?? "data"));

    /// <summary>Makes the folder where it is missing.</summary>
    /// <exception cref="SettingException">A backup was being put back into it, and that was cut off.</exception>
    public static DataFolder AddDataFolder(this WebApplicationBuilder builder)
    {
        var path = PathOf(builder.Configuration);
        foreach (var folder in new[] { path, Path.Combine(path, "keys") })
        {
            SafeFile.MakeFolder(folder);
        }

        var data = new DataFolder(path);
        if (Directory.Exists(data.Restoring))
        {
            throw new SettingException(
                $"a backup is being restored into {path}, or that was interrupted. Wait for it, or restore again with "
                + $"{HostCommand.Restore} FOLDER {HostCommand.MoveOldAside}.");
        }

        if (string.IsNullOrEmpty(builder.Configuration.GetConnectionString(DatabaseOptions.ConnectionStringName)))
        {
            SafeFile.MakeWhereMissing(data.Database); // SQLite would make it for all to read; what it makes beside it gets the same rights
        }

        SafeFile.Close(data.Files);
        builder.Services.AddSingleton(data);
        builder.Services.AddHostedService<HostPresence>();

        builder.Services.AddSingleton(new WorkflowFiles(WorkflowFolder(builder.Configuration)));
        return data;
    }

    /// <summary>Setting <c>Workflows:Folder</c>; default <c>workflows</c> beside the program, or above it.</summary>
    /// <exception cref="SettingException">There is no such folder.</exception>
    public static string WorkflowFolder(IConfiguration configuration)
    {
        var folder = configuration["Workflows:Folder"] ?? FindUpwards("workflows");
        return Directory.Exists(folder)
            ? folder
            : throw new SettingException(
                $"the folder with the workflow files, {folder}, does not exist. Set Workflows:Folder to the folder that has unlock.json.");
    }

    /// <summary>Beside the program in an installation; in a checkout, above it.</summary>
    private static string FindUpwards(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, name);
            if (File.Exists(Path.Combine(candidate, "unlock.json")))
            {
                return candidate;
            }
        }

        throw new SettingException("the folder with the workflow files was not found. Set Workflows:Folder to it.");
    }
}
