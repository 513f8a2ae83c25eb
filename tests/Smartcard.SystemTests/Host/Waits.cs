using Microsoft.Playwright;

namespace Smartcard.SystemTests.Host;

/// <summary>How long the tests wait: as long as something still happens, however busy the machine is.</summary>
internal static class Waits
{
    /// <summary>After so long with nothing new nothing is going to come; what does come ends a wait at once.</summary>
    public static readonly TimeSpan Bound = TimeSpan.FromSeconds(90);

    /// <summary>A page may change for ever, with the clock alone.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    private const string Shown = """
        () => {
            const fields = [...document.querySelectorAll('input, select, textarea')].filter(field => field.checkVisibility());
            const nameOf = field => field.ariaLabel || field.id || field.name;
            const told = fields.map(field => `[${nameOf(field)}: ${field.value}${field.disabled ? ', disabled' : ''}]`);
            return [document.body?.innerText ?? '', ...told].join('\n');
        }
        """;

    /// <summary>Waits until it is on the page; a page that goes on changing is given longer.</summary>
    /// <exception cref="TimeoutException">It did not come; says what the page showed instead.</exception>
    public static async Task SeesAsync(this IPage page, ILocator what)
    {
        var (before, started) = (await page.ShownAsync(), TimeProvider.System.GetTimestamp());
        while (true)
        {
            try
            {
                await what.WaitForAsync(new LocatorWaitForOptions { Timeout = (float)Bound.TotalMilliseconds });
                return;
            }
            catch (TimeoutException late)
            {
                var now = await page.ShownAsync();
                var waited = TimeProvider.System.GetElapsedTime(started);
                if (now == before || waited > Longest)
                {
                    throw new TimeoutException($"It did not come in {waited.TotalSeconds:0} seconds: {what}\n{now}", late);
                }

                before = now;
            }
        }
    }

    /// <summary>Waits until what a script finds on the page is right.</summary>
    /// <exception cref="TimeoutException">It was not; says what the script found last.</exception>
    public static async Task UntilAsync(this IPage page, string script, string what, Func<string, bool> isRight)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var found = await page.EvaluateAsync<string>(script);
            if (isRight(found))
            {
                return;
            }

            if (TimeProvider.System.GetElapsedTime(started) > Bound)
            {
                throw new TimeoutException($"Waited for {what}, and found: {found}\n{await page.ShownAsync()}");
            }

            await Task.Delay(50);
        }
    }

    /// <summary>The page's address and all its words and fields, those in its frames too.</summary>
    public static async Task<string> ShownAsync(this IPage page)
    {
        var words = new List<string>();
        foreach (var frame in page.Frames)
        {
            try
            {
                words.Add(await frame.EvaluateAsync<string>(Shown).WaitAsync(TimeSpan.FromSeconds(10)));
            }
            catch (Exception gone) when (gone is PlaywrightException or TimeoutException)
            {
                words.Add($"(cannot be read: {gone.Message})");
            }
        }

        return $"{page.Url} shows:\n{string.Join("\n---\n", words)}";
    }
}
