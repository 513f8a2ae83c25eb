using System.Security.Cryptography;

namespace Smartcard.Server.Setup;

/// <summary>A key of 32 bytes in a file that only the host's account may read.</summary>
internal static class KeyFile
{
    private const int LengthBytes = 32;

    /// <exception cref="SettingException">The file is there and holds something else.</exception>
    public static byte[] ReadOrMake(string path)
    {
        if (!File.Exists(path))
        {
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            // Written aside and moved, so that a host killed here leaves no half a key.
            var draft = path + ".new";
            using (var file = new FileStream(draft, options))
            {
                file.Write(RandomNumberGenerator.GetBytes(LengthBytes));
                file.Flush(flushToDisk: true);
            }

            File.Move(draft, path, overwrite: false);
        }

        var key = File.ReadAllBytes(path);
        return key.Length == LengthBytes ? key : throw new SettingException($"the key file {path} does not hold {LengthBytes} bytes. Restore it from a backup.");
    }
}
