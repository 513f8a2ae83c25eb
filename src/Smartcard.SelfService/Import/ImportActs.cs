using Microsoft.EntityFrameworkCore;
using Smartcard.Domain;
using Smartcard.Domain.Import;
using Smartcard.SelfService.Audit;
using Smartcard.Storage;

namespace Smartcard.SelfService.Import;

/// <summary>What an RA administrator does about a file that was judged.</summary>
public sealed class ImportActs(
    SmartcardDbContext database, TurnTransaction turn, ImportChunks chunks, AuditLog audit, ImportSignal signal, TimeProvider time)
{
    /// <param name="actor">Null = the command line of a host.</param>
    /// <param name="leavesOutWrong">Without it, an import with wrong rows is not accepted.</param>
    public Task<ImportAct> AcceptAsync(UserId? actor, ImportId id, bool leavesOutWrong, CancellationToken cancellationToken) =>
        OnReadyAsync(
            id,
            (import, _) =>
            {
                if (import.RowsWrong > 0 && !leavesOutWrong)
                {
                    return Task.FromResult(ImportAct.HasWrongRows);
                }

                if (!import.ChangesSomething)
                {
                    return Task.FromResult(ImportAct.ChangesNothing);
                }

                import.LeavesOutWrong = leavesOutWrong;
                import.IsOvertaken = false;
                import.Turn(ImportState.Accepted, time.GetUtcNow());
                audit.AddForUser("import-accepted", actor, subjectId: null);
                turn.AfterCommit(signal.Wake);
                return Task.FromResult(ImportAct.Done);
            },
            cancellationToken);

    public Task<ImportAct> DiscardAsync(UserId? actor, ImportId id, CancellationToken cancellationToken) =>
        OnReadyAsync(
            id,
            async (import, ct) =>
            {
                import.Turn(ImportState.Discarded, time.GetUtcNow());
                await chunks.RemoveAsync(id, ct);
                audit.AddForUser("import-discarded", actor, subjectId: null);
                return ImportAct.Done;
            },
            cancellationToken);

    /// <summary>Puts on record who took a list of wrong rows along.</summary>
    public Task RecordDownloadAsync(UserId actor, ImportId id, CancellationToken cancellationToken) => turn.RunAsync(
        ImportIntake.ScopeOf(id),
        _ =>
        {
            audit.AddForUser("import-rows-downloaded", actor, subjectId: null);
            return Task.FromResult(true);
        },
        cancellationToken);

    private Task<ImportAct> OnReadyAsync(
        ImportId id, Func<StaffImport, CancellationToken, Task<ImportAct>> act, CancellationToken cancellationToken) =>
        turn.RunAsync(
            ImportIntake.ScopeOf(id),
            async ct => await database.Set<StaffImport>().SingleOrDefaultAsync(i => i.Id == id, ct) switch
            {
                null => ImportAct.Unknown,
                { WaitsForPerson: false } => ImportAct.NotReady,
                var import => await act(import, ct),
            },
            cancellationToken);
}

public enum ImportAct
{
    Done,
    Unknown,

    /// <summary>Somebody was first, or it is not read to its end.</summary>
    NotReady,
    HasWrongRows,
    ChangesNothing,
}
