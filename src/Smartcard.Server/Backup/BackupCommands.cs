using Smartcard.Server.Setup;
using Smartcard.Storage;

namespace Smartcard.Server.Backup;

/// <summary><c>--backup</c> and <c>--restore</c>: they need the installation's settings, and no host.</summary>
internal static class BackupCommands
{
    /// <exception cref="SettingException">It could not be done; the sentence says why, and what to do.</exception>
    public static async Task RunAsync(
        HostCommand command,
        IConfiguration configuration,
        TextWriter output,
        CancellationToken cancellationToken)
    {
        var data = new DataFolder(DataFolderSetup.PathOf(configuration));
        var location = DatabaseSetup.LocationOf(configuration, data);
        try
        {
            if (command.Name == HostCommand.Backup)
            {
                await new BackupMaker(data, location, TimeProvider.System).RunAsync(
                    command.Value!,
                    command.Flag,
                    output,
                    cancellationToken);
            }
            else
            {
                await new Restorer(data, location, TimeProvider.System).RunAsync(command.Value!, command.Flag, output, cancellationToken);
            }
        }
        catch (IOException failure)
        {
            throw new SettingException($"a file could not be written or read: {failure.Message}");
        }
    }
}
