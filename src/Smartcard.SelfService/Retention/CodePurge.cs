using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Smartcard.Domain.CardTasks;
using Smartcard.Domain.Codes;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Registrations;
using Smartcard.SelfService.Retention.Holds;
using Smartcard.Storage;

namespace Smartcard.SelfService.Retention;

/// <summary>
/// Marks codes whose time is over, and removes the hashes that are of no more use: of codes, pairings, helper sessions,
/// and answers of registrations that were left.
/// </summary>
public sealed class CodePurge(SmartcardDbContext database, Batches batches, IOptions<RetentionOptions> options, TimeProvider time)
{
    /// <summary>Clocks of hosts may differ: one must not remove what another still counts.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromHours(1);

    /// <returns>How many rows were removed.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var before = now - options.Value.Codes - Slack;
        await ExpireAsync(now, cancellationToken);
        return await RemoveCodesAsync(before, cancellationToken)
            + await RemovePairingsAsync(before, cancellationToken)
            + await RemoveSessionsAsync(before, cancellationToken)
            + await RemoveLeftRegistrationsAsync(before, cancellationToken);
    }

    private Task<int> ExpireAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        batches.RunAsync(
            Batches.Size,
            (_, ct) =>
                database
                    .Set<EmailCode>()
                    .Where(c => c.State == CodeState.Live && c.ExpiresAt <= now)
                    .OrderBy(c => c.Id)
                    .Select(c => c.Id)
                    .Take(Batches.Size)
                    .ToListAsync(ct),
            (ids, ct) =>
                database
                    .Set<EmailCode>()
                    .Where(c => ids.Contains(c.Id) && c.State == CodeState.Live && c.ExpiresAt <= now)
                    .ExecuteUpdateAsync(code => code.SetProperty(c => c.State, CodeState.Expired), ct),
            cancellationToken);

    /// <summary>Of journeys under way none: the journey's own limit counts them.</summary>
    private Task<int> RemoveCodesAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        var over = database
            .Set<EmailCode>()
            .Where(c =>
                c.CreatedAt <= before && !database.Set<Journey>().Any(j => j.Id == c.JourneyId && j.EndedAt == null))
            .NotHeldBack(database);
        return batches.RunAsync(
            Batches.Size,
            (stayed, ct) => over.OrderBy(c => c.Id).Select(c => c.Id).Skip(stayed).Take(Batches.Size).ToListAsync(ct),
            (ids, ct) => over.Where(c => ids.Contains(c.Id)).ExecuteDeleteAsync(ct),
            cancellationToken);
    }

    private Task<int> RemovePairingsAsync(DateTimeOffset before, CancellationToken cancellationToken) =>
        batches.RunAsync(
            Batches.Size,
            (_, ct) =>
                database
                    .Set<Pairing>()
                    .Where(p => p.ExpiresAt <= before)
                    .NotHeldBack(database)
                    .OrderBy(p => p.Id)
                    .Select(p => p.Id)
                    .Take(Batches.Size)
                    .ToListAsync(ct),
            (ids, ct) => database.Set<Pairing>().Where(p => ids.Contains(p.Id)).NotHeldBack(database).ExecuteDeleteAsync(ct),
            cancellationToken);

    /// <summary>Their tokens open nothing after an hour.</summary>
    private Task<int> RemoveSessionsAsync(DateTimeOffset before, CancellationToken cancellationToken) =>
        batches.RunAsync(
            Batches.Size,
            (_, ct) =>
                database
                    .Set<PairedSession>()
                    .Where(s => s.CreatedAt <= before)
                    .NotHeldBack(database)
                    .OrderBy(s => s.Id)
                    .Select(s => s.Id)
                    .Take(Batches.Size)
                    .ToListAsync(ct),
            (ids, ct) => database.Set<PairedSession>().Where(s => ids.Contains(s.Id)).NotHeldBack(database).ExecuteDeleteAsync(ct),
            cancellationToken);

    /// <summary>
    /// Nobody can complete them: their journey is over. One that faulted may be tried again from the desk, so its
    /// registration stays with it.
    /// </summary>
    private Task<int> RemoveLeftRegistrationsAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        var left = database
            .Set<Registration>()
            .Where(r =>
                r.State == RegistrationState.Pending
                && database
                    .Set<Journey>()
                    .Any(j =>
                        j.Id == r.JourneyId && j.EndedAt != null && j.EndedAt <= before && j.End != JourneyEnd.Faulted))
            .NotHeldBack(database);
        return batches.RunAsync(
            Batches.Size,
            (stayed, ct) => left
                .OrderBy(r => r.CreatedAt)
                .ThenBy(r => r.Id)
                .Select(r => r.Id)
                .Skip(stayed)
                .Take(Batches.Size)
                .ToListAsync(ct),
            (ids, ct) => left.Where(r => ids.Contains(r.Id)).ExecuteDeleteAsync(ct),
            cancellationToken);
    }
}
