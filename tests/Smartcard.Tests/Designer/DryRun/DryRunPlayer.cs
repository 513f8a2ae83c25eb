using System.Net;
using System.Text.RegularExpressions;
using Smartcard.Tests.Host;

namespace Smartcard.Tests.Designer.DryRun;

/// <summary>The steps of somebody who plays a dry run in the browser.</summary>
internal static partial class DryRunPlayer
{
    public static async Task BeginAsync(BackOfficeBrowser browser, string workflow)
    {
        await browser.OpenAsync($"/backoffice/workflows/{workflow}/dry-run");
        await browser.SubmitAsync(FormOf(browser, "start"));
    }

    public static async Task UpToQuestionsAsync(BackOfficeBrowser browser)
    {
        await ReplyAsync(browser, "continue");
        await DoAsync(browser, "connect");
        await DoAsync(browser, "card-Own");
    }

    public static Task DoAsync(BackOfficeBrowser browser, string step) => browser.SubmitAsync(FormOf(browser, step));

    /// <summary>Sends the open form with what the page filled in.</summary>
    public static Task ReplyAsync(BackOfficeBrowser browser, string button)
    {
        var values = Filled().Matches(browser.Html).Select(m => (m.Groups[1].Value, WebUtility.HtmlDecode(m.Groups[2].Value)))
            .Concat(Chosen().Matches(browser.Html).Select(m => (m.Groups[1].Value, m.Groups[2].Value)));
        return browser.SubmitAsync(FormOf(browser, "reply"), [("button", button), .. values]);
    }

    public static string FormOf(BackOfficeBrowser browser, string step) =>
        Action()
            .Matches(browser.Html)
            .Select(m => WebUtility.HtmlDecode(m.Groups[1].Value))
            .First(action => action.Contains($"?do={step}", StringComparison.Ordinal));

    [GeneratedRegex("action=\"([^\"]+)\"")]
    private static partial Regex Action();

    [GeneratedRegex("<input class=\"nhsuk-input\" type=\"text\" id=\"[^\"]+\" name=\"(field-[^\"]+)\" value=\"([^\"]*)\"")]
    private static partial Regex Filled();

    [GeneratedRegex(
        "<select class=\"nhsuk-select\" id=\"[^\"]+\" name=\"(field-[^\"]+)\">(?:(?!</select>).)*?<option value=\"([^\"]*)\" selected")]
    private static partial Regex Chosen();
}
