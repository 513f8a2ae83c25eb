using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using Smartcard.Look;
using Smartcard.Look.Access;
using Smartcard.SelfService.Mail;
using Smartcard.Wording;

namespace Smartcard.BackOffice.Mails;

/// <summary>The development mailbox as a page.</summary>
internal static partial class MailboxPage
{
    /// <summary>The mails alone.</summary>
    public const string NowPath = "/mailbox/now";

    /// <summary>
    /// Only with the development mailbox, where it is asked for, and only for this machine: the mails hold codes, and a
    /// proxy on this machine may say nothing of whom it asks for.
    /// </summary>
    public static void MapMailbox(this WebApplication app)
    {
        if (app.Services.GetRequiredService<IOptions<MailOptions>>().Value
            is not { Transport: MailTransportKind.Mailbox, MailboxPage: true })
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

            return Pages.Show<MailboxListPage, IReadOnlyList<MailboxMail>>(
                new PageFrame(Catalogue.MailPages["mailbox"]) { IsLive = true }, MailsIn(mailbox));
        });
        app.MapGet(NowPath, (HttpContext http) =>
            LocalOnly.Allows(http) ? Pages.Part<MailboxNow, IReadOnlyList<MailboxMail>>(MailsIn(mailbox)) : Results.NotFound());
        app.MapGet("/mailbox.json", (HttpContext http) => LocalOnly.Allows(http) ? Results.Json(mailbox.List()) : Results.NotFound());
    }

    private static MailboxMail[] MailsIn(DevelopmentMailbox mailbox) =>
        [.. mailbox.List().Select(mail => new MailboxMail(mail.Subject, mail.To, mail.At, PartsOf(mail.Text)))];

    private static (string Text, bool IsLink)[] PartsOf(string text) =>
        [.. Links().Split(text).Select((part, index) => (part, index % 2 == 1))];

    [GeneratedRegex(@"(https?://[^\s<>&""]+)")]
    private static partial Regex Links();
}
