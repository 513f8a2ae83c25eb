using System.Security.Cryptography;

namespace Smartcard.Server.Setup;

/// <summary>A key of 32 bytes in a file that only the host's account may read. Hosts that share the folder get the same.</summary>
internal static class KeyFile
{
    private const int LengthBytes = 32;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <exception cref="SettingException">The file is there and holds something else, or another host does not let go of it.</exception>
    public static byte[] ReadOrMake(string path)
    {
        if (!File.Exists(path))
        {
            using var alone = Lock(path + ".lock");
            if (!File.Exists(path))
            {
                // Written aside and moved, so that a host killed here leaves no half a key.
                var draft = path + ".new";
                using (var file = new FileStream(draft, Ours(FileMode.Create)))
                {
                    file.Write(RandomNumberGenerator.GetBytes(LengthBytes));
                    file.Flush(flushToDisk: true);
                }

                File.Move(draft, path, overwrite: false);
            }
        }

        var key = File.ReadAllBytes(path);
        return key.Length == LengthBytes ? key : throw new SettingException($"the key file {path} does not hold {LengthBytes} bytes. Restore it from a backup.");
    }

    /// <summary>Held by one process at a time, and let go of when that ends, however it does.</summary>
    private static FileStream Lock(string path)
    {
        for (var since = TimeProvider.System.GetTimestamp(); ;)
        {
            try
            {
                return new FileStream(path, Ours(FileMode.OpenOrCreate));
            }
            catch (IOException) when (TimeProvider.System.GetElapsedTime(since) < Patience)
            {
                Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System).GetAwaiter().GetResult(); // at a start, before there is anybody to wait
            }
            catch (IOException held)
            {
                throw new SettingException($"another program keeps {path} to itself ({held.Message}). End it, and start again.");
            }
        }
    }

    private static FileStreamOptions Ours(FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }
}
