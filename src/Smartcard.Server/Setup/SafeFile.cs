namespace Smartcard.Server.Setup;

/// <summary>
/// Files that only the host's account may read, and that are whole or not there: a process killed at any moment leaves
/// the old one or the new one.
/// </summary>
internal static class SafeFile
{
    private const UnixFileMode OfOthers =
        UnixFileMode.GroupRead
        | UnixFileMode.GroupWrite
        | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead
        | UnixFileMode.OtherWrite
        | UnixFileMode.OtherExecute;

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

    /// <summary>
    /// Takes from everybody but the host's account what they may do with files that are there; on Windows a folder's
    /// rights are theirs.
    /// </summary>
    /// <returns>Those that stay as they are, for they belong to another account, or their disk knows no rights.</returns>
    public static IReadOnlyList<string> Close(IEnumerable<string> files) => [.. files.Where(File.Exists).Where(file => !IsClosed(file))];

    /// <summary>Makes an empty file for the host's account alone, for a program that would make it for all.</summary>
    public static void MakeWhereMissing(string path)
    {
        if (!File.Exists(path))
        {
            using var made = new FileStream(path, Ours(FileMode.OpenOrCreate));
        }
    }

    private static bool IsClosed(string file)
    {
        if (OperatingSystem.IsWindows())
        {
            return true;
        }

        var mode = File.GetUnixFileMode(file);
        if ((mode & OfOthers) == UnixFileMode.None)
        {
            return true;
        }

        try
        {
            File.SetUnixFileMode(file, mode & ~OfOthers);
            return (File.GetUnixFileMode(file) & OfOthers) == UnixFileMode.None;
        }
        catch (Exception refused) when (refused is UnauthorizedAccessException or IOException)
        {
            return false;
        }
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
