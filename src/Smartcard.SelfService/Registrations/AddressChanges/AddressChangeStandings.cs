using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Smartcard.Domain;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Evidence;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Mail;
using Smartcard.Domain.Registrations;
using Smartcard.SelfService.Booth;
using Smartcard.Storage;

namespace Smartcard.SelfService.Registrations.AddressChanges;

/// <summary>How a change of address stands, to be shown. It only looks.</summary>
public sealed class AddressChangeStandings(SmartcardDbContext database, InPersonUsers users, IOptions<BoothOptions> options)
{
    /// <returns>Null when there is no such change.</returns>
    public async Task<AddressChangeStanding?> ReadAsync(JourneyId id, CancellationToken cancellationToken)
    {
        var found = await database.Set<AddressChange>().AsNoTracking()
            .Where(c => c.Id == id)
            .Join(database.Set<Journey>(), c => c.Id, j => j.Id, (change, journey) => new { Change = change, Journey = journey })
            .SingleOrDefaultAsync(cancellationToken);
        if (found is null)
        {
            return null;
        }

        var (change, journey) = (found.Change, found.Journey);
        var holder = await database.Set<Staff>().AsNoTracking().SingleAsync(s => s.Id == journey.StaffId, cancellationToken);
        var isConfirmed = await IsConfirmedAsync(change, cancellationToken);
        return new AddressChangeStanding(
            change,
            holder,
            await database.Users
                .Where(u => u.Id == change.HelpedBy.Value)
                .Select(u => u.DisplayName)
                .SingleOrDefaultAsync(cancellationToken) ?? "–",
            journey switch
            {
                { EndedAt: not null, End: JourneyEnd.Completed } => AddressChangeStep.Completed,
                { EndedAt: not null } => AddressChangeStep.Ended,
                _ when options.Value.SecondPerson && !isConfirmed => AddressChangeStep.WaitsForSecond,
                _ when change.NewAddress is null => AddressChangeStep.WaitsForAddress,
                _ => AddressChangeStep.WaitsForCode,
            },
            await database.Set<OutgoingMail>().AsNoTracking()
                .Where(m => m.JourneyId == id && m.Kind == MailKind.AddressCode)
                .OrderByDescending(m => m.CreatedAt)
                .FirstOrDefaultAsync(cancellationToken) is { IsLost: true });
    }

    private async Task<bool> IsConfirmedAsync(AddressChange change, CancellationToken cancellationToken)
    {
        var id = change.Id;
        var confirmers = await database.Set<EvidenceItem>().AsNoTracking()
            .Where(e => e.JourneyId == id && e.Kind == EvidenceKind.IdentityConfirmed)
            .Select(e => e.UserId)
            .ToListAsync(cancellationToken);
        foreach (var user in confirmers.OfType<UserId>())
        {
            if (await users.MayConfirmAsync(user, change.HelpedBy, cancellationToken))
            {
                return true;
            }
        }

        return false;
    }
}

/// <param name="HelpedBy">Their name.</param>
/// <param name="IsMailLost">Whether the mail with the last code came back or was given up.</param>
public sealed record AddressChangeStanding(
    AddressChange Change, Staff Holder, string HelpedBy, AddressChangeStep Step, bool IsMailLost);

public enum AddressChangeStep
{
    WaitsForSecond,
    WaitsForAddress,
    WaitsForCode,
    Completed,

    /// <summary>Cancelled, or left for half an hour.</summary>
    Ended,
}
