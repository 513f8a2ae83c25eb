using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Smartcard.Helper.Window;

/// <summary>Tells the person, or the program that started the helper, where the window is.</summary>
internal static class WindowAddress
{
    /// <param name="file">Only its owner can read it, because the address gives access. Null = open a browser.</param>
    /// <param name="openBrowser">Open a browser with a file too.</param>
    public static void Publish(string address, string? file, bool openBrowser = false)
    {
        if (file is not null)
        {
            Write(address, file);
        }

        if (file is null || openBrowser)
        {
            Open(address);
        }
    }

    private static void Write(string address, string file)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var stream = new FileStream(file, options);
        stream.Write(Encoding.ASCII.GetBytes(address));
    }

    private static void Open(string address)
    {
        try
        {
            Process.Start(new ProcessStartInfo(address) { UseShellExecute = true })?.Dispose();
        }
        catch (Exception noBrowser) when (noBrowser is Win32Exception or InvalidOperationException)
        {
            Console.WriteLine($"Open this address in a browser: {address}");
        }
    }
}
