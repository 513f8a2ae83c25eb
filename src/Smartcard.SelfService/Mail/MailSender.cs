using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Smartcard.Domain;
using Smartcard.Domain.Mail;
using Smartcard.SelfService.Codes;
using Smartcard.SelfService.Hosts;
using Secret = Smartcard.Domain.Secrets.Secret;
using Smartcard.SelfService.Telemetry;
using Smartcard.Storage;
using Smartcard.Storage.Telemetry;

namespace Smartcard.SelfService.Mail;

/// <summary>
/// Sends one mail of the outbox: claims its row, hands it over, erases its code. Safe to call twice, and on two hosts
/// at once.
/// </summary>
public sealed class MailSender(
    SmartcardDbContext database,
    TurnTransaction turn,
    TurnTelemetry telemetry,
    SelfServiceMetrics metrics,
    CodeMails codeMails,
    IMailTransport transport,
    MailComposer composer,
    IDataProtectionProvider dataProtection,
    ThisHost host,
    TimeProvider time,
    ILogger<MailSender> logger)
{
    /// <summary>Well within the claim, so that a slow server is given up before another worker takes the mail.</summary>
    private static readonly TimeSpan SendWithin = TimeSpan.FromSeconds(45);

    private static readonly TimeSpan[] RetryAfter =
    [
        TimeSpan.FromSeconds(5),
        TimeSpan.FromSeconds(15),
        TimeSpan.FromSeconds(30),
        TimeSpan.FromMinutes(1),
        TimeSpan.FromMinutes(2),
    ];

    /// <summary>Mails that wait and may be tried now, oldest first.</summary>
    public async Task<IReadOnlyList<MailId>> FindDueAsync(int limit, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return await database.Set<OutgoingMail>().AsNoTracking()
            .Where(m => m.State == MailState.Waiting && m.DueAt <= now)
            .OrderBy(m => m.DueAt)
            .Select(m => m.Id)
            .Take(limit)
            .ToListAsync(cancellationToken);
    }

    public async Task SendAsync(MailId id, CancellationToken cancellationToken)
    {
        using var followed = telemetry.Follow("send mail");
        var own = TurnScope.OfMail(id.Value);
        if (await turn.RunAsync(own, ct => ClaimAsync(id, ct), cancellationToken) is not { } mail)
        {
            return;
        }

        if (time.GetUtcNow() > mail.NotAfter)
        {
            await turn.RunAsync(ct => GiveUpAsync(id, ct), cancellationToken);
            return;
        }

        using var late = new CancellationTokenSource(SendWithin, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        try
        {
            await transport.SendAsync(Compose(mail), limit.Token);
        }
        catch (MailRefusedException refusal)
        {
            logger.MailRefused(id, refusal.Message);
            await turn.RunAsync(ct => GiveUpAsync(id, ct), cancellationToken);
            return;
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            SayWhyNot(mail, failure);
            var again = AgainAt(mail, failure);
            await (
                again > mail.NotAfter
                    ? turn.RunAsync(ct => GiveUpAsync(id, ct), cancellationToken)
                    : turn.RunAsync(own, ct => RetryAsync(id, again, ct), cancellationToken));
            return;
        }

        await turn.RunAsync(own, ct => MarkSentAsync(id, ct), CancellationToken.None);
        logger.MailSent(id, mail.Kind);
    }

    /// <returns>Null when there is nothing to do. One that can no longer arrive in time is not claimed.</returns>
    private async Task<OutgoingMail?> ClaimAsync(MailId id, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var mail = await database.Set<OutgoingMail>().SingleOrDefaultAsync(m => m.Id == id, cancellationToken);
        if (mail is not { State: MailState.Waiting } || mail.DueAt > now)
        {
            return null;
        }

        telemetry.IsAbout(mail.JourneyId?.Value);
        if (now <= mail.NotAfter)
        {
            mail.Claim(now + OutgoingMail.ClaimedFor, host.Name);
        }

        return mail;
    }

    /// <summary>Only what is said in our own words: another exception's message may quote an address, or worse.</summary>
    private void SayWhyNot(OutgoingMail mail, Exception failure)
    {
        switch (failure)
        {
            case MailSetupException:
                logger.MailSetupIsWrong(mail.Id, mail.Attempts, failure.Message);
                break;
            case MailTransportException:
                logger.MailWillBeRetried(mail.Id, mail.Attempts, failure.Message);
                break;
            default:
                logger.MailWillBeRetried(mail.Id, mail.Attempts, failure.GetType().Name);
                break;
        }
    }

    private DateTimeOffset AgainAt(OutgoingMail mail, Exception failure)
    {
        var again = time.GetUtcNow() + RetryAfter[Math.Min(mail.Attempts, RetryAfter.Length) - 1];
        return failure is MailDeferredException { NotBefore: { } notBefore } && notBefore > again ? notBefore : again;
    }

    /// <summary>Ends it; a code that can no longer arrive in time is made anew by its journey (S3).</summary>
    private async Task<bool> GiveUpAsync(MailId id, CancellationToken cancellationToken)
    {
        if (await FindWaitingAsync(id, cancellationToken) is not { } mail)
        {
            return false;
        }

        mail.End(MailState.Failed, time.GetUtcNow());
        logger.MailGivenUp(mail.Id, mail.Kind);
        metrics.MailFailed(mail);
        await codeMails.TellJourneyAsync(mail, cancellationToken);
        return true;
    }

    private async Task<bool> RetryAsync(MailId id, DateTimeOffset again, CancellationToken cancellationToken)
    {
        (await FindWaitingAsync(id, cancellationToken))?.Retry(again);
        return true;
    }

    private async Task<bool> MarkSentAsync(MailId id, CancellationToken cancellationToken)
    {
        if (await FindWaitingAsync(id, cancellationToken) is { } mail)
        {
            mail.End(MailState.Sent, time.GetUtcNow());
            metrics.MailAccepted(mail);
        }

        return true;
    }

    /// <summary>Null when it was settled in the meantime: its carrier told that it has the mail, or the row is gone.</summary>
    private async Task<OutgoingMail?> FindWaitingAsync(MailId id, CancellationToken cancellationToken) =>
        await database.Set<OutgoingMail>().SingleOrDefaultAsync(m => m.Id == id && m.State == MailState.Waiting, cancellationToken);

    private FinishedMail Compose(OutgoingMail mail)
    {
        if (mail.SealedCode is not { } sealedCode)
        {
            return composer.Compose(mail, code: null);
        }

        var digits = Outbox.ProtectorOf(dataProtection, mail.Id).Unprotect(sealedCode);
        using var code = new Secret(Encoding.UTF8.GetChars(digits));
        Array.Clear(digits);
        return composer.Compose(mail, code);
    }
}
