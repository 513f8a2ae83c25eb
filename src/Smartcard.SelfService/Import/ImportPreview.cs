using Microsoft.EntityFrameworkCore;
using Smartcard.Domain;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Import;
using Smartcard.SelfService.Audit;
using Smartcard.SelfService.Vault;
using Smartcard.Storage;

namespace Smartcard.SelfService.Import;

/// <summary>Judges all rows of a file, and asks the vault for their keys, before a person decides.</summary>
public sealed class ImportPreview(
    SmartcardDbContext database,
    TurnTransaction turn,
    ImportChunks chunks,
    ImportJudge judge,
    ImportOwnRows ownRows,
    VaultOutsideTurns vault,
    SystemImports systems,
    AuditLog audit,
    TimeProvider time)
{
    internal async Task RunAsync(StaffImport import, CancellationToken cancellationToken)
    {
        var id = import.Id;
        var memory = new ImportMemory();
        var counts = new StaffImport { Id = id, FileName = "", By = null, At = import.At, StateAt = import.At };
        for (var number = 0; await chunks.FindAsync(id, number, cancellationToken) is { } chunk; number++)
        {
            var content = await CheckAsync(import.By, Afresh(chunks.Open(chunk)), memory, cancellationToken);
            Count(counts, content.Rows);
            await turn.RunAsync(
                ImportIntake.ScopeOf(id),
                async ct =>
                {
                    var kept = await database.Set<ImportChunk>().SingleAsync(c => c.ImportId == id && c.Number == chunk.Number, ct);
                    chunks.Put(kept, content);
                    var judged = (await database.FindAsync<StaffImport>([id], ct))!;
                    (judged.Progress, judged.WaitsForVault) = (counts.Progress, false);
                    return true;
                },
                cancellationToken);
        }

        await turn.RunAsync(
            ImportIntake.ScopeOf(id),
            async ct =>
            {
                var ready = (await database.FindAsync<StaffImport>([id], ct))!;
                if (ready.State == ImportState.Judging)
                {
                    (ready.PeopleNew, ready.PeopleChanged) = (counts.PeopleNew, counts.PeopleChanged);
                    (ready.CardsNew, ready.CardsChanged) = (counts.CardsNew, counts.CardsChanged);
                    (ready.RowsUnchanged, ready.RowsWrong) = (counts.RowsUnchanged, counts.RowsWrong);
                    ready.Turn(ImportState.Ready, time.GetUtcNow());
                    if (ready.GoesAhead)
                    {
                        await GoAheadAsync(ready, ct);
                    }
                }

                return true;
            },
            cancellationToken);
    }

    private async Task GoAheadAsync(StaffImport import, CancellationToken cancellationToken)
    {
        if (import.ChangesSomething && !await systems.IsStillMeantAsync(import, cancellationToken))
        {
            import.IsOvertaken = true;
            audit.AddForUser("import-overtaken", import.By, subjectId: null);
            return;
        }

        if (import.ChangesSomething)
        {
            import.Turn(ImportState.Accepted, time.GetUtcNow());
            audit.AddForUser("import-accepted", import.By, subjectId: null);
            return;
        }

        import.Turn(ImportState.Done, time.GetUtcNow());
        await chunks.RemoveAsync(import.Id, cancellationToken);
        audit.AddForUser("import-done:0:0", import.By, subjectId: null);
    }

    /// <summary>Without what was found out before: it may have changed.</summary>
    private static ImportChunkContent Afresh(ImportChunkContent content) => content with
    {
        Rows =
        [
            .. content.Rows.Select(row => row with
            {
                Faults = [.. row.Faults.Where(fault => !fault.IsJudged)],
                Verdict = ImportVerdict.NotJudged,
                OnPerson = ImportEffect.None,
                OnCard = ImportEffect.None,
                HasNewKey = false,
            }),
        ],
    };

    private async Task<ImportChunkContent> CheckAsync(
        UserId? actor, ImportChunkContent content, ImportMemory memory, CancellationToken cancellationToken)
    {
        // what the vault refuses must not count as a person's first row, so it is asked first, and the rows are judged again
        var known = await judge.LoadAsync(content.Rows, cancellationToken);
        var judged = ImportJudge.Judge(content, known, new ImportMemory());
        var own = await ownRows.LinesAsync(actor, judged, cancellationToken);
        var keys = content.WrappingKeys.ToDictionary();
        var rows = new List<ImportRow>(judged.Count);
        foreach (var (one, read) in judged.Zip(content.Rows))
        {
            var fault = own.Contains(one.Row.Line) ? new ImportFault(ImportFaultKind.OwnRecord)
                : one.Row.IsWrong || read.Card is null ? null
                : await FaultOfAsync(read.Card, one, keys, cancellationToken);
            rows.Add(one.Row.IsWrong ? one.Row : fault is null ? read : read.WithFault(fault));
        }

        var asked = content with { Rows = rows, WrappingKeys = keys };
        return asked with { Rows = [.. ImportJudge.Judge(asked, known, memory).Select(one => one.Row)] };
    }

    private async Task<ImportFault?> FaultOfAsync(
        ImportedCard card, JudgedRow judged, Dictionary<int, ImportedWrappingKey> keys, CancellationToken cancellationToken)
    {
        if (card.Key is not { } key)
        {
            return judged.Known is null && !await vault.IsThereAsync(card.Identifier, cancellationToken)
                ? new ImportFault(ImportFaultKind.KeyMissing, ImportColumn.WrappedKey)
                : null;
        }

        if (!judged.Row.HasNewKey)
        {
            return null;
        }

        if (key is not { Wrapped: { } wrapped, WrappingKey: { } number })
        {
            var derived = await vault.CheckDerivedAsync(new CardKeyHandle.Derived(card.Identifier, key.Version), cancellationToken);
            return derived.Unwraps
                ? FaultOf(key, derived)
                : new ImportFault(ImportFaultKind.MasterKeyMissing, ImportColumn.KeySource);
        }

        var wrapping = keys[number];
        var check = await vault.CheckAsync(new WrappedCardKey(wrapping.Wrapped, wrapped), cancellationToken);
        if (!check.Unwraps)
        {
            return new ImportFault(ImportFaultKind.DoesNotUnwrap, ImportColumn.WrappedKey);
        }

        keys[number] = wrapping with { TransportKeyId = check.TransportKeyId };
        return card.Type == CardType.Piv && !await HasNextPukAsync(card, key, cancellationToken)
            ? new ImportFault(ImportFaultKind.MasterKeyMissing, ImportColumn.CardType)
            : FaultOf(key, check);
    }

    /// <summary>The bureau's PUK is used once: those after it are made here.</summary>
    private async Task<bool> HasNextPukAsync(ImportedCard card, ImportedKey key, CancellationToken cancellationToken) =>
        (await vault.CheckDerivedAsync(new CardKeyHandle.Derived(card.Identifier, key.Version + 1), cancellationToken)).Unwraps;

    private static ImportFault? FaultOf(ImportedKey key, KeyCheck check) =>
        key.CheckValue is { } expected && !(check.CheckValue is { } found && expected.AsSpan().SequenceEqual(found))
            ? new ImportFault(ImportFaultKind.CheckValueDiffers, ImportColumn.KeyCheckValue)
            : null;

    private static void Count(StaffImport counts, IReadOnlyList<ImportRow> rows)
    {
        counts.Progress += rows.Count;
        counts.PeopleNew += rows.Count(row => row.OnPerson == ImportEffect.New);
        counts.PeopleChanged += rows.Count(row => row.OnPerson == ImportEffect.Changed);
        counts.CardsNew += rows.Count(row => row.OnCard == ImportEffect.New);
        counts.CardsChanged += rows.Count(row => row.OnCard == ImportEffect.Changed);
        counts.RowsUnchanged += rows.Count(row => row.Verdict == ImportVerdict.Unchanged);
        counts.RowsWrong += rows.Count(row => row.IsWrong);
    }
}
