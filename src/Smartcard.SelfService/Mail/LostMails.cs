using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Smartcard.Domain;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Mail;
using Smartcard.Domain.Users;
using Smartcard.SelfService.Audit;
using Smartcard.SelfService.People;
using Smartcard.Storage;

namespace Smartcard.SelfService.Mail;

/// <summary>The mails that did not arrive, for those at the desk, and what they can do about one.</summary>
public sealed class LostMails(
    SmartcardDbContext database, TurnTransaction turn, Outbox outbox, PeopleScopes scopes, AuditLog audit, TimeProvider time)
{
    /// <summary>A mail that has waited this long since it was due is late: an accepted one takes a second.</summary>
    public static TimeSpan LateAfter { get; } = TimeSpan.FromMinutes(1);

    /// <summary>Within so long a mail has come back, if it does. It keeps a count from looking at all that ever came back.</summary>
    private static readonly TimeSpan BackWithin = TimeSpan.FromDays(7);

    /// <summary>Mails that were given up, came back or are late, newest first.</summary>
    /// <param name="scope">Of whoever looks.</param>
    public async Task<IReadOnlyList<OutgoingMail>> ListAsync(int limit, OrganisationScope scope, CancellationToken cancellationToken)
    {
        var lateBefore = time.GetUtcNow() - LateAfter;
        Expression<Func<OutgoingMail, bool>> needsAttention = m =>
            (m.State == MailState.Failed && m.Delivery != MailDelivery.Delivered)
            || m.Delivery == MailDelivery.Bounced
            || m.Delivery == MailDelivery.Dropped
            || (m.State == MailState.Waiting && m.CreatedAt < lateBefore && (m.Attempts > 0 || m.DueAt < lateBefore));
        return await Within(scope)
            .Where(needsAttention)
            .OrderByDescending(m => m.CreatedAt)
            .ThenByDescending(m => m.Id)
            .Take(limit)
            .ToListAsync(cancellationToken);
    }

    /// <summary>
    /// A mail that is about no card and no journey with one names nobody. Those about alerts go to people of the whole installation.
    /// </summary>
    private IQueryable<OutgoingMail> Within(OrganisationScope scope)
    {
        var mails = database.Set<OutgoingMail>().AsNoTracking();
        return scope.IsLimited
            ? mails.Where(m => m.Kind != MailKind.Alert).Within(
                scope,
                database,
                m => m.CardId ?? database.Set<Journey>().Where(j => j.Id == m.JourneyId).Select(j => j.CardId).SingleOrDefault())
            : mails;
    }

    /// <summary>How many mails were given up or came back since then, or are late now.</summary>
    /// <remarks>Those about alerts do not count: one that fails would make an alert, whose mail fails, and so on.</remarks>
    public Task<int> CountAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        var (lateBefore, madeAfter) = (time.GetUtcNow() - LateAfter, since - BackWithin);
        return database.Set<OutgoingMail>().CountAsync(
            m =>
                m.Kind != MailKind.Alert
                && ((m.State == MailState.Failed && m.EndedAt >= since && m.Delivery != MailDelivery.Delivered)
                    || ((m.Delivery == MailDelivery.Bounced || m.Delivery == MailDelivery.Dropped)
                        && m.CreatedAt >= madeAfter
                        && m.DeliveryAt >= since)
                    || (m.State == MailState.Waiting && m.CreatedAt < lateBefore && (m.Attempts > 0 || m.DueAt < lateBefore))),
            cancellationToken);
    }

    /// <summary>
    /// Puts the same words to the same address into the outbox, as a mail of its own: a receiver that knows the old one
    /// would not show it again. Once for each mail.
    /// </summary>
    public Task<SendAgainResult> SendAgainAsync(MailId id, UserId actor, CancellationToken cancellationToken) => turn.RunAsync(
        async ct =>
        {
            if (await database.FindAsync<OutgoingMail>([id], ct) is not { } mail)
            {
                return SendAgainResult.Unknown;
            }

            if (!await scopes.IncludesAsync(await scopes.OfAsync(actor, ct), ScopedThing.Mail, id.Value, ct))
            {
                audit.Add("booth-act-refused:OtherOrganisation", mail.JourneyId, mail.CardId, actor, subjectId: null);
                return SendAgainResult.Unknown;
            }

            if (mail.HasCode)
            {
                return SendAgainResult.HasCode;
            }

            if (mail.SentAgainAs is not null)
            {
                return SendAgainResult.Done;
            }

            if (!mail.IsLost)
            {
                return SendAgainResult.NotLost;
            }

            mail.SendAgainAs(outbox.SendAgain(mail));
            audit.Add("mail-sent-again", mail.JourneyId, mail.CardId, actor, subjectId: null);
            return SendAgainResult.Done;
        },
        cancellationToken);
}

public enum SendAgainResult
{
    /// <summary>It is on its way again, by this call or an earlier one.</summary>
    Done,

    /// <summary>A code is never sent twice: its person asks for a new one.</summary>
    HasCode,

    /// <summary>It waits, or was accepted and did not come back.</summary>
    NotLost,

    Unknown,
}
