using Microsoft.EntityFrameworkCore;
using Smartcard.Domain;
using Smartcard.Domain.Mail;
using Smartcard.Storage;
using Smartcard.Workflows;

namespace Smartcard.SelfService.Codes;

/// <summary>What becomes of a journey whose code could not be delivered. S3.</summary>
public sealed class CodeMails(SmartcardDbContext database, WorkflowEngine engine)
{
    /// <summary>
    /// Tells the journey, if it still waits for this code and for no newer one; of a mail without a code nobody waits
    /// for anything.
    /// </summary>
    /// <remarks>In the transaction of the turn that found out.</remarks>
    public async Task TellJourneyAsync(OutgoingMail mail, CancellationToken cancellationToken)
    {
        if (mail is { HasCode: true, JourneyId: { } journey } && !await IsOvertakenAsync(mail, journey, cancellationToken))
        {
            await engine.ResumeAsync(new Stimulus(EmailCodes.MailFailedBookmark, journey.Value.ToString(), null), cancellationToken);
        }
    }

    private async Task<bool> IsOvertakenAsync(
        OutgoingMail mail,
        JourneyId journey,
        CancellationToken cancellationToken) =>
        await database
            .Set<OutgoingMail>()
            .AnyAsync(
                m =>
                    m.JourneyId == journey
                    && m.CreatedAt > mail.CreatedAt
                    && (m.Kind == MailKind.RegistrationCode || m.Kind == MailKind.UnlockCode),
                cancellationToken);
}
