using System.Net;
using System.Text;
using Microsoft.Extensions.Options;
using Smartcard.Domain.Mail;
using Smartcard.SelfService.Lockout;
using Secret = Smartcard.Domain.Secrets.Secret;

namespace Smartcard.SelfService.Mail;

/// <summary>Writes the mails, in English and Welsh. P-R7, P-U7, S5, S6.</summary>
public sealed class MailComposer(IOptions<MailOptions> options, NotMeLinks links)
{
    public FinishedMail Compose(OutgoingMail mail, Secret? code)
    {
        var isWelsh = mail.Language == "cy";
        var words = isWelsh ? Welsh(mail.Kind) : English(mail.Kind);
        var paragraphs = words.Paragraphs.Select(text => new Paragraph(text)).ToList();
        if (code is not null)
        {
            paragraphs.Insert(1, new Paragraph(code.Use(text => text.ToString()), IsCode: true));
        }

        if (mail is { Kind: MailKind.Registered or MailKind.Unlocked or MailKind.AddressReplaced or MailKind.PasscodeMayBeSet, CardId: { } card, JourneyId: { } journey })
        {
            paragraphs.Add(new Paragraph(isWelsh ? "Nid fi oedd hyn: stopio hunanwasanaeth ar gyfer fy ngherdyn" : "This was not me: stop self-service for my card", Link: NotMeLink(new NotMeAct(card, journey, mail.CreatedAt), isWelsh)));
        }

        paragraphs.Add(new Paragraph(isWelsh
            ? $"Os nad chi a ofynnodd am hyn, dywedwch ar unwaith wrth eich Awdurdod Cofrestru: {options.Value.RegistrationAuthority}."
            : $"If this was not you, tell your organisation's Registration Authority straight away: {options.Value.RegistrationAuthority}."));
        paragraphs.Add(new Paragraph(isWelsh ? "Ni ddarllenir atebion i’r e-bost hwn." : "Replies to this email are not read."));
        return new FinishedMail(mail.Id.Value, mail.To, words.Subject, string.Join("\n\n", paragraphs.Select(p => p.AsText)) + "\n", Html(paragraphs, words.Subject, mail.Language))
        {
            Kind = mail.Kind,
            Attempt = mail.Attempts,
        };
    }

    private string NotMeLink(NotMeAct act, bool isWelsh) => $"{options.Value.PublicAddress.TrimEnd('/')}/not-me/{links.TokenOf(act)}{(isWelsh ? "?lang=cy" : "")}";

    private static (string Subject, string[] Paragraphs) English(MailKind kind) => kind switch
    {
        MailKind.RegistrationCode => ("Your registration code",
        [
            "We received a request to register a smartcard with this email address. Enter this code in the chat:",
            "The code is valid for 15 minutes and can be used once. It is not your passcode. Nobody will ever ask you for it by phone.",
        ]),
        MailKind.UnlockCode => ("Your unlock code",
        [
            "We received a request to unlock your smartcard. Enter this code in the chat:",
            "The code is valid for 15 minutes and can be used once. It is not your new passcode: you will choose that yourself, in the next step. Nobody will ever ask you for it by phone.",
        ]),
        MailKind.Registered => ("Your smartcard is registered",
        [
            "Your smartcard was registered for self-service with this email address. If it is ever locked, you can unlock it yourself.",
        ]),
        MailKind.Unlocked => ("Your smartcard was unlocked",
        [
            "Your smartcard was unlocked and has a new passcode.",
        ]),
        MailKind.AddressReplaced => ("Another email address is now used for your smartcard",
        [
            "Your smartcard was registered again, with a different email address. We no longer send codes to this one.",
        ]),
        MailKind.PasscodeMayBeSet => ("Your smartcard may have a new passcode",
        [
            "Your smartcard was being unlocked, and the connection was lost before we could see whether its new passcode was set. Try the new passcode. If it does not work, your card is still locked: unlock it once more.",
        ]),
        MailKind.SelfServiceStopped => ("Self-service has stopped for your smartcard",
        [
            "Somebody who has your smartcard told us that they did not register or unlock it themselves. You cannot register or unlock it by self-service until the IT booth has reset its passcode in person.",
        ]),
        _ => throw new InvalidOperationException($"No mail is written for {kind}."),
    };

    private static (string Subject, string[] Paragraphs) Welsh(MailKind kind) => kind switch
    {
        MailKind.RegistrationCode => ("Eich cod cofrestru",
        [
            "Cawsom gais i gofrestru cerdyn clyfar gyda’r cyfeiriad e-bost hwn. Rhowch y cod hwn yn y sgwrs:",
            "Mae’r cod yn ddilys am 15 munud a gellir ei ddefnyddio unwaith. Nid eich cyfrinair ydyw. Ni fydd neb byth yn gofyn amdano dros y ffôn.",
        ]),
        MailKind.UnlockCode => ("Eich cod datgloi",
        [
            "Cawsom gais i ddatgloi eich cerdyn clyfar. Rhowch y cod hwn yn y sgwrs:",
            "Mae’r cod yn ddilys am 15 munud a gellir ei ddefnyddio unwaith. Nid eich cyfrinair newydd ydyw: byddwch yn dewis hwnnw eich hun, yn y cam nesaf. Ni fydd neb byth yn gofyn amdano dros y ffôn.",
        ]),
        MailKind.Registered => ("Mae eich cerdyn clyfar wedi’i gofrestru",
        [
            "Cofrestrwyd eich cerdyn clyfar ar gyfer hunanwasanaeth gyda’r cyfeiriad e-bost hwn. Os caiff ei gloi byth, gallwch ei ddatgloi eich hun.",
        ]),
        MailKind.Unlocked => ("Cafodd eich cerdyn clyfar ei ddatgloi",
        [
            "Cafodd eich cerdyn clyfar ei ddatgloi ac mae ganddo gyfrinair newydd.",
        ]),
        MailKind.AddressReplaced => ("Defnyddir cyfeiriad e-bost arall bellach ar gyfer eich cerdyn clyfar",
        [
            "Cofrestrwyd eich cerdyn clyfar eto, gyda chyfeiriad e-bost gwahanol i hwn. Ni anfonir codau yma mwyach.",
        ]),
        MailKind.PasscodeMayBeSet => ("Efallai fod gan eich cerdyn clyfar gyfrinair newydd",
        [
            "Roedd eich cerdyn clyfar yn cael ei ddatgloi, a chollwyd y cysylltiad cyn i ni weld a osodwyd ei gyfrinair newydd. Rhowch gynnig ar y cyfrinair newydd. Os nad yw’n gweithio, mae eich cerdyn yn dal wedi’i gloi: datglowch ef unwaith eto.",
        ]),
        MailKind.SelfServiceStopped => ("Mae hunanwasanaeth wedi dod i ben ar gyfer eich cerdyn clyfar",
        [
            "Dywedodd rhywun sydd â’ch cerdyn clyfar wrthym nad nhw a’i cofrestrodd neu a’i datglôdd. Ni allwch ei gofrestru na’i ddatgloi drwy hunanwasanaeth hyd nes y bydd y bwth TG wedi ailosod ei gyfrinair wyneb yn wyneb.",
        ]),
        _ => throw new InvalidOperationException($"No mail is written for {kind}."),
    };

    private static string Html(List<Paragraph> paragraphs, string subject, string language)
    {
        var html = new StringBuilder();
        html.Append("<!doctype html><html lang=\"").Append(language).Append("\"><head><meta charset=\"utf-8\"><title>").Append(WebUtility.HtmlEncode(subject)).Append("</title></head>");
        html.Append("<body style=\"font:16px/1.5 Arial,sans-serif;color:#212b32;max-width:36em;margin:1.5em auto;padding:0 1em\">");
        html.Append("<h1 style=\"font-size:1.4em;color:#003087\">").Append(WebUtility.HtmlEncode(subject)).Append("</h1>");
        foreach (var paragraph in paragraphs)
        {
            var words = WebUtility.HtmlEncode(paragraph.Text);
            html.Append(paragraph switch
            {
                { IsCode: true } => $"<p style=\"font-size:2em;font-weight:bold;letter-spacing:.2em\">{words}</p>",
                { Link: { } link } => $"<p><a href=\"{WebUtility.HtmlEncode(link)}\" style=\"color:#005eb8;font-weight:bold\">{words}</a></p>",
                _ => $"<p>{words}</p>",
            });
        }

        return html.Append("</body></html>").ToString();
    }

    private sealed record Paragraph(string Text, bool IsCode = false, string? Link = null)
    {
        public string AsText => Link is null ? Text : $"{Text}:\n{Link}";

        public override string ToString() => "(a paragraph)"; // it may be a code
    }
}
