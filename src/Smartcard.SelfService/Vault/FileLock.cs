namespace Smartcard.SelfService.Vault;

/// <summary>One process at a time, of all that share a folder.</summary>
public static class FileLock
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <returns>Held until disposed, or until the process ends, however it does.</returns>
    /// <exception cref="IOException">Another process does not let go of it for half a minute.</exception>
    public static IDisposable Take(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        for (var since = TimeProvider.System.GetTimestamp(); ;)
        {
            try
            {
                return new FileStream(path, options);
            }
            catch (IOException) when (TimeProvider.System.GetElapsedTime(since) < Patience)
            {
                // at a start or in a command, where nobody waits for this thread
                Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System).GetAwaiter().GetResult();
            }
        }
    }
}
