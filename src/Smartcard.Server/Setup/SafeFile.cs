namespace Smartcard.Server.Setup;

/// <summary>Files that only the host's account may read, and that are whole or not there: a process killed at any moment leaves the old one or the new one.</summary>
internal static class SafeFile
{
    public static void Write(string path, ReadOnlySpan<byte> content, bool overwrite = true)
    {
        // A name of its own: two that write at once must not write into each other's draft.
        var draft = $"{path}.{Guid.CreateVersion7():N}.new";
        try
        {
            using (var file = new FileStream(draft, Ours(FileMode.CreateNew)))
            {
                file.Write(content);
                file.Flush(flushToDisk: true);
            }

            File.Move(draft, path, overwrite);
        }
        catch
        {
            File.Delete(draft);
            throw;
        }
    }

    /// <summary>Read and write for the host's account alone.</summary>
    public static FileStreamOptions Ours(FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }

    /// <summary>A folder for the host's account alone; one that is there stays as it is.</summary>
    public static void MakeFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
