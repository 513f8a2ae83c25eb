using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Smartcard.Domain;
using Smartcard.Domain.Booth;
using Smartcard.Storage;

namespace Smartcard.SelfService.Booth;

/// <summary>Opens and closes cases, so that the booth's queue hears of each, and a claim ends with the cases it was about.</summary>
public sealed class BoothCases(SmartcardDbContext database, TurnTransaction turn, TimeProvider time)
{
    /// <summary>What is open of this line of the queue.</summary>
    internal static Expression<Func<BoothCase, bool>> OpenOf(MatterId id)
    {
        var (card, single) = (new CardId(id.Value), new BoothCaseId(id.Value));
        return c => c.ClosedAt == null && (c.CardId == card || (c.CardId == null && c.Id == single));
    }

    public void Open(CardId? card, JourneyId? journey, BoothReason reason)
    {
        database.Add(new BoothCase
        {
            Id = BoothCaseId.New(),
            CardId = card,
            JourneyId = journey,
            Reason = reason,
            OpenedAt = time.GetUtcNow(),
        });
        BoothQueue.TellChanged(turn);
    }

    /// <summary>Closes all that is open for the card.</summary>
    public async Task CloseAsync(HeldCard card, CancellationToken cancellationToken) =>
        await CloseAsync(MatterId.Of(card.Id), await card.OpenCases().ToListAsync(cancellationToken), cancellationToken);

    /// <summary>Closes what is open for the card for this reason alone.</summary>
    public async Task CloseAsync(HeldCard card, BoothReason reason, CancellationToken cancellationToken)
    {
        var open = await card.OpenCases().ToListAsync(cancellationToken);
        if (open.TrueForAll(c => c.Reason == reason))
        {
            await CloseAsync(MatterId.Of(card.Id), open, cancellationToken);
            return;
        }

        foreach (var solved in open.Where(c => c.Reason == reason))
        {
            solved.ClosedAt = time.GetUtcNow();
        }

        BoothQueue.TellChanged(turn);
    }

    /// <summary>Closes all that is open of this line of the queue.</summary>
    /// <returns>What was closed.</returns>
    public async Task<IReadOnlyList<BoothCase>> CloseAsync(MatterId id, CancellationToken cancellationToken)
    {
        var open = await database.Set<BoothCase>().Where(OpenOf(id)).ToListAsync(cancellationToken);
        await CloseAsync(id, open, cancellationToken);
        return open;
    }

    private async Task CloseAsync(MatterId matter, List<BoothCase> cases, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow(); // of all together: the figures count one person
        foreach (var open in cases)
        {
            open.ClosedAt = now;
        }

        database.RemoveRange(await database.Set<BoothClaim>().Where(c => c.Id == matter).ToListAsync(cancellationToken));
        BoothQueue.TellChanged(turn);
    }
}
