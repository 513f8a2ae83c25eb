using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Smartcard.Domain;
using Smartcard.Domain.Booth;
using Smartcard.Domain.Cards;
using Smartcard.Domain.CardTasks;
using Smartcard.Domain.Evidence;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Lockouts;
using Smartcard.Domain.Users;
using Smartcard.SelfService.CardTasks;
using Smartcard.SelfService.People;
using Smartcard.Storage;

namespace Smartcard.SelfService.Booth;

/// <summary>How a reset in person stands, to be shown. It only looks.</summary>
public sealed class InPersonStandings(
    SmartcardDbContext database,
    InPersonChecks checks,
    InPersonUsers users,
    PeopleScopes scopes,
    InPersonPairing pairing,
    CardTaskInbox inbox,
    IOptions<BoothOptions> options,
    TimeProvider time)
{
    /// <param name="scope">Of whoever looks.</param>
    /// <returns>Null when there is no such reset, or its holder may not be seen.</returns>
    public async Task<InPersonStanding?> ReadAsync(JourneyId id, OrganisationScope scope, CancellationToken cancellationToken)
    {
        var found = await database.Set<InPersonReset>().AsNoTracking()
            .Where(r => r.Id == id)
            .Join(database.Set<Journey>(), r => r.Id, j => j.Id, (reset, journey) => new { Reset = reset, Journey = journey })
            .SingleOrDefaultAsync(cancellationToken);
        if (found is null)
        {
            return null;
        }

        var reset = found.Reset;
        var holder = await database.Set<Card>().AsNoTracking()
            .Where(c => c.Id == reset.CardId)
            .Join(database.Set<Staff>(), c => c.StaffId, s => s.Id, (_, staff) => staff)
            .SingleAsync(cancellationToken);
        if (!scope.Includes(holder.Organisation))
        {
            return null;
        }

        var task = await database.Set<CardTaskItem>().AsNoTracking()
            .Where(t => t.JourneyId == id)
            .OrderByDescending(t => t.CreatedAt)
            .FirstOrDefaultAsync(cancellationToken);
        var second = await ConfirmerOfAsync(reset, found.Journey, cancellationToken);
        var (step, refusal) = await StepAsync(found.Journey, reset, task, cancellationToken);
        return new InPersonStanding(
            reset,
            holder.DisplayName,
            holder.Organisation,
            await NameOfAsync(reset.HelpedBy, cancellationToken),
            second is { } user ? await NameOfAsync(user, cancellationToken) : null,
            step,
            pairing.Read(reset))
        {
            Refusal = refusal is { } why ? InPersonResets.ProblemOf(why) : null,
            NeedsSecond = options.Value.SecondPerson,
            LastEnd = await LastEndAsync(task, cancellationToken),
            IsInDoubt = await inbox.LooksInDoubtAsync(reset.CardId, time.GetUtcNow(), cancellationToken),
            Place = task?.Place,
            IsHelperTooOld = step == InPersonStep.WaitsForHelper && await database.Set<Pairing>().AsNoTracking()
                .AnyAsync(p => p.JourneyId == id && p.UsedAt == null && p.TooOldAt != null, cancellationToken),
            IsStopped = await database.Set<CardLockout>().AsNoTracking()
                .AnyAsync(l => l.CardId == reset.CardId && (l.LockedAt != null || l.FrozenAt != null), cancellationToken),
        };
    }

    /// <summary>Whether it is about the card of whoever looks.</summary>
    public Task<bool> IsOwnCardAsync(InPersonStanding standing, UserId viewer, CancellationToken cancellationToken) =>
        users.IsOwnCardAsync(viewer, standing.Reset.CardId, cancellationToken);

    private async Task<(InPersonStep Step, InPersonRefusal? Refusal)> StepAsync(
        Journey journey, InPersonReset reset, CardTaskItem? task, CancellationToken cancellationToken)
    {
        if (journey.EndedAt is not null)
        {
            return (journey.End == JourneyEnd.Completed ? InPersonStep.Completed : InPersonStep.Ended, null);
        }

        if (task is not null && EndOf(task) is null && task.IsChangingCard)
        {
            return (InPersonStep.WithHelper, null); // it is brought to its end first
        }

        return await checks.LookAsync(reset, journey, cancellationToken) switch
        {
            [InPersonRefusal.NotConfirmed] => (InPersonStep.WaitsForSecond, null),
            [var refusal, ..] => (InPersonStep.Refused, refusal),
            _ when !await IsConnectedAsync(reset.Id, cancellationToken) => (InPersonStep.WaitsForHelper, null),
            _ when task is null || EndOf(task) is not null => (InPersonStep.TaskEnded, null),
            _ => (InPersonStep.WithHelper, null),
        };
    }

    /// <returns>Whoever confirmed the identity last and may do so still; null = nobody.</returns>
    private async Task<UserId?> ConfirmerOfAsync(InPersonReset reset, Journey journey, CancellationToken cancellationToken)
    {
        var confirmers = await database.Set<EvidenceItem>().AsNoTracking()
            .Where(e => e.JourneyId == reset.Id && e.Kind == EvidenceKind.IdentityConfirmed)
            .OrderByDescending(e => e.At)
            .Select(e => e.UserId)
            .ToListAsync(cancellationToken);
        foreach (var user in confirmers.OfType<UserId>())
        {
            if (journey.EndedAt is not null
                || (await users.MayConfirmAsync(user, reset.HelpedBy, cancellationToken)
                    && await scopes.IncludesAsync(user, reset.CardId, cancellationToken)))
            {
                return user;
            }
        }

        return null;
    }

    private async Task<bool> IsConnectedAsync(JourneyId id, CancellationToken cancellationToken)
    {
        var session = await database.Set<PairedSession>().AsNoTracking()
            .Where(s => s.JourneyId == id && s.EndedAt == null)
            .OrderByDescending(s => s.CreatedAt)
            .FirstOrDefaultAsync(cancellationToken);
        return session is not null && CardTaskInbox.IsLive(session, time.GetUtcNow());
    }

    /// <summary>Null while it goes on. One that has expired ends with the next act.</summary>
    /// <remarks>Once the card's challenge was answered, only the card can show how it ended. What the helper says does not count.</remarks>
    private CardTaskEnd? EndOf(CardTaskItem task) => task switch
    {
        { Outcome: CardTaskEnd.Done } => CardTaskEnd.Done,
        { Outcome: null } when task.ExpiresAt > time.GetUtcNow() => null,
        { WasReleased: true } => CardTaskEnd.Unknown,
        _ => task.Outcome ?? CardTaskEnd.NoCard,
    };

    /// <summary>As <see cref="EndOf"/>, except that a PIV card which said no to its PUK was not changed, and nobody doubts it.</summary>
    private async Task<CardTaskEnd?> LastEndAsync(CardTaskItem? task, CancellationToken cancellationToken) => task switch
    {
        null => null,
        { Outcome: CardTaskEnd.Refused, PukVersion: { } version, NextPukVersion: null, CardId: { } id }
            when await database.Set<CardKey>().AsNoTracking().SingleOrDefaultAsync(k => k.CardId == id, cancellationToken) is { } key
                && key.Puk.IsRefused(version) => CardTaskEnd.Refused,
        _ => EndOf(task),
    };

    private async Task<string> NameOfAsync(UserId id, CancellationToken cancellationToken) =>
        await database.Users.Where(u => u.Id == id.Value).Select(u => u.DisplayName).SingleOrDefaultAsync(cancellationToken) ?? "–";
}

/// <param name="Holder">Whose card it is.</param>
/// <param name="HelpedBy">Who checked the holder's identity, and helps.</param>
/// <param name="ConfirmedBy">Who confirmed it; null = nobody yet.</param>
/// <param name="Code">Connects the helper; null where none works now.</param>
public sealed record InPersonStanding(
    InPersonReset Reset,
    string Holder,
    string Organisation,
    string HelpedBy,
    string? ConfirmedBy,
    InPersonStep Step,
    InPersonCode? Code)
{
    /// <summary>Why it is <see cref="InPersonStep.Refused"/>; null = it is not.</summary>
    public required InPersonProblem? Refusal { get; init; }

    /// <summary>Whether a second person has to confirm the identity.</summary>
    public required bool NeedsSecond { get; init; }

    /// <summary>How the last card task ended; null = none has.</summary>
    public required CardTaskEnd? LastEnd { get; init; }

    /// <summary>Whether an earlier reset may have changed the card, and nobody saw it.</summary>
    public required bool IsInDoubt { get; init; }

    /// <summary>Where the helper is with the card task; null before it said anything.</summary>
    public required CardTaskPlace? Place { get; init; }

    /// <summary>Whether a helper that is too old tried to connect, and none has since.</summary>
    public required bool IsHelperTooOld { get; init; }

    /// <summary>Whether self-service is stopped for the card now.</summary>
    public required bool IsStopped { get; init; }
}

public enum InPersonStep
{
    WaitsForSecond,
    WaitsForHelper,
    WithHelper,

    /// <summary>The helper is there, and its last task has ended without a reset.</summary>
    TaskEnded,

    /// <summary>It may not be made any more, for example because the identity was checked too long ago.</summary>
    Refused,

    Completed,

    /// <summary>Cancelled, or left for half an hour.</summary>
    Ended,
}
