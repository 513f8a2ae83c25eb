using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Smartcard.Domain.Alerts;
using Smartcard.Domain.Audit;
using Smartcard.Domain.Booth;
using Smartcard.Domain.Cards.Readings;
using Smartcard.Domain.Evidence;
using Smartcard.Domain.Systems;
using Smartcard.Domain.Users;
using Smartcard.SelfService.Audit;
using Smartcard.SelfService.Booth;
using Smartcard.SelfService.CardTasks;
using Smartcard.SelfService.Mail;
using Smartcard.SelfService.Vault;
using Smartcard.Storage;
using Smartcard.Storage.Workflows;

namespace Smartcard.SelfService.Alerts;

/// <summary>How things stand with each condition that is looked for, in a fixed number of queries.</summary>
public sealed class AlertFigures(
    SmartcardDbContext database,
    BoothQueueQuery booth,
    LostMails mails,
    DueTimers timers,
    IAuditProgress audit,
    VaultOutsideTurns vault,
    IOptions<AlertOptions> options,
    TimeProvider time)
{
    /// <summary>Failed mails are counted for so long.</summary>
    private static readonly TimeSpan MailsWithin = TimeSpan.FromMinutes(15);

    private static readonly TimeSpan ResetsWithin = TimeSpan.FromHours(1);
    private static readonly TimeSpan RefusalsWithin = TimeSpan.FromHours(1);

    /// <returns>One for each condition that is not switched off.</returns>
    public async Task<IReadOnlyList<AlertFigure>> ReadAsync(CancellationToken cancellationToken)
    {
        var values = new Dictionary<AlertCondition, long>();
        if (IsOn(AlertCondition.BoothWaiting, AlertCondition.BoothWaitTime, AlertCondition.JourneysStalled))
        {
            var seen = await booth.ReadAsync(OrganisationScope.Everybody, cancellationToken);
            values[AlertCondition.BoothWaiting] = seen.Waiting.Count; // with those that somebody has taken: they wait all the same
            values[AlertCondition.BoothWaitTime] = seen.Waiting.Select(m => SecondsSince(m.Since)).DefaultIfEmpty(0).Max();
            // somebody who does not answer waits for nothing that anybody could mend
            values[AlertCondition.JourneysStalled] = seen.Stalls.Count(s => s.Cause != StallCause.PersonSilent);
        }

        if (IsOn(AlertCondition.MailFailing))
        {
            values[AlertCondition.MailFailing] = await mails.CountAsync(time.GetUtcNow() - MailsWithin, cancellationToken);
        }

        if (IsOn(AlertCondition.AuditBroken))
        {
            values[AlertCondition.AuditBroken] = audit.Read().BrokenAt is null ? 0 : 1;
        }

        if (IsOn(AlertCondition.InPersonByUser, AlertCondition.InPersonTotal))
        {
            (values[AlertCondition.InPersonByUser], values[AlertCondition.InPersonTotal]) = await InPersonAsync(cancellationToken);
        }

        if (IsOn(AlertCondition.VaultAway))
        {
            values[AlertCondition.VaultAway] = await IsVaultAwayAsync(cancellationToken) ? 1 : 0;
        }

        if (IsOn(AlertCondition.KeyUsesRefused))
        {
            var since = time.GetUtcNow() - RefusalsWithin;
            values[AlertCondition.KeyUsesRefused] = await database.Set<AuditEntry>()
                .CountAsync(a => CardKeyLimit.Refusals.Contains(a.Event) && a.At > since, cancellationToken);
        }

        if (IsOn(AlertCondition.TokensExpiring))
        {
            var now = time.GetUtcNow();
            var until = now + ApiToken.AlertNotice;
            values[AlertCondition.TokensExpiring] = (await database.Set<ApiToken>().AsNoTracking()
                    .Where(t => t.RevokedAt == null && t.LastUsedAt != null && t.ExpiresAt <= until)
                    .ToListAsync(cancellationToken))
                .Count(t => t.IsMissedAt(now));
        }

        if (IsOn(AlertCondition.TimersLate))
        {
            values[AlertCondition.TimersLate] = await timers.NextAsync(cancellationToken) is { } next ? SecondsSince(next) : 0;
        }

        return
        [
            .. AlertConditions.Watched
                .Where(c => IsOn(c))
                .Select(c => new AlertFigure(c, values[c], options.Value.ThresholdOf(c))),
        ];
    }

    private bool IsOn(params ReadOnlySpan<AlertCondition> conditions)
    {
        foreach (var condition in conditions)
        {
            if (!options.Value.IsOff(condition))
            {
                return true;
            }
        }

        return false;
    }

    private async Task<bool> IsVaultAwayAsync(CancellationToken cancellationToken)
    {
        try
        {
            await vault.TransportKeysAsync(cancellationToken);
            return false;
        }
        catch (VaultAwayException)
        {
            return true;
        }
    }

    /// <summary>
    /// As <see cref="BoothOptions.ResetsPerHour"/> counts: a reset once, however often its release was tried, questions that were
    /// cleared, addresses that were changed, and keys that were checked at the RA desk.
    /// </summary>
    private async Task<(long ByUser, long InAll)> InPersonAsync(CancellationToken cancellationToken)
    {
        var since = time.GetUtcNow() - ResetsWithin;
        var released = await database.Set<EvidenceItem>()
            .Where(e => e.UserId != null && e.At > since)
            .Where(e => e.Kind == EvidenceKind.ResetReleased || e.Kind == EvidenceKind.CodeConfirmed)
            .GroupBy(e => e.UserId)
            .Select(g => new { User = g.Key, Count = g.Select(e => e.JourneyId).Distinct().Count() })
            .ToListAsync(cancellationToken);
        var cleared = await database.Set<JourneyAct>()
            .Where(a => a.At > since && a.Kind == JourneyActKind.ClearQuestions)
            .GroupBy(a => a.ActorId)
            .Select(g => new { User = g.Key, Count = g.Count() })
            .ToListAsync(cancellationToken);
        var checks = await database.Set<CardReading>()
            .Where(r => r.KeyCheckedAt > since)
            .GroupBy(r => r.ReadBy)
            .Select(g => new { User = g.Key, Count = g.Count() })
            .ToListAsync(cancellationToken);
        var counts = released.Select(r => (User: r.User!.Value, r.Count))
            .Concat(cleared.Select(c => (c.User, c.Count)))
            .Concat(checks.Select(c => (c.User, c.Count)))
            .GroupBy(c => c.User, c => c.Count)
            .Select(g => g.Sum())
            .ToList();
        return (counts.DefaultIfEmpty(0).Max(), counts.Sum());
    }

    private long SecondsSince(DateTimeOffset then) => Math.Max(0, (long)(time.GetUtcNow() - then).TotalSeconds);
}
