using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using Smartcard.Domain.Mail;
using Smartcard.SelfService.Lockout;
using Secret = Smartcard.Domain.Secrets.Secret;

namespace Smartcard.SelfService.Mail;

/// <summary>Writes the mails, in English and Welsh. P-R7, P-U7, S5, S6.</summary>
public sealed partial class MailComposer(IOptions<MailOptions> options, NotMeLinks links)
{
    public FinishedMail Compose(OutgoingMail mail, Secret? code)
    {
        if (mail.Text is { } own)
        {
            return Finish(mail, MailTexts.AlertSubject, [.. own.Split('\n').Select(line => new Paragraph(line))]);
        }

        var words = MailTexts.Of(mail.Kind, mail.Language);
        List<Paragraph> paragraphs = [new(words.Text)];
        if (code is not null)
        {
            paragraphs.Add(new Paragraph(code.Use(text => text.ToString()), IsCode: true));
        }

        if (words.AfterCode is { } afterCode)
        {
            paragraphs.Add(new Paragraph(afterCode));
        }

        var tellsOfAct = mail.Kind
            is MailKind.Registered
                or MailKind.Unlocked
                or MailKind.AddressReplaced
                or MailKind.AddressChanged
                or MailKind.PasscodeMayBeSet
                or MailKind.ResetInPerson
                or MailKind.QuestionsCleared;
        if (tellsOfAct && mail is { CardId: { } card, JourneyId: { } journey })
        {
            paragraphs.Add(new Paragraph(words.NotMe, Link: NotMeLink(new NotMeAct(card, journey, mail.CreatedAt), mail.Language)));
        }

        paragraphs.Add(new Paragraph(mail.Kind is MailKind.CardSuspended or MailKind.CardRevoked or MailKind.DataErased
            ? words.Desk(options.Value.RegistrationAuthority)
            : words.Authority(options.Value.RegistrationAuthority)));
        paragraphs.Add(new Paragraph(words.NoReplies));
        var finished = Finish(mail, words.Subject, paragraphs);
        return code is not null && ShowsCodeInSubject(mail.Kind)
            ? finished with { Subject = words.SubjectWith(code.Use(text => text.ToString())) }
            : finished;
    }

    /// <summary>A code that is read out at the desk is not.</summary>
    private bool ShowsCodeInSubject(MailKind kind) =>
        options.Value.CodeInSubject && kind is MailKind.RegistrationCode or MailKind.UnlockCode;

    private static FinishedMail Finish(OutgoingMail mail, string subject, List<Paragraph> paragraphs)
    {
        var text = string.Join("\n\n", paragraphs.Select(p => p.AsText)) + "\n";
        return new FinishedMail(mail.Id.Value, mail.To, subject, text, Html(paragraphs, subject, mail.Language))
        {
            Kind = mail.Kind,
            Attempt = mail.Attempts,
        };
    }

    private string NotMeLink(NotMeAct act, string language) =>
        $"{options.Value.PublicAddress.TrimEnd('/')}/not-me/{links.TokenOf(act)}{(language == "cy" ? "?lang=cy" : "")}";

    private static string Html(List<Paragraph> paragraphs, string subject, string language)
    {
        var html = new StringBuilder();
        html.Append("<!doctype html><html lang=\"")
            .Append(language)
            .Append("\"><head><meta charset=\"utf-8\"><title>")
            .Append(WebUtility.HtmlEncode(subject))
            .Append("</title><meta name=\"viewport\" content=\"width=device-width\"></head>");
        html.Append(
            "<body style=\"font:16px/1.5 Arial,sans-serif;color:#212b32;max-width:36em;margin:1.5em auto;padding:0 1em\">");
        html.Append("<h1 style=\"font-size:1.4em;color:#003087\">")
            .Append(WebUtility.HtmlEncode(subject))
            .Append("</h1>");
        foreach (var paragraph in paragraphs)
        {
            var words = WebUtility.HtmlEncode(paragraph.Text);
            html.Append(
                paragraph switch
                {
                    { IsCode: true } => $"<p style=\"font-size:2.5em;font-weight:bold;letter-spacing:.15em\">{words}</p>",
                    { Link: { } link } =>
                        $"<p><a href=\"{WebUtility.HtmlEncode(link)}\" style=\"color:#005eb8;font-weight:bold\">{words}</a></p>",
                    _ => $"<p>{AddressAtEnd().Replace(words, "<a href=\"$0\" style=\"color:#005eb8\">$0</a>")}</p>",
                });
        }

        return html.Append("</body></html>").ToString();
    }

    [GeneratedRegex(@"https?://\S+\z")]
    private static partial Regex AddressAtEnd();

    private sealed record Paragraph(string Text, bool IsCode = false, string? Link = null)
    {
        public string AsText => Link is null ? Text : $"{Text}:\n{Link}";

        public override string ToString() => "(a paragraph)"; // it may be a code
    }
}
