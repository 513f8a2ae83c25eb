using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Smartcard.Domain;
using Smartcard.Domain.Booth;
using Smartcard.Domain.CardTasks;
using Smartcard.Domain.Codes;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Lockouts;
using Smartcard.Domain.Mail;
using Smartcard.Domain.Registrations;
using Smartcard.SelfService.Journeys;
using Smartcard.SelfService.People;
using Smartcard.Storage;
using Smartcard.Storage.Workflows;
using Smartcard.Workflows;

namespace Smartcard.SelfService.Booth.Acts;

/// <summary>Reads what decides about acts for a journey.</summary>
/// <remarks>
/// Acts are done in turns without a scope, in which nothing changes what is read here before the commit. Outside of one, to be shown, it
/// may be different in the next moment.
/// </remarks>
public sealed class JourneyActRecords(
    SmartcardDbContext database,
    JourneyChat chat,
    InPersonUsers users,
    PeopleScopes scopes,
    InPersonChecks checks,
    IOptions<BoothOptions> options,
    TimeProvider time)
{
    /// <returns>Null where there is no such journey, or it is one that nobody has in a chat.</returns>
    public async Task<JourneyActFacts?> ReadAsync(JourneyId id, UserId actor, CancellationToken cancellationToken)
    {
        var journey = await database.Set<Journey>().AsNoTracking()
            .SingleOrDefaultAsync(j => j.Id == id && JourneyKinds.WithWorkflow.Contains(j.Kind), cancellationToken);
        if (journey is null)
        {
            return null;
        }

        var (card, counted) = (journey.CardId, time.GetUtcNow() - EmailCode.CountedFor);
        return new JourneyActFacts
        {
            Journey = journey,
            IsUnderWay = journey.EndedAt is null && await database.Set<WorkflowInstanceRow>()
                .AnyAsync(i => i.Id == id.Value && i.Status == WorkflowStatus.Suspended, cancellationToken),
            Acts = await database.Set<JourneyAct>().AsNoTracking()
                .Where(a => a.JourneyId == id)
                .OrderBy(a => a.At)
                .ToListAsync(cancellationToken),
            IsRead = await chat.FindAsync(id, cancellationToken) is not null,
            IsCardChanging = await database.Set<CardTaskItem>()
                .Where(CardTaskItem.ThatChangesCard)
                .AnyAsync(t => t.JourneyId == id || (card != null && t.CardId == card), cancellationToken),
            IsOwnCard = await users.IsOwnCardAsync(actor, card, cancellationToken),
            IsOfOtherOrganisation = !await scopes.IncludesAsync(actor, card, cancellationToken),
            IsRegistered = await database.Set<Registration>()
                .AnyAsync(r => r.CardId == card && r.State == RegistrationState.Active, cancellationToken),
            IsStopped = await database.Set<CardLockout>().AsNoTracking()
                .SingleOrDefaultAsync(l => l.CardId == card, cancellationToken) is { IsStopped: true },
            Codes = await database.Set<EmailCode>().AsNoTracking().Where(c => c.JourneyId == id).ToListAsync(cancellationToken),
            CodesOfCard = await database.Set<EmailCode>().CountAsync(c => c.CardId == card && c.CreatedAt > counted, cancellationToken),
            Mails = await database.Set<OutgoingMail>().AsNoTracking().Where(m => m.JourneyId == id).ToListAsync(cancellationToken),
            MailPatience = options.Value.Stalled.Mail,
            Rules = options.Value.Rules,
            CheckedBefore = await checks.CountReleasedAsync(actor, cancellationToken),
        };
    }
}
