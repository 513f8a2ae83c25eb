using Smartcard.Domain.Mail;
using Smartcard.Wording;

namespace Smartcard.SelfService.Mail;

/// <summary>The words of one kind of mail in one language.</summary>
public sealed class MailTexts
{
    private const string SubjectWithCodeKey = "subjectWithCode";
    private const string NotMeKey = "notMe";
    private const string AuthorityKey = "authority";
    private const string DeskKey = "desk";
    private const string NoRepliesKey = "noReplies";

    private readonly MailKind _kind;
    private readonly string _language;

    private MailTexts(MailKind kind, string language) => (_kind, _language) = (kind, language);

    /// <summary>All keys that are asked for.</summary>
    public static IReadOnlyList<string> Keys { get; } =
    [
        .. Enum.GetValues<MailKind>().Where(kind => kind != MailKind.Alert).SelectMany(kind => new[] { SubjectOf(kind), TextOf(kind) }),
        .. Enum.GetValues<MailKind>().Where(HasCode).Select(AfterCodeOf),
        SubjectWithCodeKey, NotMeKey, AuthorityKey, DeskKey, NoRepliesKey,
    ];

    /// <summary>Of a mail to those who look after the installation, which is in English as the back office is.</summary>
    public static string AlertSubject => Catalogue.Alerts["mail.subject"];

    public string Subject => Catalogue.Mails.Get(SubjectOf(_kind), _language);

    public string SubjectWith(string code) =>
        Catalogue.Mails.Get(SubjectWithCodeKey, _language, ("code", code), ("subject", Subject));

    public string Text => Catalogue.Mails.Get(TextOf(_kind), _language);

    /// <summary>What follows the code; null for a mail without one.</summary>
    public string? AfterCode => HasCode(_kind) ? Catalogue.Mails.Get(AfterCodeOf(_kind), _language) : null;

    /// <summary>The words of the link to the page that stops self-service.</summary>
    public string NotMe => Catalogue.Mails.Get(NotMeKey, _language);

    public string NoReplies => Catalogue.Mails.Get(NoRepliesKey, _language);

    public static MailTexts Of(MailKind kind, string language) => new(kind, language);

    /// <summary>For a start.</summary>
    /// <exception cref="InvalidDataException">A text is missing, or has a place that is not filled.</exception>
    public static void Require()
    {
        foreach (var key in Keys)
        {
            Catalogue.Mails.Require(key, key switch
            {
                AuthorityKey or DeskKey => [AuthorityKey],
                SubjectWithCodeKey => ["code", "subject"],
                _ => [],
            });
        }
    }

    /// <param name="authority">How the Registration Authority is reached.</param>
    public string Authority(string authority) => Catalogue.Mails.Get(AuthorityKey, _language, (AuthorityKey, authority));

    /// <summary>As above, where the Registration Authority itself did what the mail tells of.</summary>
    public string Desk(string authority) => Catalogue.Mails.Get(DeskKey, _language, (AuthorityKey, authority));

    private static bool HasCode(MailKind kind) => kind is MailKind.RegistrationCode or MailKind.UnlockCode or MailKind.AddressCode;

    private static string SubjectOf(MailKind kind) => $"{kind}.subject";

    private static string TextOf(MailKind kind) => $"{kind}.text";

    private static string AfterCodeOf(MailKind kind) => $"{kind}.afterCode";
}
