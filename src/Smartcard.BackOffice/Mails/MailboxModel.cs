namespace Smartcard.BackOffice.Mails;

/// <param name="Parts">Its text in order; what is a link stands alone.</param>
public sealed record MailboxMail(string Subject, string To, DateTimeOffset At, IReadOnlyList<(string Text, bool IsLink)> Parts);
