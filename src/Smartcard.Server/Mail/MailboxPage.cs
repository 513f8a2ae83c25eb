using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using Smartcard.SelfService.Lockout;
using Smartcard.SelfService.Mail;
using Smartcard.Server.Setup;
using Smartcard.Storage;

namespace Smartcard.Server.Mail;

/// <summary>The development mailbox as a page, and the page behind "this was not me".</summary>
internal static partial class MailboxPage
{
    /// <summary>Only with the development mailbox, and only for this machine: the mails hold codes.</summary>
    public static void MapMailbox(this WebApplication app)
    {
        if (app.Services.GetRequiredService<IOptions<MailOptions>>().Value.Transport != MailTransportKind.Mailbox)
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
            return Pages.Html(http, "Development mailbox", List(mails), ("/mailbox.json", mails.Count));
        });
        app.MapGet("/mailbox.json", (HttpContext http) => LocalOnly.Allows(http) ? Results.Json(mailbox.List()) : Results.NotFound());
    }

    public static void MapNotMe(this WebApplication app)
    {
        // A mail scanner follows links: only the button freezes the card, never the visit.
        app.MapGet("/not-me/{token}", (string token, HttpContext http, MailComposer mails) =>
            mails.ReadNotMeToken(token) is null
                ? Pages.Html(http, "This link does not work", "<p>It is incomplete or too old. Please tell your organisation’s Registration Authority instead.</p>")
                : Pages.Html(
                    http,
                    "Was this not you?",
                    "<p>If you did not register or unlock your smartcard just now, stop self-service for it. The IT booth will then help you in person.</p>"
                    + "<form method=\"post\"><button>This was not me: stop self-service for my card</button></form>"));
        app.MapPost("/not-me/{token}", async (string token, HttpContext http, MailComposer mails, Lockouts lockouts, TurnTransaction turn, CancellationToken cancellationToken) =>
        {
            if (mails.ReadNotMeToken(token) is not { } card)
            {
                return Results.NotFound();
            }

            await turn.RunAsync(
                async ct =>
                {
                    await lockouts.FreezeAsync(card, journeyId: null, ct);
                    return true;
                },
                cancellationToken);
            return Pages.Html(http, "Self-service has stopped for your card", "<p>Thank you. The IT booth has been told. Please see them with your card.</p>");
        }).DisableAntiforgery();
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
            html.Append("<article><h2>").Append(WebUtility.HtmlEncode(mail.Subject)).Append("</h2><p class=\"meta\">To ")
                .Append(WebUtility.HtmlEncode(mail.To)).Append(", ").Append(mail.At.ToString("HH:mm:ss", CultureInfo.InvariantCulture)).Append(" UTC</p><pre>")
                .Append(Links().Replace(WebUtility.HtmlEncode(mail.Text), "<a href=\"$0\">$0</a>")).Append("</pre></article>");
        }

        return html.ToString();
    }

    [GeneratedRegex(@"https?://[^\s<>&""]+")]
    private static partial Regex Links();
}
