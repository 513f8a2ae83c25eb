using Smartcard.Cards;
using Smartcard.Cards.Gids;
using Smartcard.Cards.Iso7816;
using Smartcard.Cards.Software;

namespace Smartcard.Helper.Demo;

/// <summary>The demonstration's reader: which virtual cards there are, and hands to put them in, take them out and lock them.</summary>
internal sealed class DemoReader(VirtualReaders readers, string folder)
{
    private static readonly byte[][] WrongPasscodes = ["wrong-1"u8.ToArray(), "wrong-2"u8.ToArray()];

    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, SoftwareGidsCard> _cards = Load(folder);
    private string? _inserted;

    /// <summary>Called after each change.</summary>
    public Action? Changed { get; set; }

    public IReadOnlyList<DemoCard> Cards()
    {
        lock (_lock)
        {
            return [.. _cards.Select(c => new DemoCard(c.Key, c.Value.State.Label, c.Key == _inserted, c.Value.State.AttemptsLeft))];
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
            var session = new GidsSession(card);
            await session.SelectAsync(cancellationToken);
            var wrong = card.State.Passcode.AsSpan().SequenceEqual(WrongPasscodes[0]) ? WrongPasscodes[1] : WrongPasscodes[0];
            while (await session.VerifyAsync(wrong, cancellationToken) is SecretCheck.Wrong)
            {
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

    private static SortedDictionary<string, SoftwareGidsCard> Load(string folder)
    {
        var cards = new SortedDictionary<string, SoftwareGidsCard>(StringComparer.Ordinal);
        foreach (var path in Directory.GetFiles(folder, "*.json"))
        {
            cards.Add(Path.GetFileNameWithoutExtension(path), new SoftwareGidsCard(new SoftwareCardFile(path)));
        }

        return cards;
    }
}

/// <param name="Name">As used in commands, e.g. <c>amal</c>.</param>
/// <param name="Label">The holder's name.</param>
/// <param name="AttemptsLeft">0 = locked.</param>
internal sealed record DemoCard(string Name, string Label, bool IsInserted, int AttemptsLeft);
