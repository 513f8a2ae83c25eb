using Microsoft.EntityFrameworkCore;
using Smartcard.Domain;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Import;
using Smartcard.SelfService.Audit;
using Smartcard.Storage;
using Smartcard.Storage.Records;

namespace Smartcard.SelfService.Import;

/// <summary>Imports what a person has accepted: all of it in one transaction, or nothing.</summary>
/// <remarks>
/// New people and cards are written ahead of the turn's locks: nobody sees them before the commit, and nobody waits. What others use too,
/// the cards that are there and the audit, comes last, under the locks of a turn. See docs/decisions/0042.
/// </remarks>
public sealed class ImportApplication(
    SmartcardDbContext database,
    TurnTransaction turn,
    ImportChunks chunks,
    ImportJudge judge,
    ImportedPeopleChanges people,
    ImportedCardChanges cards,
    ImportOwnRows ownRows,
    ImportProgress progress,
    AuditLog audit,
    TimeProvider time)
{
    /// <exception cref="ImportOvertakenException">A row would do something else now than a person has accepted.</exception>
    internal async Task RunAsync(StaffImport import, CancellationToken cancellationToken)
    {
        var id = import.Id;
        ImportWriting? written = null;
        await turn.RunAsync(
            scope: null, // what chats do with a card that is suspended ends: no other turn may be in the middle of it
            async ct => written = await WriteAsync(import, ct),
            async ct =>
            {
                await RequireNumbersAsync(id, ct);
                var accepted = await database.Set<StaffImport>().SingleAsync(i => i.Id == id, ct);
                if (accepted.State != ImportState.Accepted)
                {
                    throw new ImportOvertakenException();
                }

                var leavers = await people.MakeAsync(import.By, written!.ChangedPeople, ct);
                await cards.MakeAsync(import.By, written.Changes, ct);
                await cards.SuspendOfLeaversAsync(import.By, id, [.. leavers, .. written.Changes.Select(change => change.Holder)], ct);
                accepted.Turn(ImportState.Done, time.GetUtcNow());
                await chunks.RemoveAsync(id, ct);
                var counts = $"{accepted.PeopleNew + accepted.PeopleChanged}:{accepted.CardsNew + accepted.CardsChanged}";
                audit.AddForUser($"import-done:{counts}", accepted.By, subjectId: null);
                return true;
            },
            cancellationToken);
    }

    /// <returns>It knows what is still to be done to cards that are there.</returns>
    private async Task<ImportWriting> WriteAsync(StaffImport import, CancellationToken cancellationToken)
    {
        var writing = new ImportWriting(import.Id, time.GetUtcNow(), await WrappingKeysAsync(cancellationToken));
        var memory = new ImportMemory();
        var done = 0;
        for (var number = 0; await chunks.FindAsync(import.Id, number, cancellationToken) is { } chunk; number++)
        {
            var content = chunks.Open(chunk);
            var judged = ImportJudge.Judge(content, await judge.LoadAsync(content.Rows, cancellationToken), memory);
            if (judged.Zip(content.Rows).Any(pair => IsOvertaken(pair.First.Row, pair.Second))
                || (await ownRows.LinesAsync(import.By, judged, cancellationToken)).Count > 0)
            {
                throw new ImportOvertakenException();
            }

            foreach (var row in judged.Where(row => !row.Row.IsWrong))
            {
                writing.Take(row, content.WrappingKeys);
            }

            await database.BulkInsertAsync(writing.WrappingKeys.Drain(), cancellationToken);
            var added = writing.People.Drain();
            await database.BulkInsertAsync(added, cancellationToken);
            if (database.IsOnPostgres)
            {
                await database.BulkInsertAsync([.. added.SelectMany(StaffWord.Of)], cancellationToken); // EF adds them by itself
            }

            await database.BulkInsertAsync(writing.Cards.Drain(), cancellationToken);
            await database.BulkInsertAsync(writing.Keys.Drain(), cancellationToken);
            await database.BulkInsertAsync(writing.Owners.Drain(), cancellationToken);
            await progress.TellAsync(import.Id, done += content.Rows.Count, cancellationToken);
        }

        return writing;
    }

    private static bool IsOvertaken(ImportRow now, ImportRow accepted) =>
        (now.Verdict, now.OnPerson, now.OnCard, now.HasNewKey)
        != (accepted.Verdict, accepted.OnPerson, accepted.OnCard, accepted.HasNewKey);

    private async Task<Dictionary<string, WrappingKeyId>> WrappingKeysAsync(CancellationToken cancellationToken) =>
        (await database.Set<WrappingKey>().AsNoTracking().ToListAsync(cancellationToken))
        .GroupBy(key => ImportWriting.NameOf(key.TransportKeyId, key.Wrapped), StringComparer.Ordinal)
        .ToDictionary(keys => keys.Key, keys => keys.First().Id, StringComparer.Ordinal);

    /// <summary>Under the turn's locks: somebody may have added a person with one of these numbers since the rows were written.</summary>
    private async Task RequireNumbersAsync(ImportId id, CancellationToken cancellationToken)
    {
        var taken = from added in database.Set<Staff>()
            where added.ImportId == id
            join other in database.Set<Staff>() on added.Number equals other.Number
            where other.ImportId != id || other.ImportId == null
            select added.Id;
        if (await taken.AnyAsync(cancellationToken))
        {
            throw new ImportOvertakenException();
        }
    }
}

/// <summary>Something changed between the preview of an import and the import: nothing of it is kept.</summary>
internal sealed class ImportOvertakenException() : Exception("What the import rests on has changed.");
