using Smartcard.Domain.Mail;

namespace Smartcard.SelfService.Mail;

/// <summary>Hands a finished mail to whoever delivers it.</summary>
public interface IMailTransport
{
    /// <exception cref="MailRefusedException">It will never be taken: the address or the mail is refused for good.</exception>
    /// <exception cref="MailDeferredException">Not now; it may be tried again, and not before the time that it names.</exception>
    /// <exception cref="MailSetupException">
    /// It may be tried again; until somebody puts a setting or the machine right, it will hardly help.
    /// </exception>
    /// <exception cref="Exception">Anything else may be tried again.</exception>
    Task SendAsync(FinishedMail mail, CancellationToken cancellationToken);
}

/// <param name="Id">Stays the same when the mail is tried again, so that a receiver can tell a repeat.</param>
public sealed record FinishedMail(Guid Id, string To, string Subject, string Text, string Html)
{
    public MailKind Kind { get; init; }

    /// <summary>1 the first time that it is handed over, and so on.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>The text holds a code, so neither it nor the address is printed.</summary>
    public override string ToString() => $"Mail {Id}";
}

/// <summary>Why a mail was not taken, in our own words: unlike what a server says, they quote no address and may be logged.</summary>
public abstract class MailTransportException(string message) : Exception(message);

/// <summary>The receiving server refuses this mail for good.</summary>
public sealed class MailRefusedException(string message) : MailTransportException(message);

/// <summary>The receiving server does not take this mail now.</summary>
/// <param name="notBefore">When it may be tried again at the earliest; null when the server does not say.</param>
internal sealed class MailDeferredException(string message, DateTimeOffset? notBefore = null) : MailTransportException(message)
{
    public DateTimeOffset? NotBefore => notBefore;
}

/// <summary>Mail is not set up right; the message says what to look at.</summary>
internal sealed class MailSetupException(string message) : MailTransportException(message);
