using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Smartcard.Domain;
using Smartcard.Domain.Booth;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Cards.Readings;
using Smartcard.Domain.Evidence;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Lockouts;
using Smartcard.SelfService.Audit;
using Smartcard.SelfService.Journeys;
using Smartcard.SelfService.People;
using Smartcard.Storage;

namespace Smartcard.SelfService.Booth;

/// <summary>Whether a reset in person may be made: asked of the domain, with what is on record. S14.</summary>
/// <remarks>Resets in person are made in turns without a scope. So no other turn changes what is read here before the commit.</remarks>
public sealed class InPersonChecks(
    SmartcardDbContext database,
    JourneyEvidence journeys,
    InPersonUsers users,
    PeopleScopes scopes,
    AuditLog audit,
    IOptions<BoothOptions> options,
    TimeProvider time,
    ILogger<InPersonChecks> logger)
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>In a turn, whose answer holds until its commit.</summary>
    /// <param name="session">Null leaves out what only the helper's own call can show.</param>
    public async Task<IReadOnlyList<InPersonRefusal>> RefusalsAsync(
        InPersonReset reset, HelperSessionId? session, CancellationToken cancellationToken)
    {
        var card = database.Locks.Hold(reset.CardId);
        return await RefusalsAsync(
            reset,
            await journeys.GetAsync(reset.Id, cancellationToken),
            await journeys.EvidenceOfAsync(reset.Id, cancellationToken),
            await card.LockoutAsync(cancellationToken),
            await card.IsInUseAsync(cancellationToken),
            session,
            cancellationToken);
    }

    /// <summary>To be shown, outside of a turn: it may be different in the next moment.</summary>
    public async Task<IReadOnlyList<InPersonRefusal>> LookAsync(InPersonReset reset, Journey journey, CancellationToken cancellationToken)
    {
        var (id, card) = (reset.Id, reset.CardId);
        return await RefusalsAsync(
            reset,
            journey,
            await database.Set<EvidenceItem>().AsNoTracking().Where(e => e.JourneyId == id).ToListAsync(cancellationToken),
            await database.Set<CardLockout>().AsNoTracking().SingleOrDefaultAsync(l => l.CardId == card, cancellationToken),
            await database.Set<Card>().AnyAsync(c => c.Id == card && c.State == CardState.InUse, cancellationToken),
            session: null,
            cancellationToken);
    }

    /// <summary>Whether the holder stopped self-service after the identity was checked. The card is held.</summary>
    public async Task<bool> IsStoppedSinceCheckAsync(InPersonReset reset, CancellationToken cancellationToken)
    {
        var lockout = await database.Locks.Hold(reset.CardId).LockoutAsync(cancellationToken);
        var evidence = await journeys.EvidenceOfAsync(reset.Id, cancellationToken);
        return lockout is { FrozenAt: not null }
            && !evidence.Any(e => e.Kind == EvidenceKind.IdentityChecked && e.LockoutEpoch == lockout.Epoch);
    }

    /// <summary>Puts on record that it was refused. Whoever goes beyond the limit is in the log too.</summary>
    /// <param name="actor">Who wanted it.</param>
    public void Refuse(UserId actor, CardId card, JourneyId? id, InPersonProblem problem)
    {
        audit.Add($"in-person-refused:{problem}", id, card, actor, subjectId: null);
        if (problem == InPersonProblem.TooMany)
        {
            TellOfLimit(actor);
        }
    }

    public void TellOfLimit(UserId actor) => logger.TooManyInPerson(actor.Value, options.Value.ResetsPerHour);

    /// <summary>Resets that this user has released, questions cleared, addresses changed and keys checked, within the last hour.</summary>
    public async Task<int> CountReleasedAsync(UserId userId, CancellationToken cancellationToken) =>
        await ReleasedBy(userId).CountAsync(cancellationToken) + await CountOthersAsync(userId, cancellationToken);

    private async Task<IReadOnlyList<InPersonRefusal>> RefusalsAsync(
        InPersonReset reset,
        Journey journey,
        IReadOnlyList<EvidenceItem> evidence,
        CardLockout? lockout,
        bool isCardInUse,
        HelperSessionId? session,
        CancellationToken cancellationToken) =>
        InPersonRelease.Refusals(
            reset,
            journey,
            await CountingAsync(evidence, reset, cancellationToken),
            session,
            lockout,
            isCardInUse,
            await TypeOfAsync(reset.CardId, cancellationToken),
            options.Value.Rules,
            await users.MayHelpAsync(reset.HelpedBy, cancellationToken),
            await scopes.OfAsync(reset.HelpedBy, cancellationToken),
            await scopes.OrganisationOfAsync(reset.CardId, cancellationToken),
            await users.IsOwnCardAsync(reset.HelpedBy, reset.CardId, cancellationToken),
            await CountReleasedAsync(reset, cancellationToken),
            time.GetUtcNow());

    /// <summary>It never changes.</summary>
    private async Task<CardType> TypeOfAsync(CardId card, CancellationToken cancellationToken) =>
        await database.Set<Card>().Where(c => c.Id == card).Select(c => c.Type).SingleAsync(cancellationToken);

    /// <summary>Without what users confirmed who may not, or not any more, or not for this organisation, or whose own card it is.</summary>
    private async Task<IReadOnlyList<EvidenceItem>> CountingAsync(
        IReadOnlyList<EvidenceItem> evidence, InPersonReset reset, CancellationToken cancellationToken)
    {
        var counting = new List<EvidenceItem>();
        foreach (var item in evidence)
        {
            if (item is not { Kind: EvidenceKind.IdentityConfirmed, UserId: { } second }
                || (await users.MayConfirmAsync(second, reset.HelpedBy, cancellationToken)
                    && await scopes.IncludesAsync(second, reset.CardId, cancellationToken)
                    && !await users.IsOwnCardAsync(second, reset.CardId, cancellationToken)))
            {
                counting.Add(item);
            }
        }

        return counting;
    }

    private async Task<int> CountReleasedAsync(InPersonReset reset, CancellationToken cancellationToken) =>
        await ReleasedBy(reset.HelpedBy).CountAsync(id => id != reset.Id, cancellationToken)
        + await CountOthersAsync(reset.HelpedBy, cancellationToken);

    /// <summary>What leads to no reset, and is counted with those.</summary>
    private async Task<int> CountOthersAsync(UserId userId, CancellationToken cancellationToken)
    {
        var since = time.GetUtcNow() - Hour;
        return await database.Set<JourneyAct>()
                .CountAsync(a => a.ActorId == userId && a.At > since && a.Kind == JourneyActKind.ClearQuestions, cancellationToken)
            + await database.Set<CardReading>().CountAsync(r => r.ReadBy == userId && r.KeyCheckedAt > since, cancellationToken);
    }

    /// <summary>Each once, however often it was tried.</summary>
    private IQueryable<JourneyId> ReleasedBy(UserId userId)
    {
        var since = time.GetUtcNow() - Hour;
        return database.Set<EvidenceItem>()
            .Where(e => e.UserId == userId
                && e.At > since
                && (e.Kind == EvidenceKind.ResetReleased || e.Kind == EvidenceKind.CodeConfirmed))
            .Select(e => e.JourneyId)
            .Distinct();
    }
}

internal static partial class Log
{
    [LoggerMessage(
        2301,
        LogLevel.Warning,
        "User {UserId} wanted to reset another card in person after {Most} resets within an hour. Find out whether that is right. "
        + "Booth:ResetsPerHour sets the limit")]
    public static partial void TooManyInPerson(this ILogger logger, Guid userId, int most);
}
