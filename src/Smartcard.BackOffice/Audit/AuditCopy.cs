using Smartcard.BackOffice.Booth;
using Smartcard.BackOffice.Users;
using Smartcard.Domain;
using Smartcard.SelfService.Audit;
using Smartcard.Storage;

namespace Smartcard.BackOffice.Audit;

/// <summary>Writes entries of the audit to a file: a line of JSON for each, with words and names beside codes and ids.</summary>
internal sealed class AuditCopy(SmartcardDbContext database, AuditDownloads downloads, CardHolders holders)
{
    public async Task WriteAsync(Stream file, AuditRange range, CancellationToken cancellationToken)
    {
        var users = await database.ActorNamesAsync(cancellationToken);
        await foreach (var entries in downloads.ReadAsync(range, cancellationToken))
        {
            var names = await holders.NamesAsync(entries.Select(e => e.CardId), cancellationToken);
            foreach (var entry in entries)
            {
                var line = AuditFileLine.Of(
                    entry,
                    AuditWords.Of(entry.Event),
                    NameOf(entry.ActorId),
                    NameOf(entry.SubjectId),
                    entry.CardId is { } card ? names.GetValueOrDefault(card) : null);
                await file.WriteAsync(line.ToBytes(), cancellationToken);
                await file.WriteAsync("\n"u8.ToArray(), cancellationToken);
            }

            await file.FlushAsync(cancellationToken);
        }

        string? NameOf(UserId? id) => id is { } user ? users.GetValueOrDefault(user) : null;
    }
}
