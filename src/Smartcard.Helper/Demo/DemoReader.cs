using Smartcard.Cards;
using Smartcard.Cards.Applications;
using Smartcard.Cards.Gids;
using Smartcard.Cards.Iso7816;
using Smartcard.Cards.Piv;
using Smartcard.Cards.Software;

namespace Smartcard.Helper.Demo;

/// <summary>The demonstration's reader: which virtual cards there are, and hands to put them in, take them out and lock them.</summary>
internal sealed class DemoReader(VirtualReaders readers, string folder)
{
    /// <summary>A card of either kind compares them. One of them may be right, so there are two.</summary>
    private static readonly byte[][] WrongPasscodes = ["000000"u8.ToArray(), "111111"u8.ToArray()];

    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, SoftwareCard> _cards = Load(folder);
    private string? _inserted;

    /// <summary>Called after each change.</summary>
    public Action? Changed { get; set; }

    public IReadOnlyList<DemoCard> Cards()
    {
        lock (_lock)
        {
            return [.. _cards.Select(c => new DemoCard(c.Key, c.Value.Label, c.Key == _inserted, c.Value.AttemptsLeft))];
        }
    }

    /// <returns>What was wrong with the request, in words; null when it was done.</returns>
    public async Task<string?> ActAsync(string action, string? name, CancellationToken cancellationToken)
    {
        if (action != "remove" && (name is null || !_cards.ContainsKey(name)))
        {
            return $"There is no card '{name}'. The cards are: {string.Join(", ", _cards.Keys)}.";
        }

        switch (action)
        {
            case "insert":
                Put(name);
                break;
            case "remove":
                Put(null);
                break;
            case "lock":
                try
                {
                    await LockAsync(name!, cancellationToken);
                }
                catch (CardReaderException failed)
                {
                    return failed.Message;
                }

                break;
            default:
                return $"There is nothing called '{action}'. Use insert, remove or lock.";
        }

        Changed?.Invoke();
        return null;
    }

    private void Put(string? name)
    {
        lock (_lock)
        {
            _inserted = name;
            if (name is null)
            {
                readers.Remove();
            }
            else
            {
                readers.Insert(_cards[name]);
            }
        }
    }

    /// <summary>Locks the card as a person does: by wrong passcodes. It is taken out first, and put back.</summary>
    private async Task LockAsync(string name, CancellationToken cancellationToken)
    {
        var wasInserted = _inserted == name;
        if (wasInserted)
        {
            Put(null);
        }

        var card = _cards[name];
        try
        {
            card.Reset();
            ICardApplication application = card is SoftwarePivCard ? new PivCard(card) : new GidsCard(card);
            await application.SelectAsync(cancellationToken);
            foreach (var wrong in WrongPasscodes)
            {
                while (await application.VerifyAsync(wrong, cancellationToken) is SecretCheck.Wrong)
                {
                }
            }
        }
        finally
        {
            card.PowerOff();
            if (wasInserted)
            {
                Put(name);
            }
        }
    }

    private static SortedDictionary<string, SoftwareCard> Load(string folder)
    {
        var cards = new SortedDictionary<string, SoftwareCard>(StringComparer.Ordinal);
        foreach (var path in Directory.GetFiles(folder, "*.json"))
        {
            cards.Add(Path.GetFileNameWithoutExtension(path), SoftwareCards.Open(path));
        }

        return cards;
    }
}

/// <param name="Name">As used in commands, e.g. <c>amal</c>.</param>
/// <param name="Label">The holder's name.</param>
/// <param name="AttemptsLeft">0 = locked.</param>
internal sealed record DemoCard(string Name, string Label, bool IsInserted, int AttemptsLeft);
