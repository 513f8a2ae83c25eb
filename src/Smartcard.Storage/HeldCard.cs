using Microsoft.EntityFrameworkCore;
using Smartcard.Domain;
using Smartcard.Domain.Booth;
using Smartcard.Domain.Cards;
using Smartcard.Domain.CardTasks;
using Smartcard.Domain.Codes;
using Smartcard.Domain.Lockouts;
using Smartcard.Domain.Registrations;

namespace Smartcard.Storage;

/// <summary>A card that this turn has for itself, and what belongs to the card whatever chat it is used in.</summary>
/// <remarks>
/// Only <see cref="TurnLocks.Hold(CardId)"/> makes one, so whoever has one holds the lock. What is read through it does not
/// change before the commit. It is of no use after its turn.
/// </remarks>
public sealed class HeldCard
{
    private readonly SmartcardDbContext _database;
    private readonly CardId _id;
    private readonly int _turn;

    private HeldCard(SmartcardDbContext database, CardId id)
    {
        _database = database;
        _id = id;
        _turn = database.Locks.Turn;
    }

    public CardId Id => _database.Locks.Turn == _turn ? _id : throw new InvalidOperationException("The turn that held this card is over.");

    /// <summary>Null = nobody has answered a question for the card yet, or stopped its self-service.</summary>
    public async Task<CardLockout?> LockoutAsync(CancellationToken cancellationToken)
    {
        var id = Id;
        return _database.Set<CardLockout>().Local.SingleOrDefault(l => l.CardId == id)
            ?? await _database.Set<CardLockout>().SingleOrDefaultAsync(l => l.CardId == id, cancellationToken);
    }

    public async Task<bool> IsStoppedAsync(CancellationToken cancellationToken) =>
        await LockoutAsync(cancellationToken) is { IsStopped: true };

    /// <summary>Whether it is neither suspended nor revoked. A card that is none of ours is not in use.</summary>
    public async Task<bool> IsInUseAsync(CancellationToken cancellationToken) =>
        await StateAsync(cancellationToken) == CardState.InUse;

    /// <summary>Null = it is none of ours.</summary>
    /// <remarks>The row and not what the turn has read: it may have read the card before it had the lock.</remarks>
    public async Task<CardState?> StateAsync(CancellationToken cancellationToken)
    {
        var id = Id;
        var ofThisTurn = _database.ChangeTracker.Entries<Card>()
            .FirstOrDefault(c => c.Entity.Id == id && c.State is EntityState.Added or EntityState.Modified);
        return ofThisTurn is { Entity: { } card }
            ? card.State
            : await _database.Set<Card>()
                .Where(c => c.Id == id)
                .Select(c => (CardState?)c.State)
                .SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>The registration in force.</summary>
    public Task<Registration?> RegistrationAsync(CancellationToken cancellationToken)
    {
        var id = Id;
        return _database.Set<Registration>()
            .SingleOrDefaultAsync(r => r.CardId == id && r.State == RegistrationState.Active, cancellationToken);
    }

    /// <summary>
    /// The registration in force, or else the last, which was withdrawn: its address is told of what happens to the
    /// card, and a new registration replaces it. It decides nothing.
    /// </summary>
    public Task<Registration?> LastRegistrationAsync(CancellationToken cancellationToken)
    {
        var id = Id;
        return _database.Set<Registration>().SingleOrDefaultAsync(
            r => r.CardId == id && (r.State == RegistrationState.Active || r.State == RegistrationState.Withdrawn),
            cancellationToken);
    }

    /// <summary>How many codes were sent for the card after this moment, from all chats, and in this turn.</summary>
    public async Task<int> CountCodesAsync(DateTimeOffset after, CancellationToken cancellationToken)
    {
        var id = Id;
        var ofThisTurn = _database.ChangeTracker.Entries<EmailCode>()
            .Count(c => c.State == EntityState.Added && c.Entity.CardId == id && c.Entity.CreatedAt > after);
        return ofThisTurn
            + await _database.Set<EmailCode>().CountAsync(c => c.CardId == id && c.CreatedAt > after, cancellationToken);
    }

    /// <summary>The card tasks of every journey in which the host has challenged the card.</summary>
    public Task<List<CardTaskItem>> ChallengedTasksAsync(CancellationToken cancellationToken)
    {
        var id = Id;
        return _database.Set<CardTaskItem>().AsNoTracking()
            .Where(t => t.CardId == id && t.Challenge != null)
            .ToListAsync(cancellationToken);
    }

    /// <summary>The record of its key. Null = it has none.</summary>
    /// <remarks>As it is now: the turn may have read it before it had the lock.</remarks>
    public async Task<CardKey?> KeyAsync(CancellationToken cancellationToken)
    {
        var id = Id;
        var key = await _database.Set<CardKey>().SingleOrDefaultAsync(k => k.CardId == id, cancellationToken);
        if (key is not null && _database.Entry(key).State == EntityState.Unchanged)
        {
            await _database.Entry(key).ReloadAsync(cancellationToken);
        }

        return key;
    }

    /// <summary>The cases that wait for the booth.</summary>
    public IQueryable<BoothCase> OpenCases()
    {
        var id = Id;
        return _database.Set<BoothCase>().Where(c => c.CardId == id && c.ClosedAt == null);
    }

    /// <summary>Takes the lock, which goes out ahead of the next query of this turn.</summary>
    internal static HeldCard Take(SmartcardDbContext database, CardId id)
    {
        if (!database.Locks.IsInTurn)
        {
            throw new InvalidOperationException("A card can be held in a turn only.");
        }

        database.Locks.Hold("card", id.Value.ToString("N"));
        return new HeldCard(database, id);
    }
}
