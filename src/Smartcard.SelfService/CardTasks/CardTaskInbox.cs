using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Smartcard.Cards.Gids;
using Smartcard.Domain;
using Smartcard.Domain.Cards;
using Smartcard.Domain.CardTasks;
using Smartcard.SelfService.Audit;
using Smartcard.SelfService.Telemetry;
using Smartcard.Storage;

namespace Smartcard.SelfService.CardTasks;

/// <summary>The card tasks of journeys, as the workflow's activities give them and look at them.</summary>
public sealed class CardTaskInbox(
    SmartcardDbContext database,
    TurnTransaction turn,
    SelfServiceMetrics metrics,
    AuditLog audit,
    IOptions<HelperOptions> options)
{
    private const int ChallengeLengthBytes = 32;

    private static readonly TimeSpan DoubtLasts = TimeSpan.FromDays(1);

    public const string TaskBookmark = "CardTask";
    public const string WatchBookmark = "CardTaskWatch";

    /// <summary>
    /// After this long without a word a helper counts as gone. It asks for work every 20 seconds at least, and that is noted where it was
    /// not noted for <see cref="PairedSession.SeenEvery"/>: so a helper that waits is noted every 35 seconds at least.
    /// </summary>
    public static TimeSpan HelperSilence { get; } = PairedSession.SeenEvery + TimeSpan.FromSeconds(30);

    /// <summary>32 bytes for a card to sign.</summary>
    internal static byte[] NewChallenge() => RandomNumberGenerator.GetBytes(ChallengeLengthBytes);

    /// <summary>A reset of this card. A GIDS card gets a challenge of 16 bytes, and a PIV card signs one of 32.</summary>
    internal CardTaskItem AddReset(PairedSession session, Card card, DateTimeOffset now) => Add(
        session, CardWork.Reset, card, card.Type == CardType.Piv ? NewChallenge() : GidsMutualAuthentication.NewHostChallenge(), now);

    /// <summary>Adds a task for the helper of this session; the helper is woken when the turn is committed.</summary>
    public CardTaskItem Add(PairedSession session, CardWork kind, Card? card, byte[]? challenge, DateTimeOffset now) =>
        Add(session, kind, card?.Id, card?.Identifier, challenge, now);

    /// <summary>The same for a card that may not be on record.</summary>
    public CardTaskItem AddFor(PairedSession session, CardWork kind, CardIdentifier card, byte[]? challenge, DateTimeOffset now) =>
        Add(session, kind, id: null, card, challenge, now);

    private CardTaskItem Add(
        PairedSession session, CardWork kind, CardId? id, CardIdentifier? identifier, byte[]? challenge, DateTimeOffset now)
    {
        var task = new CardTaskItem
        {
            Id = CardTaskId.New(),
            JourneyId = session.JourneyId,
            HelperSessionId = session.Id,
            Kind = kind,
            CardId = id,
            CardIdentifier = identifier?.Value,
            Challenge = challenge,
            CreatedAt = now,
            ExpiresAt = now + options.Value.TaskLifetime,
        };
        database.Add(task);
        turn.Tell(HelperSignals.NoteOf(session.Id));
        return task;
    }

    /// <summary>The host ends a task that nobody will report the end of.</summary>
    public void End(CardTaskItem task, CardTaskEnd outcome, DateTimeOffset now)
    {
        if (task.End(outcome, now))
        {
            metrics.CardTaskEnded(task);
            audit.AddPukExposed(task);
        }
    }

    public async Task<CardTaskItem> GetAsync(string taskId, CancellationToken cancellationToken)
    {
        var id = new CardTaskId(Guid.Parse(taskId));
        return await database.Set<CardTaskItem>().SingleAsync(t => t.Id == id, cancellationToken);
    }

    /// <summary>
    /// Whether an earlier reset of this card ended without anybody seeing which passcode it has, and none was seen to succeed since. Only
    /// resets that began in the last day count.
    /// </summary>
    /// <remarks>Part of a turn: what this very turn has ended counts too.</remarks>
    public async Task<bool> IsInDoubtAsync(CardId card, DateTimeOffset now, CancellationToken cancellationToken) =>
        IsInDoubt(await ResetsOf(card, now).ToListAsync(cancellationToken));

    /// <summary>The same for a page, which only looks.</summary>
    public async Task<bool> LooksInDoubtAsync(CardId card, DateTimeOffset now, CancellationToken cancellationToken) =>
        IsInDoubt(await ResetsOf(card, now).AsNoTracking().ToListAsync(cancellationToken));

    private IQueryable<CardTaskItem> ResetsOf(CardId card, DateTimeOffset now)
    {
        var after = now - DoubtLasts;
        return database.Set<CardTaskItem>().Where(t => t.CardId == card && t.Kind == CardWork.Reset && t.CreatedAt > after);
    }

    private static bool IsInDoubt(IEnumerable<CardTaskItem> resets) => resets
        .Where(t => t.WasReleased && t.Outcome is CardTaskEnd.Done or CardTaskEnd.Unknown or CardTaskEnd.HelperLost)
        .OrderBy(t => t.CreatedAt)
        .ThenBy(t => t.EndedAt)
        .LastOrDefault()?.Outcome is CardTaskEnd.Unknown or CardTaskEnd.HelperLost;

    /// <summary>The session of the journey's helper; null when none was paired.</summary>
    public async Task<PairedSession?> SessionAsync(JourneyId journey, CancellationToken cancellationToken) =>
        await database.Set<PairedSession>()
            .Where(s => s.JourneyId == journey && s.EndedAt == null)
            .OrderByDescending(s => s.CreatedAt)
            .FirstOrDefaultAsync(cancellationToken);

    /// <summary>
    /// Whether the helper has been heard of lately, as far as this host's clock and that of the host which heard it
    /// agree.
    /// </summary>
    public static bool IsLive(PairedSession session, DateTimeOffset now) => session.LastSeenAt >= now - HelperSilence;
}
