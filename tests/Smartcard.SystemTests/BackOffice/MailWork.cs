using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Domain;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Mail;
using Smartcard.Storage;
using Smartcard.SystemTests.Host;

namespace Smartcard.SystemTests.BackOffice;

internal static class MailWork
{
    /// <summary>
    /// The newest journey has a mail that arrived, a code that came back and a mail that was given up; another mail is
    /// late.
    /// </summary>
    /// <returns>The journey.</returns>
    public static async Task<Guid> MailsCameBackAsync(this SmartcardHost host)
    {
        await using var scope = host.Services.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<SmartcardDbContext>();
        var journey = await database.Set<Journey>().OrderByDescending(j => j.Id).Select(j => j.Id).FirstAsync();
        var now = host.Time.GetUtcNow();
        var (arrived, code, givenUp, late) = (
            Mail(MailKind.RegistrationCode, now.AddMinutes(-9), journey),
            Mail(MailKind.RegistrationCode, now.AddMinutes(-8), journey),
            Mail(MailKind.Registered, now.AddMinutes(-7), journey),
            Mail(MailKind.SelfServiceStopped, now.AddMinutes(-6), null));
        foreach (var mail in new[] { arrived, code })
        {
            mail.End(MailState.Sent, mail.CreatedAt.AddSeconds(1));
        }

        arrived.Note(MailDelivery.Delivered, null, now.AddMinutes(-8.9), now);
        code.Note(MailDelivery.Bounced, "5.1.1", now.AddMinutes(-7.9), now);
        givenUp.Claim(now);
        givenUp.End(MailState.Failed, now);
        late.Claim(now.AddMinutes(5)); // nobody takes it before
        database.AddRange(arrived, code, givenUp, late);
        await database.SaveChangesAsync();
        return journey.Value;
    }

    private static OutgoingMail Mail(MailKind kind, DateTimeOffset at, JourneyId? journey) =>
        new()
        {
            Id = MailId.New(),
            Kind = kind,
            To = "amal.hughes@trust.nhs.uk",
            Language = "en",
            JourneyId = journey,
            CreatedAt = at,
            NotAfter = at.AddDays(2),
        };
}
