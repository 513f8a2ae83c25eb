using Microsoft.EntityFrameworkCore;
using Smartcard.Domain;
using Smartcard.Domain.Booth;
using Smartcard.Domain.CardTasks;
using Smartcard.Domain.Journeys;
using Smartcard.Storage;

namespace Smartcard.SelfService.Booth;

/// <summary>The chats in which a card's holder was sent to the booth.</summary>
/// <remarks>
/// A case of a mail's link names the journey that the mail was about. Its chat may be that of somebody else, so it hears nothing.
/// </remarks>
public sealed class CaseChats(SmartcardDbContext database)
{
    public async Task<IReadOnlyList<string>> FindAsync(IReadOnlyList<BoothCase> cases, CancellationToken cancellationToken)
    {
        var stopped = cases.Where(c => c.Reason == BoothReason.NotMe).Select(c => c.JourneyId).OfType<JourneyId>().ToArray();
        var referred = await database.Set<Journey>()
            .Where(j => stopped.Contains(j.Id) && j.End == JourneyEnd.Referred)
            .Select(j => j.Id)
            .ToListAsync(cancellationToken);
        var others = cases.Where(c => c.Reason != BoothReason.NotMe).Select(c => c.JourneyId).OfType<JourneyId>();
        var sent = referred.Union(others).ToArray();
        return await database.Set<PairedSession>()
            .Where(s => sent.Contains(s.JourneyId) && s.StartedFor != null)
            .Select(s => s.StartedFor!)
            .Distinct()
            .ToListAsync(cancellationToken);
    }
}
