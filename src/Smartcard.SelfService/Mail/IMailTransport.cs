namespace Smartcard.SelfService.Mail;

/// <summary>Hands a finished mail to whoever delivers it.</summary>
public interface IMailTransport
{
    /// <exception cref="MailRefusedException">It will never be taken: the address or the mail is refused for good.</exception>
    /// <exception cref="Exception">Anything else may be tried again.</exception>
    Task SendAsync(FinishedMail mail, CancellationToken cancellationToken);
}

/// <param name="Id">Stays the same when the mail is tried again, so that a receiver can tell a repeat.</param>
public sealed record FinishedMail(Guid Id, string To, string Subject, string Text, string Html)
{
    /// <summary>The text holds a code, so neither it nor the address is printed.</summary>
    public override string ToString() => $"Mail {Id}";
}

/// <summary>The receiving server refuses this mail for good.</summary>
public sealed class MailRefusedException(string message) : Exception(message);
