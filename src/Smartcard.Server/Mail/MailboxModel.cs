namespace Smartcard.Server.Mail;

/// <param name="At">Time of the day.</param>
/// <param name="Parts">Its text in order; what is a link stands alone.</param>
public sealed record MailboxMail(string Subject, string To, string At, IReadOnlyList<(string Text, bool IsLink)> Parts);
