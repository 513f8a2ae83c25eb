using Microsoft.Extensions.Options;
using Smartcard.Domain;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Import;
using Smartcard.SelfService.Audit;
using Smartcard.Storage;

namespace Smartcard.SelfService.Import;

/// <summary>Takes a file in: reads it to its end, and keeps its rows sealed until they are imported.</summary>
/// <remarks>A file that has a key in clear is kept nowhere, so it is read once before anything of it is written.</remarks>
public sealed class ImportIntake(
    SmartcardDbContext database,
    TurnTransaction turn,
    ImportChunks chunks,
    AuditLog audit,
    ImportSignal signal,
    IOptions<ImportOptions> options,
    TimeProvider time)
{
    private const string Kind = "import";

    internal static TurnScope ScopeOf(ImportId id) => new(Kind, id.Value.ToString("N"));

    /// <param name="actor">Null = the command line of a host.</param>
    public Task<ImportReceipt> ReceiveAsync(UserId? actor, string fileName, byte[] file, CancellationToken cancellationToken) =>
        ReceiveAsync(actor, fileName, file, ImportManner.Asked, cancellationToken);

    /// <inheritdoc cref="ReceiveAsync(UserId?, string, byte[], CancellationToken)" />
    public async Task<ImportReceipt> ReceiveAsync(
        UserId? actor, string fileName, byte[] file, ImportManner manner, CancellationToken cancellationToken)
    {
        if (file.Length > options.Value.MaxBytes)
        {
            return new ImportReceipt.Refused(TooLarge(options.Value));
        }

        if (ImportFile.Open(file, out var fault) is not { } opened)
        {
            return await RefuseAsync(actor, fault!, cancellationToken);
        }

        return await ReceiveAsync(actor, fileName, opened, manner, cancellationToken);
    }

    /// <inheritdoc cref="ReceiveAsync(UserId?, string, byte[], CancellationToken)" />
    public async Task<ImportReceipt> ReceiveAsync(
        UserId? actor, string fileName, IImportSource source, ImportManner manner, CancellationToken cancellationToken)
    {
        var id = ImportId.New();
        var pending = new List<ImportChunk>();
        var rows = 0;
        for (var number = 0; NextChunk(source) is { Count: > 0 } read; number++)
        {
            rows += read.Count;
            if (rows > StaffImport.MaxRows)
            {
                return await RefuseAsync(actor, TooManyRows, cancellationToken);
            }

            var keys = read.Select(row => row.Card?.Key?.WrappingKey).OfType<int>().Distinct()
                .ToDictionary(key => key, key => new ImportedWrappingKey(source.WrappingKeys[key], TransportKeyId: null));
            pending.Add(new ImportChunk
            {
                ImportId = id,
                Number = number,
                Sealed = chunks.Seal(id, number, new ImportChunkContent(read, keys)),
            });
        }

        if (source.Fault is { } end)
        {
            return await RefuseAsync(actor, end, cancellationToken);
        }

        if (rows == 0)
        {
            return await RefuseAsync(actor, new ImportFileFault(ImportFileFaultKind.Empty), cancellationToken);
        }

        await KeepAsync(id, actor, fileName, manner, rows, pending, cancellationToken);
        return new ImportReceipt.Received(id);
    }

    public static ImportFileFault TooManyRows { get; } = new(ImportFileFaultKind.TooManyRows);

    public static ImportFileFault TooLarge(ImportOptions options) =>
        new(ImportFileFaultKind.TooLarge, Line: null, Column: options.MaxMegabytes);

    private static List<ImportRow> NextChunk(IImportSource source)
    {
        var rows = new List<ImportRow>(ImportChunk.Size);
        while (rows.Count < ImportChunk.Size && source.Next() is { } row)
        {
            rows.Add(row);
        }

        return rows;
    }

    /// <summary>In small turns, since others write too. Until the last one nothing looks at it.</summary>
    private async Task KeepAsync(
        ImportId id,
        UserId? actor,
        string fileName,
        ImportManner manner,
        int rows,
        List<ImportChunk> pending,
        CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await turn.RunAsync(
            ScopeOf(id),
            _ =>
            {
                database.Add(new StaffImport
                {
                    Id = id, FileName = Short(fileName), By = actor, Manner = manner, At = now, StateAt = now, Rows = rows,
                });
                audit.AddForUser("import-uploaded", actor, subjectId: null);
                return Task.FromResult(true);
            },
            cancellationToken);
        foreach (var batch in pending.Chunk(10))
        {
            await turn.RunAsync(
                ScopeOf(id),
                _ =>
                {
                    database.AddRange(batch.AsEnumerable());
                    return Task.FromResult(true);
                },
                cancellationToken);
        }

        await turn.RunAsync(
            ScopeOf(id),
            async ct =>
            {
                (await database.FindAsync<StaffImport>([id], ct))!.Turn(ImportState.Judging, time.GetUtcNow());
                turn.AfterCommit(signal.Wake);
                return true;
            },
            cancellationToken);
    }

    private Task<ImportReceipt> RefuseAsync(UserId? actor, ImportFileFault fault, CancellationToken cancellationToken) =>
        turn.RunAsync<ImportReceipt>(
            new TurnScope(Kind, "refused"),
            _ =>
            {
                if (fault.Kind == ImportFileFaultKind.PlainKey)
                {
                    audit.AddForUser("import-refused:plain-key", actor, subjectId: null);
                }
                else
                {
                    audit.AddForUser("import-refused:unreadable", actor, subjectId: null);
                }

                return Task.FromResult<ImportReceipt>(new ImportReceipt.Refused(fault));
            },
            cancellationToken);

    private static string Short(string name)
    {
        var seen = new string([.. name.Where(c => !StaffRules.HasHidden(c.ToString()))]).Trim();
        return seen.Length <= StaffImport.MaxFileNameLength ? seen : seen[..StaffImport.MaxFileNameLength];
    }
}

public abstract record ImportReceipt
{
    private ImportReceipt()
    {
    }

    public sealed record Received(ImportId Id) : ImportReceipt;

    /// <summary>Nothing of it is kept.</summary>
    public sealed record Refused(ImportFileFault Fault) : ImportReceipt;
}

/// <summary>Tells whoever runs imports that there is one to do. A lost signal loses nothing: they look for themselves too.</summary>
public sealed class ImportSignal
{
    public event Action? OnWake;

    public void Wake() => OnWake?.Invoke();
}
