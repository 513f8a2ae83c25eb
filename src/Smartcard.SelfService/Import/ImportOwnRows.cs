using Smartcard.Domain;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Import;
using Smartcard.SelfService.Booth;

namespace Smartcard.SelfService.Import;

/// <summary>Nobody changes their own record or card by a file, as nobody does on the pages.</summary>
public sealed class ImportOwnRows(InPersonUsers users)
{
    /// <param name="actor">Who imports; null = the command line of a host.</param>
    /// <returns>Lines of the rows that would.</returns>
    internal async Task<IReadOnlySet<int>> LinesAsync(UserId? actor, IReadOnlyList<JudgedRow> judged, CancellationToken cancellationToken)
    {
        JudgedRow[] changing = actor is null
            ? []
            : [.. judged.Where(row => row.Row.OnPerson == ImportEffect.Changed || row.Row.OnCard == ImportEffect.Changed)];
        if (changing.Length == 0)
        {
            return new HashSet<int>();
        }

        var people = await users.OwnRecordsAmongAsync(
            actor!.Value, [.. changing.Select(row => row.Person).OfType<Staff>().DistinctBy(s => s.Id)], cancellationToken);
        var cards = await users.OwnAmongAsync(
            actor.Value, [.. changing.Select(row => row.Known?.Card.Id).OfType<CardId>()], cancellationToken);
        return changing
            .Where(row => (row.Person is { } person && people.Contains(person.Id))
                || (row.Known is { } known && cards.Contains(known.Card.Id)))
            .Select(row => row.Row.Line)
            .ToHashSet();
    }
}
