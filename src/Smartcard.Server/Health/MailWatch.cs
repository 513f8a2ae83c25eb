using Smartcard.SelfService.Mail;

namespace Smartcard.Server.Health;

/// <summary>
/// How this host's last mails went. A mail that is refused for its own sake, e.g. because there is no such mailbox,
/// shows that the way is open.
/// </summary>
internal sealed class MailWatch(TimeProvider time)
{
    private volatile Failing? _failing;

    /// <summary>Since when every mail has failed, and of what; null while they do not.</summary>
    public Failing? Now => _failing;

    public void Worked() => _failing = null;

    public void Failed(Exception failure) => _failing = new Failing(_failing?.Since ?? time.GetUtcNow(), ReasonOf(failure));

    /// <summary>What to do about it, without the exception's own words, which might quote a mail.</summary>
    private static string ReasonOf(Exception failure) => failure switch
    {
        MailTransportException ours => ours.Message.TrimEnd('.'),
        System.Net.Sockets.SocketException or IOException or HttpRequestException or TimeoutException or OperationCanceledException =>
            "the mail server cannot be reached. Check that it is running, and check its host and port in the mail settings",
        _ => $"the mail server has a fault ({failure.GetType().Name}). Look in its log",
    };

    internal sealed record Failing(DateTimeOffset Since, string Reason);
}

/// <summary>Tells <see cref="MailWatch"/> how each mail went.</summary>
internal sealed class WatchedTransport(IMailTransport transport, MailWatch watch) : IMailTransport
{
    public async Task SendAsync(FinishedMail mail, CancellationToken cancellationToken)
    {
        try
        {
            await transport.SendAsync(mail, cancellationToken);
        }
        catch (MailRefusedException)
        {
            watch.Worked();
            throw;
        }
        catch (Exception failure)
        {
            watch.Failed(failure);
            throw;
        }

        watch.Worked();
    }
}
