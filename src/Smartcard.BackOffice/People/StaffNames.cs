using Microsoft.EntityFrameworkCore;
using Smartcard.Domain;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Users;
using Smartcard.Storage;
using Smartcard.Storage.Records;

namespace Smartcard.BackOffice.People;

/// <summary>Finds staff by the beginnings of the words of their name, in any order, and by their number.</summary>
/// <remarks>
/// The rarest of the words is gone through part by part, and whoever has it has to have the others too. So a rare name is found
/// at once beside a common one. Where all are very common, the search stops after so many and says that there may be more. The
/// others are compared here: asked to join them, PostgreSQL first reads everybody who has a common one.
/// </remarks>
internal sealed class StaffNames(SmartcardDbContext database)
{
    /// <summary>So many entries of the rarest word are looked at.</summary>
    private const int Looked = 10_000;

    /// <summary>Of these, so many at a time.</summary>
    private const int Part = 2_000;

    /// <summary>A person may have several words with one beginning.</summary>
    private const int WordsOfOne = 4;

    /// <summary>Whose whole name is looked at, among those who have all of its words.</summary>
    private const int Namesakes = 1_000;

    public async Task<(IReadOnlyList<StaffId> Found, bool IsMore)> FindAsync(
        string text, int most, OrganisationScope scope, CancellationToken cancellationToken)
    {
        var words = NameWords.Typed(text);
        if (words.Count < 2)
        {
            return words is [var only] ? await FindByOneAsync(only, most, scope, cancellationToken) : ([], false);
        }

        var rarest = await RarestAsync(words, scope, cancellationToken);
        var others = words.Where(word => word != rarest).ToArray();
        var people = new List<StaffId>();
        for (var looked = 0; looked < Looked; looked += Part)
        {
            var part = await Beginning(rarest, scope).Skip(looked).Take(Part).ToListAsync(cancellationToken);
            people = [.. people.Union(await HavingAsync([.. part.Distinct()], others, cancellationToken))];
            if (people.Count > most || part.Count < Part)
            {
                return ([.. people.Take(most)], people.Count > most);
            }
        }

        return (people, true);
    }

    private async Task<(IReadOnlyList<StaffId> Found, bool IsMore)> FindByOneAsync(
        string word, int most, OrganisationScope scope, CancellationToken cancellationToken)
    {
        var found = await Beginning(word, scope).Take((most + 1) * WordsOfOne).ToListAsync(cancellationToken);
        var people = found.Distinct().ToList();
        return ([.. people.Take(most)], people.Count > most || found.Count == (most + 1) * WordsOfOne);
    }

    /// <summary>Those of these people who have words with each of the beginnings, in their order.</summary>
    private async Task<IEnumerable<StaffId>> HavingAsync(StaffId[] people, string[] beginnings, CancellationToken cancellationToken)
    {
        var words = (await database.Set<StaffWord>().AsNoTracking()
            .Where(w => people.Contains(w.StaffId))
            .ToListAsync(cancellationToken)).ToLookup(w => w.StaffId, w => w.Word);
        return people.Where(id => beginnings.All(b => words[id].Any(w => w.StartsWith(b, StringComparison.Ordinal))));
    }

    /// <summary>Those with this name and no other, whatever its case.</summary>
    public async Task<IReadOnlyList<StaffId>> FindWholeAsync(string name, CancellationToken cancellationToken)
    {
        var words = NameWords.Typed(name);
        if (words.Count == 0)
        {
            return [];
        }

        var all = database.Set<StaffWord>();
        var having = all.Where(w => w.Word == words[0]);
        foreach (var other in words.Skip(1))
        {
            having = having.Where(w => all.Any(o => o.StaffId == w.StaffId && o.Word == other));
        }

        var namesakes = await database.Set<Staff>().AsNoTracking()
            .Where(s => having.Any(w => w.StaffId == s.Id))
            .Select(s => new { s.Id, s.DisplayName })
            .Take(Namesakes)
            .ToListAsync(cancellationToken);
        return
        [
            .. namesakes.Where(s => string.Equals(s.DisplayName, name.Trim(), StringComparison.OrdinalIgnoreCase)).Select(s => s.Id),
        ];
    }

    /// <summary>The word that the fewest people have, counted no further than to what is looked at.</summary>
    private async Task<string> RarestAsync(
        IReadOnlyList<string> words, OrganisationScope scope, CancellationToken cancellationToken)
    {
        var counts = new List<(string Word, int Count)>();
        foreach (var word in words)
        {
            counts.Add((word, await Beginning(word, scope).Take(Looked).CountAsync(cancellationToken)));
        }

        return counts.MinBy(c => c.Count).Word;
    }

    /// <summary>
    /// Who has such a word, whole words before longer ones. As a range, which both databases answer by their index: LIKE has rules of
    /// its own in each.
    /// </summary>
    private IQueryable<StaffId> Beginning(string word, OrganisationScope scope)
    {
        var after = word + '\uFFFF';
        return Of(scope)
            .Where(w => w.Word.CompareTo(word) >= 0 && w.Word.CompareTo(after) < 0)
            .OrderBy(w => w.Word).ThenBy(w => w.StaffId)
            .Select(w => w.StaffId);
    }

    /// <summary>The words of whoever may be seen, by an index of their own.</summary>
    private IQueryable<StaffWord> Of(OrganisationScope scope)
    {
        var words = database.Set<StaffWord>();
        return scope.Organisation is { } organisation
            ? words.Where(w => w.Organisation == organisation && organisation != "")
            : words;
    }
}
