using System.Diagnostics;

namespace Smartcard.SystemTests.Host;

/// <summary>A file system of a few megabytes, which can be filled to its last byte and emptied again.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private readonly string _ballast;

    private SmallDisk(string folder) => (Folder, _ballast) = (folder, Path.Combine(folder, "ballast"));

    public string Folder { get; }

    /// <summary>Null where this account may not mount one.</summary>
    public static async Task<SmallDisk?> MakeAsync(int megabytes)
    {
        var folder = Directory.CreateTempSubdirectory("smartcard-disk-").FullName;
        if (OperatingSystem.IsLinux()
            && await RunAsync("mount", "-t", "tmpfs", "-o", $"size={megabytes}m,mode=700", "smartcard-test", folder)
                == 0)
        {
            return new SmallDisk(folder);
        }

        Directory.Delete(folder);
        return null;
    }

    public bool IsFilled => File.Exists(_ballast);

    /// <summary>Takes all that is left.</summary>
    public void Fill()
    {
        var block = new byte[64 * 1024];
        using var file = new FileStream(_ballast, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        foreach (var size in new[] { block.Length, 4096, 1 })
        {
            try
            {
                while (true)
                {
                    file.Write(block, 0, size);
                }
            }
            catch (IOException)
            {
                // Not that much is left.
            }
        }
    }

    public void Empty() => File.Delete(_ballast);

    public async ValueTask DisposeAsync()
    {
        await RunAsync("umount", "--lazy", Folder);
        Directory.Delete(Folder);
    }

    private static async Task<int> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
