using Microsoft.EntityFrameworkCore;
using Smartcard.Domain;
using Smartcard.Domain.Audit;
using Smartcard.Domain.Cards;
using Smartcard.SelfService.Audit;
using Smartcard.Storage;

namespace Smartcard.SelfService.People;

/// <summary>Puts on record who looked at somebody's page.</summary>
public sealed class PersonViews(SmartcardDbContext database, TurnTransaction turn, AuditLog audit, TimeProvider time)
{
    /// <summary>A page that stays open, or is opened again, is one entry in so long.</summary>
    private static readonly TimeSpan Once = TimeSpan.FromHours(1);

    /// <summary>A part of the list of at most so many people is as good as their pages.</summary>
    private const int FewPeople = 5;

    /// <summary>An entry for each of the person's cards, so that a search for the card finds who looked.</summary>
    /// <returns>False where nobody has this id.</returns>
    public async Task<bool> NoteAsync(UserId viewer, StaffId id, CancellationToken cancellationToken)
    {
        var cards = await database.Set<Card>().Where(c => c.StaffId == id).Select(c => (CardId?)c.Id).ToListAsync(cancellationToken);
        var reference = id.Value.ToString("N")[^8..];
        var what = cards.Count > 0 ? "person-seen" : $"person-seen:{reference}"; // a card says whose page it was
        if ((await UnseenAsync(viewer, what, cards, cancellationToken)).Count == 0)
        {
            return true;
        }

        if (!await database.Set<Staff>().AnyAsync(s => s.Id == id, cancellationToken))
        {
            return false;
        }

        return await turn.RunAsync(
            new TurnScope("person-seen", viewer.Value.ToString("N")),
            async ct =>
            {
                foreach (var card in await UnseenAsync(viewer, what, cards, ct)) // again: two tabs at once
                {
                    if (card is not null)
                    {
                        audit.Add("person-seen", journeyId: null, card, viewer, subjectId: null);
                    }
                    else
                    {
                        audit.Add($"person-seen:{reference}", journeyId: null, cardId: null, viewer, subjectId: null);
                    }
                }

                return true;
            },
            cancellationToken);
    }

    /// <summary>
    /// A system asked for a part of the list of people: one entry, for the same part once in an hour. Of a few people, one for each.
    /// </summary>
    /// <param name="hasLeft">Whom the list is of; null = whether they have left or not.</param>
    /// <param name="first">Where in the list the part begins, from 1.</param>
    /// <param name="people">Who is in it.</param>
    public async Task NoteListAsync(
        UserId viewer, bool? hasLeft, int first, IReadOnlyList<StaffId> people, CancellationToken cancellationToken)
    {
        if (people.Count <= FewPeople)
        {
            foreach (var person in people)
            {
                await NoteAsync(viewer, person, cancellationToken);
            }

            return;
        }

        var whom = hasLeft switch
        {
            null => "everybody",
            true => "left",
            false => "working",
        };
        var part = $"{whom}+{first}-{first + people.Count - 1}";
        if (await IsListedAsync(viewer, part, cancellationToken))
        {
            return;
        }

        await turn.RunAsync(
            new TurnScope("person-seen", viewer.Value.ToString("N")),
            async ct =>
            {
                if (!await IsListedAsync(viewer, part, ct))
                {
                    audit.Add($"people-listed:{part}", journeyId: null, cardId: null, viewer, subjectId: null);
                }

                return true;
            },
            cancellationToken);
    }

    /// <summary>As above, for a page about a card: it shows its holder.</summary>
    public async Task NoteHolderAsync(UserId viewer, CardId card, CancellationToken cancellationToken)
    {
        foreach (var holder in await database.Set<Card>().Where(c => c.Id == card).Select(c => c.StaffId).ToListAsync(cancellationToken))
        {
            await NoteAsync(viewer, holder, cancellationToken);
        }
    }

    private Task<bool> IsListedAsync(UserId viewer, string part, CancellationToken cancellationToken)
    {
        var (since, what) = (time.GetUtcNow() - Once, $"people-listed:{part}");
        return database.Set<AuditEntry>().AnyAsync(a => a.ActorId == viewer && a.At > since && a.Event == what, cancellationToken);
    }

    /// <returns>
    /// Those that are not on record yet, for example a card that the person got meanwhile; null stands for somebody without one.
    /// </returns>
    private async Task<IReadOnlyList<CardId?>> UnseenAsync(
        UserId viewer, string what, List<CardId?> cards, CancellationToken cancellationToken)
    {
        var since = time.GetUtcNow() - Once;
        var seen = await database.Set<AuditEntry>()
            .Where(a => a.ActorId == viewer && a.At > since && a.Event == what && (cards.Count == 0 || cards.Contains(a.CardId)))
            .Select(a => a.CardId)
            .Distinct()
            .ToListAsync(cancellationToken);
        return [.. (cards.Count > 0 ? cards : [null]).Except(seen)];
    }
}
