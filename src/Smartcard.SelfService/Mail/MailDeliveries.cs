using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Smartcard.Domain;
using Smartcard.Domain.Mail;
using Smartcard.SelfService.Codes;
using Smartcard.Storage;

namespace Smartcard.SelfService.Mail;

/// <summary>Notes on the outbox what the carrier tells of mails that it took, and tells the journey whose code came back.</summary>
public sealed class MailDeliveries(
    SmartcardDbContext database,
    TurnTransaction turn,
    CodeMails codeMails,
    TimeProvider time,
    ILogger<MailDeliveries> logger)
{
    /// <summary>What one turn notes at most: while it runs, nobody else's does.</summary>
    private const int Batch = 200;

    /// <param name="all">In any order, and told before or not; of mails that are not ours, or are no more, nothing is noted.</param>
    /// <remarks>Each batch is one turn. When one fails, those before it stay noted: told again, they are not news.</remarks>
    public async Task NoteAsync(IReadOnlyCollection<DeliveryNews> all, CancellationToken cancellationToken)
    {
        foreach (var batch in all.Chunk(Batch))
        {
            var noted = await turn.RunAsync(ct => NoteBatchAsync(batch, ct), cancellationToken);
            foreach (var (mail, news) in noted)
            {
                logger.MailNoted(mail.Id, mail.Kind, news.Delivery, news.Status);
            }
        }
    }

    private async Task<List<(OutgoingMail Mail, DeliveryNews News)>> NoteBatchAsync(
        DeliveryNews[] batch,
        CancellationToken cancellationToken)
    {
        var ids = batch.Select(n => n.MailId).Distinct().ToArray();
        var mails = await database.Set<OutgoingMail>().Where(m => ids.Contains(m.Id)).ToDictionaryAsync(m => m.Id, cancellationToken);
        var noted = new List<(OutgoingMail, DeliveryNews)>();
        foreach (var news in batch)
        {
            if (!mails.TryGetValue(news.MailId, out var mail))
            {
                continue;
            }

            var wasLost = mail.IsLost;
            if (mail.Note(news.Delivery, news.Status, news.At, time.GetUtcNow()))
            {
                noted.Add((mail, news));
            }

            if (mail.IsLost && !wasLost)
            {
                await codeMails.TellJourneyAsync(mail, cancellationToken);
            }
        }

        return noted;
    }
}

/// <param name="Status">The enhanced status code alone, e.g. <c>5.1.1</c>; null if there is none.</param>
/// <param name="At">When it happened, by the carrier's clock.</param>
public sealed record DeliveryNews(MailId MailId, MailDelivery Delivery, DateTimeOffset At, string? Status);
