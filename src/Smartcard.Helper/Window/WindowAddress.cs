using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Smartcard.Helper.Window;

/// <summary>Tells the person, or the program that started the helper, where the window is.</summary>
internal static class WindowAddress
{
    /// <param name="file">Written for its owner alone, since the address lets in; null = open a browser.</param>
    public static void Publish(string address, string? file)
    {
        if (file is not null)
        {
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using var stream = new FileStream(file, options);
            stream.Write(Encoding.ASCII.GetBytes(address));
            return;
        }

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
