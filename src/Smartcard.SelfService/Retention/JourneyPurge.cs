using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Smartcard.Domain;
using Smartcard.Domain.Booth;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Registrations;
using Smartcard.SelfService.Figures;
using Smartcard.SelfService.Retention.Holds;
using Smartcard.Storage;
using Smartcard.Storage.Workflows;
using Smartcard.Workflows;

namespace Smartcard.SelfService.Retention;

/// <summary>
/// Removes journeys that ended long ago, with all that belongs to them. What stays: the audit, the card's lockout, the
/// registration in force, open cases of the booth, and the figures, which are counted before.
/// </summary>
public sealed class JourneyPurge(
    SmartcardDbContext database, Batches batches, FigureCounting figures, IOptions<RetentionOptions> options, TimeProvider time)
{
    private static readonly WorkflowStatus[] Ended = [WorkflowStatus.Finished, WorkflowStatus.Cancelled, WorkflowStatus.Faulted];

    /// <returns>How many journeys, instances, cases and registrations were removed.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var before = await figures.BeforeAsync(time.GetUtcNow() - options.Value.Journeys, cancellationToken);
        return await RemoveJourneysAsync(before, cancellationToken)
            + await RemoveInstancesAsync(before, cancellationToken)
            + await RemoveCasesAsync(before, cancellationToken)
            + await RemoveRegistrationsAsync(before, cancellationToken);
    }

    private Task<int> RemoveJourneysAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        var ended = database.Set<Journey>().Where(j => j.EndedAt != null && j.EndedAt <= before).NotHeldBack(database);
        return batches.RunAsync(
            Batches.SmallSize,
            (stayed, ct) =>
                ended
                    .OrderBy(j => j.EndedAt)
                    .ThenBy(j => j.Id)
                    .Select(j => j.Id)
                    .Skip(stayed)
                    .Take(Batches.SmallSize)
                    .ToListAsync(ct),
            async (ids, ct) =>
            {
                var underWay = await UnderWayAsync([.. ids.Select(id => id.Value)], ct);
                var gone = (await ended.Where(j => ids.Contains(j.Id)).Select(j => j.Id).ToListAsync(ct))
                    .Where(id => !underWay.Contains(id.Value))
                    .ToList();
                await database.RemoveWhatBelongsAsync(gone, ct);
                return await database.Set<Journey>().Where(j => gone.Contains(j.Id)).ExecuteDeleteAsync(ct);
            },
            cancellationToken);
    }

    /// <summary>Instances that are nobody's journey, or whose journey is gone.</summary>
    private Task<int> RemoveInstancesAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        var ended = database
            .Set<WorkflowInstanceRow>()
            .Where(i => Ended.Contains(i.Status) && i.CreatedAt <= before && i.UpdatedAt <= before);
        return batches.RunAsync(
            Batches.SmallSize,
            (stayed, ct) =>
                ended
                    .OrderBy(i => i.CreatedAt)
                    .ThenBy(i => i.Id)
                    .Select(i => i.Id)
                    .Skip(stayed)
                    .Take(Batches.SmallSize)
                    .ToListAsync(ct),
            async (ids, ct) =>
            {
                var asJourneys = ids.ConvertAll(id => new JourneyId(id));
                var kept = await database
                    .Set<Journey>()
                    .Where(j => asJourneys.Contains(j.Id))
                    .Select(j => j.Id)
                    .ToListAsync(ct);
                var gone = (await ended.Where(i => ids.Contains(i.Id)).Select(i => i.Id).ToListAsync(ct))
                    .Except(kept.Select(id => id.Value))
                    .ToList();
                return await database.RemoveInstancesAsync(gone, ct);
            },
            cancellationToken);
    }

    private Task<int> RemoveCasesAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        var closed = database.Set<BoothCase>().Where(c => c.ClosedAt != null && c.ClosedAt <= before).NotHeldBack(database);
        return batches.RunAsync(
            Batches.Size,
            (_, ct) => closed.OrderBy(c => c.Id).Select(c => c.Id).Take(Batches.Size).ToListAsync(ct),
            async (ids, ct) =>
            {
                await database.Set<BoothNote>().Where(n => ids.Contains(n.CaseId)).ExecuteDeleteAsync(ct);
                return await closed.Where(c => ids.Contains(c.Id)).ExecuteDeleteAsync(ct);
            },
            cancellationToken);
    }

    /// <summary>Registrations that a newer one replaced, once no journey that is kept relies on them.</summary>
    private Task<int> RemoveRegistrationsAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        var replaced = database
            .Set<Registration>()
            .Where(r =>
                r.State == RegistrationState.Superseded
                && r.CreatedAt <= before
                && !database.Set<Journey>().Any(j => j.RegistrationId == r.Id))
            .NotHeldBack(database);
        return batches.RunAsync(
            Batches.Size,
            (stayed, ct) => replaced
                .OrderBy(r => r.CreatedAt)
                .ThenBy(r => r.Id)
                .Select(r => r.Id)
                .Skip(stayed)
                .Take(Batches.Size)
                .ToListAsync(ct),
            (ids, ct) => replaced.Where(r => ids.Contains(r.Id)).ExecuteDeleteAsync(ct),
            cancellationToken);
    }

    private async Task<HashSet<Guid>> UnderWayAsync(List<Guid> instances, CancellationToken cancellationToken) =>
        [
            .. await database
                .Set<WorkflowInstanceRow>()
                .Where(i => instances.Contains(i.Id) && i.Status == WorkflowStatus.Suspended)
                .Select(i => i.Id)
                .ToListAsync(cancellationToken),
        ];
}
