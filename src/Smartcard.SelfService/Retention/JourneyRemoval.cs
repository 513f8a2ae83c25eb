using Microsoft.EntityFrameworkCore;
using Smartcard.Domain;
using Smartcard.Domain.Booth;
using Smartcard.Domain.Cards.Readings;
using Smartcard.Domain.CardTasks;
using Smartcard.Domain.Codes;
using Smartcard.Domain.Evidence;
using Smartcard.Domain.Mail;
using Smartcard.Domain.Registrations;
using Smartcard.Storage;
using Smartcard.Storage.Workflows;

namespace Smartcard.SelfService.Retention;

/// <summary>What goes with a journey.</summary>
internal static class JourneyRemoval
{
    /// <summary>In the caller's turn. A mail that waits stays: it ends by itself.</summary>
    public static async Task RemoveWhatBelongsAsync(
        this SmartcardDbContext database, IReadOnlyCollection<JourneyId> journeys, CancellationToken cancellationToken)
    {
        await database.RemoveInstancesAsync([.. journeys.Select(id => id.Value)], cancellationToken);
        await database.Set<EvidenceItem>().Where(e => journeys.Contains(e.JourneyId)).ExecuteDeleteAsync(cancellationToken);
        await database.Set<CardTaskItem>().Where(t => journeys.Contains(t.JourneyId)).ExecuteDeleteAsync(cancellationToken);
        await database.Set<PairedSession>().Where(s => journeys.Contains(s.JourneyId)).ExecuteDeleteAsync(cancellationToken);
        await database.Set<InPersonReset>().Where(r => journeys.Contains(r.Id)).ExecuteDeleteAsync(cancellationToken);
        await database.Set<CardReading>().Where(r => journeys.Contains(r.Id)).ExecuteDeleteAsync(cancellationToken);
        await database.Set<AddressChange>().Where(c => journeys.Contains(c.Id)).ExecuteDeleteAsync(cancellationToken);
        await database.Set<JourneyAct>().Where(a => journeys.Contains(a.JourneyId)).ExecuteDeleteAsync(cancellationToken);
        await database.Set<Pairing>().Where(p => journeys.Contains(p.JourneyId)).ExecuteDeleteAsync(cancellationToken);
        await database.Set<EmailCode>().Where(c => journeys.Contains(c.JourneyId)).ExecuteDeleteAsync(cancellationToken);
        var some = journeys.Select(id => (JourneyId?)id).ToList();
        await database.Set<OutgoingMail>()
            .Where(m => some.Contains(m.JourneyId) && m.State != MailState.Waiting)
            .ExecuteDeleteAsync(cancellationToken);
        await database.Set<Registration>()
            .Where(r => journeys.Contains(r.JourneyId) && r.State == RegistrationState.Pending)
            .ExecuteDeleteAsync(cancellationToken);
    }
}
