using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Smartcard.Domain;
using Smartcard.Domain.Import;
using Smartcard.Storage;

namespace Smartcard.SelfService.Import;

/// <summary>Keeps the rows of a file, some hundred together, sealed: a copy of the database says nothing of them.</summary>
public sealed class ImportChunks(SmartcardDbContext database, IDataProtectionProvider protection)
{
    internal void Put(ImportChunk chunk, ImportChunkContent content)
    {
        chunk.Sealed = Seal(chunk.ImportId, chunk.Number, content);
        var rows = content.Rows.ToLookup(row => row.Verdict);
        (chunk.New, chunk.Changed) = (rows[ImportVerdict.New].Count(), rows[ImportVerdict.Changed].Count());
        (chunk.Unchanged, chunk.Wrong) = (rows[ImportVerdict.Unchanged].Count(), rows[ImportVerdict.Wrong].Count());
    }

    internal byte[] Seal(ImportId import, int number, ImportChunkContent content) =>
        ProtectorOf(import, number).Protect(JsonSerializer.SerializeToUtf8Bytes(content));

    internal ImportChunkContent Open(ImportChunk chunk) =>
        JsonSerializer.Deserialize<ImportChunkContent>(ProtectorOf(chunk.ImportId, chunk.Number).Unprotect(chunk.Sealed))!;

    /// <returns>Null behind the last.</returns>
    internal Task<ImportChunk?> FindAsync(ImportId import, int number, CancellationToken cancellationToken) =>
        database.Set<ImportChunk>().AsNoTracking()
            .SingleOrDefaultAsync(c => c.ImportId == import && c.Number == number, cancellationToken);

    internal Task RemoveAsync(ImportId import, CancellationToken cancellationToken) =>
        database.Set<ImportChunk>().Where(c => c.ImportId == import).ExecuteDeleteAsync(cancellationToken);

    private IDataProtector ProtectorOf(ImportId import, int number) => protection.CreateProtector(
        "Smartcard.Import.v1", import.Value.ToString("N"), number.ToString(CultureInfo.InvariantCulture));
}

/// <param name="WrappingKeys">Those that its rows use, by their number in the file.</param>
internal sealed record ImportChunkContent(IReadOnlyList<ImportRow> Rows, IReadOnlyDictionary<int, ImportedWrappingKey> WrappingKeys);

/// <param name="TransportKeyId">Which key of the vault opens it; null until the vault was asked.</param>
internal sealed record ImportedWrappingKey(byte[] Wrapped, string? TransportKeyId);
