using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using Smartcard.SelfService.Mail;
using Smartcard.Server.Setup;

namespace Smartcard.Server.Mail;

/// <summary>The development mailbox as a page.</summary>
internal static partial class MailboxPage
{
    /// <summary>Only with the development mailbox, where it is asked for, and only for this machine: the mails hold codes, and a proxy on this machine may say nothing of whom it asks for.</summary>
    public static void MapMailbox(this WebApplication app)
    {
        if (app.Services.GetRequiredService<IOptions<MailOptions>>().Value is not { Transport: MailTransportKind.Mailbox, MailboxPage: true })
        {
            return;
        }

        var mailbox = app.Services.GetRequiredService<DevelopmentMailbox>();

        app.MapGet("/mailbox", (HttpContext http) =>
        {
            if (!LocalOnly.Allows(http))
            {
                return Results.NotFound();
            }

            var mails = mailbox.List();
            return Pages.Html("Development mailbox", new Html(List(mails)), list: ("/mailbox.json", mails.Count));
        });
        app.MapGet("/mailbox.json", (HttpContext http) => LocalOnly.Allows(http) ? Results.Json(mailbox.List()) : Results.NotFound());
    }

    private static string List(IReadOnlyList<KeptMail> mails)
    {
        if (mails.Count == 0)
        {
            return "<p>No mail yet. Mails appear here by themselves, newest first.</p>";
        }

        var html = new StringBuilder();
        foreach (var mail in mails)
        {
            html.Append("<article><h2>").Append(WebUtility.HtmlEncode(mail.Subject)).Append("</h2><p class=\"nhsuk-hint\">To ")
                .Append(WebUtility.HtmlEncode(mail.To)).Append(", ").Append(mail.At.ToString("HH:mm:ss", CultureInfo.InvariantCulture)).Append(" UTC</p><pre>")
                .Append(Links().Replace(WebUtility.HtmlEncode(mail.Text), "<a href=\"$0\">$0</a>")).Append("</pre></article>");
        }

        return html.ToString();
    }

    [GeneratedRegex(@"https?://[^\s<>&""]+")]
    private static partial Regex Links();
}
