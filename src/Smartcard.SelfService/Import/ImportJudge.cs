using Microsoft.EntityFrameworkCore;
using Smartcard.Domain;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Import;
using Smartcard.Domain.Journeys;
using Smartcard.Storage;

namespace Smartcard.SelfService.Import;

/// <summary>Compares rows with what is there: what each would change, or why it cannot be imported.</summary>
public sealed class ImportJudge(SmartcardDbContext database)
{
    internal async Task<ImportKnown> LoadAsync(IReadOnlyList<ImportRow> rows, CancellationToken cancellationToken)
    {
        var good = rows.Where(row => !row.IsWrong).ToArray();
        string?[] numbers = [.. good.Select(row => row.Person.Number).Distinct()];
        var people = await database.Set<Staff>().AsNoTracking().Where(s => numbers.Contains(s.Number)).ToListAsync(cancellationToken);
        return new ImportKnown(
            people.ToLookup(s => s.Number), await CardsAsync(good, cancellationToken), await OwnersAsync(good, cancellationToken));
    }

    internal static IReadOnlyList<JudgedRow> Judge(ImportChunkContent content, ImportKnown known, ImportMemory memory) =>
    [
        .. content.Rows.Select(row => row.IsWrong
            ? new JudgedRow(row with { Verdict = ImportVerdict.Wrong }, null, null)
            : Judge(row, [.. known.People[row.Person.Number]], known, content, memory)),
    ];

    private async Task<Dictionary<string, CardId>> OwnersAsync(IEnumerable<ImportRow> rows, CancellationToken cancellationToken)
    {
        string[] wrapped = [.. rows.Select(row => row.Card?.Key?.Wrapped).OfType<byte[]>().Select(WrappedKeyOwner.NameOf).Distinct()];
        return wrapped.Length == 0
            ? []
            : await database.Set<WrappedKeyOwner>().AsNoTracking()
                .Where(o => wrapped.Contains(o.Wrapped))
                .ToDictionaryAsync(o => o.Wrapped, o => o.CardId, StringComparer.Ordinal, cancellationToken);
    }

    private async Task<Dictionary<string, KnownCard>> CardsAsync(IEnumerable<ImportRow> rows, CancellationToken cancellationToken)
    {
        CardIdentifier[] identifiers =
            [.. rows.Select(row => row.Card).OfType<ImportedCard>().Select(c => CardIdentifier.Parse(c.Identifier))];
        var cards = await database.Set<Card>().AsNoTracking()
            .Where(c => identifiers.Contains(c.Identifier))
            .ToListAsync(cancellationToken);
        if (cards.Count == 0)
        {
            return [];
        }

        CardId[] ids = [.. cards.Select(c => c.Id)];
        CardId?[] asked = [.. cards.Select(c => (CardId?)c.Id)];
        var keys = await database.Set<CardKey>().AsNoTracking()
            .Where(k => ids.Contains(k.CardId))
            .ToDictionaryAsync(k => k.CardId, cancellationToken);
        WrappingKeyId[] used = [.. keys.Values.Select(k => k.WrappingKeyId).OfType<WrappingKeyId>().Distinct()];
        var wrapping = await database.Set<WrappingKey>().AsNoTracking()
            .Where(k => used.Contains(k.Id))
            .ToDictionaryAsync(k => k.Id, k => k.Wrapped, cancellationToken);
        var busy = (await database.Set<Journey>()
                .Where(j => j.EndedAt == null && asked.Contains(j.CardId))
                .Select(j => j.CardId)
                .ToListAsync(cancellationToken))
            .ToHashSet();
        return cards.ToDictionary(
            c => c.Identifier.Value,
            c => new KnownCard(
                c,
                keys.GetValueOrDefault(c.Id),
                keys.GetValueOrDefault(c.Id)?.WrappingKeyId is { } id ? wrapping.GetValueOrDefault(id) : null,
                busy.Contains(c.Id)));
    }

    private static JudgedRow Judge(
        ImportRow row,
        Staff[] people,
        ImportKnown all,
        ImportChunkContent content,
        ImportMemory memory)
    {
        if (people.Length > 1)
        {
            return Wrong(row, new ImportFault(ImportFaultKind.NumberOfSeveral, ImportColumn.StaffNumber));
        }

        var person = people.SingleOrDefault();
        if (row.IsCardAlone && person is null)
        {
            return Wrong(row, new ImportFault(ImportFaultKind.PersonUnknown, ImportColumn.StaffNumber));
        }

        var known = row.Card is { } named ? all.Cards.GetValueOrDefault(named.Identifier) : null;
        var (onCard, hasNewKey, isKeyKnown) = (ImportEffect.None, false, false);
        if (row.Card is { } card)
        {
            hasNewKey = card.Key is { } key && !IsSame(key, known, content);
            if (known is not null && FaultOf(card, known, person, hasNewKey) is { } fault)
            {
                return Wrong(row, fault);
            }

            if (card.Key?.Wrapped is { } wrapped)
            {
                var name = WrappedKeyOwner.NameOf(wrapped);
                isKeyKnown = all.Owners.TryGetValue(name, out var owner);
                if ((isKeyKnown && owner != known?.Card.Id) || !memory.TakeKey(name, card.Identifier))
                {
                    return Wrong(row, new ImportFault(ImportFaultKind.KeyOfAnotherCard, ImportColumn.WrappedKey));
                }
            }

            onCard = known is null ? ImportEffect.New
                : Changes(card, known, person, hasNewKey) ? ImportEffect.Changed
                : ImportEffect.None;
        }

        var onPerson = row.IsCardAlone || memory.People.Contains(row.Person.Number!) ? ImportEffect.None
            : person is null ? ImportEffect.New
            : Changes(row, person) ? ImportEffect.Changed
            : ImportEffect.None;
        memory.People.Add(row.Person.Number!);
        var verdict = onPerson == ImportEffect.New || onCard == ImportEffect.New ? ImportVerdict.New
            : onPerson == ImportEffect.Changed || onCard == ImportEffect.Changed ? ImportVerdict.Changed
            : ImportVerdict.Unchanged;
        return new JudgedRow(
            row with { Verdict = verdict, OnPerson = onPerson, OnCard = onCard, HasNewKey = hasNewKey }, person, known)
        {
            IsKeyKnown = isKeyKnown,
        };
    }

    private static bool Changes(ImportRow row, Staff person) =>
        person.DisplayName != row.Person.Name
        || person.Organisation != row.Person.Organisation
        || (row.SaysSite && person.Site != row.Person.Site)
        || (row.HasLeft is { } left && left != person.LeftAt is not null);

    private static bool Changes(ImportedCard card, KnownCard known, Staff? person, bool hasNewKey) =>
        hasNewKey
        || known.Card.StaffId != person?.Id
        || (card.State is { } state && state != known.Card.State);

    private static ImportFault? FaultOf(ImportedCard card, KnownCard known, Staff? person, bool hasNewKey)
    {
        var moves = known.Card.StaffId != person?.Id;
        return moves && card.NewHolder is null ? new ImportFault(ImportFaultKind.OtherHolder, ImportColumn.HolderChanged)
            : known.Card.State == CardState.Revoked && (card.State is CardState.InUse or CardState.Suspended || moves || hasNewKey)
                ? new ImportFault(ImportFaultKind.Revoked, ImportColumn.CardId)
            : known.Card.State == CardState.Suspended && card.State == CardState.InUse
                ? new ImportFault(ImportFaultKind.Suspended, ImportColumn.CardStatus)
            : known.Card.Type != card.Type
                ? new ImportFault(ImportFaultKind.OtherCardType, ImportColumn.CardType)
            : !known.Card.PublicKey.AsSpan().SequenceEqual(card.PublicKey)
                ? new ImportFault(ImportFaultKind.OtherPublicKey, ImportColumn.PublicKey)
            : !known.Card.PresenceKey.AsSpan().SequenceEqual(card.PresenceKey)
                ? new ImportFault(ImportFaultKind.OtherPublicKey, ImportColumn.PresenceKey)
            : hasNewKey && card.Key is { } key && known.Key is { } there && IsOlder(key, there)
                ? new ImportFault(ImportFaultKind.OlderKey, ImportColumn.KeyVersion, there.Puk.Latest)
            : hasNewKey && card.Key is { CheckValue: null } unproven && IsFromElsewhere(unproven, known.Key)
                ? new ImportFault(ImportFaultKind.OtherKeySource, ImportColumn.KeySource)
            : (moves || hasNewKey) && known.IsBusy ? new ImportFault(ImportFaultKind.InUseNow, ImportColumn.CardId)
            : null;
    }

    /// <summary>Wrapped until now and to be derived, or the other way round, though the card has got no new key.</summary>
    private static bool IsFromElsewhere(ImportedKey key, CardKey? before) =>
        before is not null && key.Version == before.Version && key.Wrapped is null == (before.Wrapped is not null);

    /// <summary>A PIV card's PUK has a new version after each use. One that was given out to be set is no new one of a bureau.</summary>
    private static bool IsOlder(ImportedKey key, CardKey there) =>
        key.Version < there.Version || (key.Version > there.Version && key.Version <= there.Puk.Latest);

    /// <summary>A PIV card has moved on since its PUK was brought by the same file.</summary>
    private static bool IsUsedUp(ImportedKey key, KnownCard known) =>
        known is { Card.Type: CardType.Piv, Key: { } there } && key.Version < there.Version;

    private static bool IsSame(ImportedKey key, KnownCard? known, ImportChunkContent content) =>
        (known is not null && IsUsedUp(key, known)) || IsSameVersion(key, known, content);

    private static bool IsSameVersion(ImportedKey key, KnownCard? known, ImportChunkContent content) =>
        known?.Key is { } there
        && there.Version == key.Version
        && (there.Wrapped is not { } wrapped || key.WrappingKey is not { } number
            ? there.Wrapped is null && key.Wrapped is null
            : wrapped.AsSpan().SequenceEqual(key.Wrapped)
                && known.WrappingKey is { } wrapping
                && wrapping.AsSpan().SequenceEqual(content.WrappingKeys[number].Wrapped));

    private static JudgedRow Wrong(ImportRow row, ImportFault fault) => new(row.WithFault(fault), null, null);
}

/// <summary>What is there of the people and cards that some rows name.</summary>
/// <param name="Owners">The cards that the wrapped keys of the rows are of.</param>
internal sealed record ImportKnown(
    ILookup<string?, Staff> People, IReadOnlyDictionary<string, KnownCard> Cards, IReadOnlyDictionary<string, CardId> Owners);

/// <param name="Person">Null where there is nobody with the number yet.</param>
/// <param name="Known">Null where the row names no card, or a new one.</param>
internal sealed record JudgedRow(ImportRow Row, Staff? Person, KnownCard? Known)
{
    /// <summary>The card had this wrapped key before.</summary>
    public bool IsKeyKnown { get; init; }
}

/// <param name="WrappingKey">What its key is wrapped with.</param>
/// <param name="IsBusy">A journey with it is under way.</param>
internal sealed record KnownCard(Card Card, CardKey? Key, byte[]? WrappingKey, bool IsBusy);

/// <summary>What the rows so far were about, from the first of a file to its last.</summary>
internal sealed class ImportMemory
{
    private readonly Dictionary<string, string> _keys = new(StringComparer.Ordinal);

    /// <summary>By staff number.</summary>
    public HashSet<string> People { get; } = new(StringComparer.Ordinal);

    /// <returns>False when an earlier row has this wrapped key for another card.</returns>
    public bool TakeKey(string wrapped, string card) => _keys.TryAdd(wrapped, card) || _keys[wrapped] == card;
}
