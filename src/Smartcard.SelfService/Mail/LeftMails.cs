using Microsoft.EntityFrameworkCore;
using Smartcard.Domain;
using Smartcard.Domain.Mail;
using Smartcard.Storage;

namespace Smartcard.SelfService.Mail;

/// <summary>Mails that wait and may have no job: their job was lost, or they will be tried again.</summary>
public sealed class LeftMails(SmartcardDbContext database, TimeProvider time)
{
    /// <summary>A mail just committed is left to the job that is made for it then.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(10);

    /// <param name="startedAt">When this host started: of an older mail, whose host may have died, it does not wait for the job.</param>
    /// <returns>Those due longest first.</returns>
    public async Task<IReadOnlyList<LeftMail>> FindAsync(int limit, DateTimeOffset startedAt, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var old = now - Fresh;
        return await database.Set<OutgoingMail>().AsNoTracking()
            .Where(m => m.State == MailState.Waiting && m.DueAt <= now && (m.Attempts > 0 || m.CreatedAt <= old || m.CreatedAt < startedAt))
            .OrderBy(m => m.DueAt)
            .Take(limit)
            .Select(m => new LeftMail(m.Id, m.DueAt))
            .ToListAsync(cancellationToken);
    }
}

/// <param name="DueAt">Another at each attempt.</param>
public readonly record struct LeftMail(MailId Id, DateTimeOffset DueAt);
