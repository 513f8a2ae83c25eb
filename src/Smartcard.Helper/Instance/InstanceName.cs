using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace Smartcard.Helper.Instance;

/// <summary>Where the one helper of a person is found: of this person, in this session, for these hosts.</summary>
/// <param name="Pipe">A named pipe; on Unix the path of its socket.</param>
/// <param name="Lock">The file that the running helper holds. It is let go with the process, however that ends.</param>
internal sealed record InstanceName(string Pipe, string Lock)
{
    /// <param name="hosts">A helper that was set up for others is another one.</param>
    /// <param name="folder">Null = where the system keeps such things for the person.</param>
    public static InstanceName For(IEnumerable<Uri> hosts, string? folder = null)
    {
        // Two sessions of one person, for example at a desk and remote, have a window each.
        var session = OperatingSystem.IsWindows()
            ? $"{Process.GetCurrentProcess().SessionId}"
            : Environment.GetEnvironmentVariable("XDG_SESSION_ID") ?? "";
        var setUpFor = string.Join('\n', hosts.Select(host => host.AbsoluteUri).Order(StringComparer.Ordinal).Prepend(session));

        // The path of a socket has 103 characters at most, and on a Mac the folder takes 55 and the person's name.
        var name = $"helper-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(setUpFor)))[..12]}";
        folder ??= Folder();
        return new InstanceName(
            OperatingSystem.IsWindows() ? $"smartcard-{name}-{Environment.UserName}" : Path.Combine(folder, $"{name}.sock"),
            Path.Combine(folder, $"{name}.lock"));
    }

    /// <summary>A folder that only the person can look into.</summary>
    private static string Folder()
    {
        if (!OperatingSystem.IsWindows() && Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR") is { Length: > 0 } runtime)
        {
            return runtime;
        }

        var own = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "Smartcard");
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(own);
        }
        else
        {
            Directory.CreateDirectory(own, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return own;
    }
}
