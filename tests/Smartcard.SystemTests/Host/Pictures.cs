using Microsoft.Playwright;

namespace Smartcard.SystemTests.Host;

/// <summary>Pictures of pages, for the README and for looking at; only where SMARTCARD_PICTURES names a folder.</summary>
internal static class Pictures
{
    private static readonly string? Folder = Environment.GetEnvironmentVariable("SMARTCARD_PICTURES");

    public static async Task PictureAsync(this IPage page, string name)
    {
        if (Folder is not null)
        {
            await Task.Delay(400); // the chat scrolls by itself
            await File.WriteAllTextAsync(Path.Combine(Folder, $"{name}.html"), await page.ContentAsync());
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Folder, $"{name}.png") });
        }
    }

    /// <summary>What a test found out, beside the pictures.</summary>
    public static void Note(string name, string text)
    {
        if (Folder is not null)
        {
            File.WriteAllText(Path.Combine(Folder, name), text);
        }
    }

    /// <summary>As on a phone, and then as before.</summary>
    public static async Task PictureOnPhoneAsync(this IPage page, string name)
    {
        if (Folder is not null && page.ViewportSize is { } before)
        {
            await page.SetViewportSizeAsync(360, 780);
            await page.PictureAsync(name);
            await page.SetViewportSizeAsync(before.Width, before.Height);
        }
    }
}
