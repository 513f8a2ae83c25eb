using Smartcard.Domain;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Import;

namespace Smartcard.SelfService.Import;

/// <summary>Turns the rows of an import into what is written, one part of the file after another.</summary>
internal sealed class ImportWriting(ImportId import, DateTimeOffset now, Dictionary<string, WrappingKeyId> wrappingKeys)
{
    private readonly Dictionary<string, StaffId> _newPeople = new(StringComparer.Ordinal);

    public List<Staff> People { get; } = [];

    /// <summary>To people who are there. It grows from part to part.</summary>
    public List<PersonChange> ChangedPeople { get; } = [];

    public List<Card> Cards { get; } = [];

    public List<CardKey> Keys { get; } = [];

    public List<WrappedKeyOwner> Owners { get; } = [];

    public List<WrappingKey> WrappingKeys { get; } = [];

    /// <summary>To cards that are there. It grows from part to part.</summary>
    public List<CardChange> Changes { get; } = [];

    public static string NameOf(string transportKeyId, byte[] wrapped) => $"{transportKeyId}:{Convert.ToHexString(wrapped)}";

    public void Take(JudgedRow judged, IReadOnlyDictionary<int, ImportedWrappingKey> keys)
    {
        var row = judged.Row;
        var holder = HolderOf(judged);
        if (row.OnPerson == ImportEffect.Changed)
        {
            ChangedPeople.Add(new PersonChange(judged.Person!, row));
        }

        if (row.Card is not { } card || row.OnCard == ImportEffect.None)
        {
            return;
        }

        if (row.OnCard == ImportEffect.New)
        {
            Add(card, holder, row.HasLeft ?? judged.Person?.LeftAt is not null, judged.IsKeyKnown, keys);
        }
        else
        {
            var known = judged.Known!;
            Changes.Add(new CardChange(
                known.Card,
                holder,
                judged.Row.HasNewKey ? KeyOf(known.Card.Id, card.Key!, judged.IsKeyKnown, keys) : null,
                card.State,
                card.NewHolder)
            {
                SeenKey = known.Key?.Puk,
            });
        }
    }

    private StaffId HolderOf(JudgedRow judged)
    {
        var (row, number) = (judged.Row, judged.Row.Person.Number!);
        if (judged.Person is { } there)
        {
            return there.Id;
        }

        if (!_newPeople.TryGetValue(number, out var id))
        {
            id = StaffId.New();
            _newPeople.Add(number, id);
            People.Add(new Staff
            {
                Id = id,
                DisplayName = row.Person.Name,
                Organisation = row.Person.Organisation,
                Site = row.Person.Site,
                Number = number,
                LeftAt = row.HasLeft == true ? now : null,
                ImportId = import,
            });
        }

        return id;
    }

    private void Add(
        ImportedCard imported, StaffId holder, bool hasLeft, bool isKeyKnown, IReadOnlyDictionary<int, ImportedWrappingKey> keys)
    {
        var card = new Card
        {
            Id = CardId.New(),
            Identifier = CardIdentifier.Parse(imported.Identifier),
            StaffId = holder,
            Type = imported.Type,
            PublicKey = imported.PublicKey,
            PresenceKey = imported.PresenceKey,
            EnrolledAt = now,
            ImportId = import,
        };
        if (imported.State == CardState.Revoked)
        {
            card.Revoke(CardStateReason.Other, now);
        }
        else if (imported.State == CardState.Suspended || hasLeft)
        {
            card.Suspend(hasLeft ? CardStateReason.HolderLeft : CardStateReason.Other, now);
        }

        Cards.Add(card);
        if (imported.Key is { } key)
        {
            Keys.Add(KeyOf(card.Id, key, isKeyKnown, keys));
        }
    }

    private CardKey KeyOf(CardId card, ImportedKey key, bool isKnown, IReadOnlyDictionary<int, ImportedWrappingKey> keys)
    {
        if (key.WrappingKey is not { } number)
        {
            return new CardKey { CardId = card, Version = key.Version }; // the vault derives it
        }

        var (wrapped, transport) = keys[number];
        var name = NameOf(transport ?? throw new InvalidOperationException("The vault was not asked about this key."), wrapped);
        if (!wrappingKeys.TryGetValue(name, out var id))
        {
            id = WrappingKeyId.New();
            wrappingKeys.Add(name, id);
            WrappingKeys.Add(new WrappingKey { Id = id, TransportKeyId = transport, Wrapped = wrapped });
        }

        if (!isKnown)
        {
            Owners.Add(new WrappedKeyOwner { Wrapped = WrappedKeyOwner.NameOf(key.Wrapped!), CardId = card });
        }

        return new CardKey { CardId = card, Version = key.Version, Wrapped = key.Wrapped, WrappingKeyId = id };
    }
}

/// <param name="Seen">The card as it was when the row was judged.</param>
/// <param name="Key">Null = it stays.</param>
/// <param name="State">Null = it stays.</param>
/// <param name="NewHolder">Why it has another holder; null where it has not.</param>
internal sealed record CardChange(Card Seen, StaffId Holder, CardKey? Key, CardState? State, HolderChange? NewHolder)
{
    /// <summary>What was known of its key when the row was judged; null = nothing.</summary>
    public PukCandidates? SeenKey { get; init; }
}

/// <param name="Seen">The person as they were when the row was judged.</param>
internal sealed record PersonChange(Staff Seen, ImportRow Row);

internal static class Drained
{
    /// <summary>What is in a list, which is empty afterwards.</summary>
    public static IReadOnlyList<TItem> Drain<TItem>(this List<TItem> list)
    {
        TItem[] items = [.. list];
        list.Clear();
        return items;
    }
}
