namespace Smartcard.Server.Setup;

/// <summary>
/// Shows that a host runs on the data folder, to whoever wants to put a backup there. Any number may; it ends with its
/// process, however that ends.
/// </summary>
internal sealed class HostPresence(DataFolder data, ILogger<HostPresence> logger) : IHostedService, IDisposable
{
    private FileStream? _shown;

    /// <returns>False while a host runs on it.</returns>
    public static bool IsNobodyOn(DataFolder data)
    {
        if (!File.Exists(data.HostLock))
        {
            return true;
        }

        try
        {
            using var alone = new FileStream(data.HostLock, FileMode.Open, FileAccess.Read, FileShare.None);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Read, Share = FileShare.Read };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        _shown = new FileStream(data.HostLock, options);
        foreach (var file in SafeFile.Close(data.Files))
        {
            logger.FileIsOpenToOthers(file);
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _shown?.Dispose();
}
