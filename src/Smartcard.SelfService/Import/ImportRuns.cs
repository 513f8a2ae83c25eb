using System.Runtime.ExceptionServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Smartcard.Domain;
using Smartcard.Domain.Import;
using Smartcard.SelfService.Audit;
using Smartcard.SelfService.Vault;
using Smartcard.Storage;

namespace Smartcard.SelfService.Import;

/// <summary>
/// Judges files that came in, imports those that were accepted, and removes what nobody came back to: one run at a time, of all hosts.
/// Where a host ends in the middle, the next run begins that file again.
/// </summary>
public sealed class ImportRuns(
    SmartcardDbContext database,
    TurnTransaction turn,
    SoleRuns runs,
    ImportPreview preview,
    ImportApplication application,
    SystemImports systems,
    ImportChunks chunks,
    AuditLog audit,
    IOptions<ImportOptions> options,
    TimeProvider time,
    ILogger<ImportRuns> logger)
{
    private const string Name = "imports";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var run = await runs.TryBeginAsync(database, Name, cancellationToken);
        if (run is null)
        {
            return;
        }

        await DiscardOldAsync(cancellationToken);
        var (failed, first) = (new List<ImportId>(), default(ExceptionDispatchInfo));
        while (await NextAsync(failed, cancellationToken) is { } import)
        {
            try
            {
                await DoAsync(import, cancellationToken);
            }
            catch (VaultAwayException away) when (!cancellationToken.IsCancellationRequested)
            {
                failed.Add(import.Id); // the next run begins it again
                database.ChangeTracker.Clear();
                await WaitForVaultAsync(import.Id, away, cancellationToken);
            }
            catch (Exception failure) when (!cancellationToken.IsCancellationRequested && !DatabaseFaults.IsOne(failure))
            {
                failed.Add(import.Id); // those behind it do not wait for it
                first ??= ExceptionDispatchInfo.Capture(failure);
                database.ChangeTracker.Clear();
            }
        }

        first?.Throw();
    }

    private Task<StaffImport?> NextAsync(List<ImportId> failed, CancellationToken cancellationToken) => database.Set<StaffImport>()
        .AsNoTracking()
        .Where(i => (i.State == ImportState.Judging || i.State == ImportState.Accepted) && !failed.Contains(i.Id))
        .OrderBy(i => i.StateAt)
        .ThenBy(i => i.Id)
        .FirstOrDefaultAsync(cancellationToken);

    private async Task DoAsync(StaffImport import, CancellationToken cancellationToken)
    {
        if (import.State == ImportState.Judging)
        {
            await preview.RunAsync(import, cancellationToken);
            logger.ImportJudged(import.Id, import.Rows);
            return;
        }

        if (!await systems.IsStillMeantAsync(import, cancellationToken))
        {
            logger.ImportOvertaken(import.Id, "its token is no longer good, or it waited for too long");
            await OvertakeAsync(import.Id, cancellationToken);
            return;
        }

        try
        {
            await application.RunAsync(import, cancellationToken);
            logger.ImportDone(import.Id, import.Rows);
        }
        catch (Exception failure) when (failure is ImportOvertakenException
            || (failure is DbUpdateException && !DatabaseFaults.IsOne(failure)))
        {
            logger.ImportOvertaken(import.Id, failure.GetType().FullName!);
            await OvertakeAsync(import.Id, cancellationToken);
        }
    }

    /// <summary>It is judged again, and then waits for a person or says so to its system.</summary>
    private Task<bool> OvertakeAsync(ImportId id, CancellationToken cancellationToken) => turn.RunAsync(
        ImportIntake.ScopeOf(id),
        async ct =>
        {
            var again = await database.Set<StaffImport>().SingleAsync(i => i.Id == id, ct);
            if (again.State == ImportState.Accepted)
            {
                again.IsOvertaken = true;
                again.Turn(ImportState.Judging, time.GetUtcNow());
                audit.AddForUser("import-overtaken", again.By, subjectId: null);
            }

            return true;
        },
        cancellationToken);

    /// <summary>Whoever waits for the import sees why it stands still. The log says it once.</summary>
    private async Task WaitForVaultAsync(ImportId id, VaultAwayException away, CancellationToken cancellationToken)
    {
        var isNew = await turn.RunAsync(
            ImportIntake.ScopeOf(id),
            async ct =>
            {
                var import = await database.Set<StaffImport>().SingleAsync(i => i.Id == id, ct);
                var isFirst = import is { State: ImportState.Judging, WaitsForVault: false };
                import.WaitsForVault = import.State == ImportState.Judging;
                return isFirst;
            },
            cancellationToken);
        if (isNew)
        {
            logger.ImportWaitsForVault(id, away.Message);
        }
    }

    private async Task DiscardOldAsync(CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow() - options.Value.KeepFor;
        var old = await database.Set<StaffImport>().AsNoTracking()
            .Where(i => i.State != ImportState.Done && i.State != ImportState.Discarded && i.StateAt <= before)
            .Select(i => i.Id)
            .ToListAsync(cancellationToken);
        foreach (var id in old)
        {
            await turn.RunAsync(
                ImportIntake.ScopeOf(id),
                async ct =>
                {
                    var import = await database.Set<StaffImport>().SingleAsync(i => i.Id == id, ct);
                    if (!import.IsOver && import.StateAt <= before)
                    {
                        import.Turn(ImportState.Discarded, time.GetUtcNow());
                        await chunks.RemoveAsync(id, ct);
                        audit.AddForUser("import-discarded", actorId: null, subjectId: null);
                    }

                    return true;
                },
                cancellationToken);
        }
    }
}
