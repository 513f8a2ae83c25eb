using Smartcard.Cards;
using Smartcard.Cards.Recognition;
using Smartcard.CardTasks;
using Smartcard.Helper.Screen;

namespace Smartcard.Helper.Tasks;

/// <summary>Waits until the right card is in a reader, saying in the meantime what is missing.</summary>
internal sealed class CardFinder(ICardReaders readers, IHelperScreen screen, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);

    /// <summary>Readers with somebody else's card, as they were then: it is left to other programs until it is taken out.</summary>
    private readonly HashSet<ReaderState> _others = [];

    /// <summary>What those cards are called; one that cannot be read has no entry.</summary>
    private readonly Dictionary<ReaderState, CardPlace> _places = [];

    /// <summary>Those of them that this product cannot use.</summary>
    private readonly Dictionary<ReaderState, UnsupportedCard> _unsupported = [];

    private readonly HashSet<string> _busy = [];

    private string? _chosen;

    private string? _noted;

    /// <summary>What to say of a reader's or its service's fault, each with what to do.</summary>
    public static Scene SceneOf(ReaderProblem problem) => problem switch
    {
        ReaderProblem.NoService => Scene.NoService,
        ReaderProblem.NoReader => Scene.NoReader,
        ReaderProblem.InUse => Scene.CardInUse,
        ReaderProblem.UnresponsiveCard => Scene.CardNotSupported,
        _ => Scene.ReaderFault,
    };

    /// <summary>The card, open and selected, for the caller to dispose of.</summary>
    /// <param name="wanted">The card it must be.</param>
    /// <param name="missing">
    /// What is shown while no card is there: <see cref="Scene.InsertCard"/> or <see cref="Scene.CardRemoved"/>.
    /// </param>
    /// <param name="say">Tells the host, once for each change.</param>
    /// <exception cref="CardNotSupportedException">
    /// Any card would do, and none that was put in can be used; or the one that it must be cannot.
    /// </exception>
    /// <exception cref="NoCardChosenException">There are several, and the person did not want to choose.</exception>
    public async Task<OpenCard> FindAsync(
        WantedCard wanted,
        Scene missing,
        Func<CardTaskState, Task> say,
        CancellationToken cancellationToken)
    {
        HelperView? shown = null;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var look = await LookAsync(wanted, missing, cancellationToken);
            if (look.Card is not null)
            {
                return look.Card;
            }

            if (look.View is not null && shown != look.View)
            {
                var isNews = shown?.Scene != look.View.Scene;
                shown = look.View;
                screen.Show(look.View);
                if (isNews && StateOf(look.View.Scene) is { } state)
                {
                    await say(state);
                }
            }

            await ChangeAsync(look.Readers, cancellationToken);
        }
    }

    private async Task<Look> LookAsync(WantedCard wanted, Scene missing, CancellationToken cancellationToken)
    {
        IReadOnlyList<ReaderState> states;
        try
        {
            states = await readers.ListAsync(cancellationToken);
        }
        catch (CardReaderException failed)
        {
            Note(failed.Message);
            return new Look(null, new HelperView(SceneOf(failed.Problem)), []);
        }

        _others.IntersectWith(states);
        foreach (var gone in _places.Keys.Concat(_unsupported.Keys).Except(_others).ToList())
        {
            _places.Remove(gone);
            _unsupported.Remove(gone);
        }

        var (card, candidates, view) = await OpenAsync(states, wanted, missing, cancellationToken);
        return candidates.Count > 1
            ? new Look(await ChooseAsync(candidates, states, cancellationToken), null, states)
            : new Look(card, view, states);
    }

    /// <summary>Looks at each reader in turn, and no further than the card that it must be.</summary>
    /// <returns>
    /// The card, open, where there is one; all that would do, closed where there are several; and what to show where there is none.
    /// </returns>
    private async Task<(OpenCard? Card, IReadOnlyList<OpenCard> Candidates, HelperView View)> OpenAsync(
        IReadOnlyList<ReaderState> states, WantedCard wanted, Scene missing, CancellationToken cancellationToken)
    {
        var view = new HelperView(states.All(s => SystemReaders.Has(s.Name)) ? Scene.NoReader : missing);
        var candidates = new List<OpenCard>();
        try
        {
            foreach (var state in InOrder(states))
            {
                var isPutIn = !SystemReaders.Has(state.Name);
                if (!isPutIn && candidates.Count > 0)
                {
                    break; // the person put in a card that will do: those of the system are not meant
                }

                try
                {
                    var card = _others.Contains(state) ? null : await OpenAsync(state, cancellationToken);
                    if (card is not null && wanted.Is(card))
                    {
                        candidates.Add(card);
                        if (wanted.Identifier is not null)
                        {
                            break;
                        }

                        if (candidates.Count > 1)
                        {
                            await CloseAsync(candidates);
                        }

                        continue;
                    }

                    if (card is not null)
                    {
                        await card.DisposeAsync();
                        _places[state] = card.Place;
                    }

                    _others.Add(state);
                    view = isPutIn ? new HelperView(Scene.WrongCard) { Place = _places.GetValueOrDefault(state) } : view;
                }
                catch (CardRemovedException)
                {
                    // Gone again before it could be read: look again.
                }
                catch (CardReaderException failed)
                {
                    Note(failed.Message);
                    if (failed.Problem == ReaderProblem.InUse)
                    {
                        _busy.Add(state.Name); // the next time, the others come first
                    }

                    // that one was unplugged: another may be there
                    view = failed.Problem == ReaderProblem.NoReader || !isPutIn ? view : new HelperView(SceneOf(failed.Problem));
                }
            }
        }
        catch
        {
            await CloseAsync(candidates);
            throw;
        }

        return candidates is [] && UnsupportedOf(wanted) is { } unsupported
            ? throw new CardNotSupportedException(unsupported)
            : (candidates is [var one] ? one : null, candidates, view);
    }

    /// <returns>The card of which the person has to hear that it cannot be used: the one that is best known.</returns>
    private UnsupportedCard? UnsupportedOf(WantedCard wanted) => _unsupported
        .Where(u => wanted.Identifier is null ? !SystemReaders.Has(u.Key.Name) : u.Value.Identifier == wanted.Identifier)
        .Select(u => u.Value)
        .OrderBy(u => u.Trouble is null)
        .ThenBy(u => u.Kind == CardKind.Unknown)
        .FirstOrDefault();

    private IEnumerable<ReaderState> InOrder(IReadOnlyList<ReaderState> states) =>
        states.Where(s => s.HasCard).OrderBy(s => SystemReaders.Has(s.Name)).ThenBy(s => _busy.Contains(s.Name));

    private async Task<OpenCard?> OpenAsync(ReaderState state, CancellationToken cancellationToken)
    {
        _busy.Remove(state.Name);
        var (card, other) = await OpenCard.OpenAsync(readers, state, cancellationToken);
        if (other is not null)
        {
            _unsupported[state] = other;
        }

        return card;
    }

    /// <returns>The card that the person chose, open; null when something was moved before, or since.</returns>
    /// <exception cref="NoCardChosenException">The person cancelled.</exception>
    private async Task<OpenCard?> ChooseAsync(
        IReadOnlyList<OpenCard> candidates, IReadOnlyList<ReaderState> states, CancellationToken cancellationToken)
    {
        try
        {
            var chosen = candidates.FirstOrDefault(c => c.Identifier == _chosen);
            if (chosen is null)
            {
                CardPlace[] choices = [.. candidates.Select(c => c.Place)];
                var place = await readers.WhileNothingMovesAsync(states, ct => screen.ChooseCardAsync(choices, ct), cancellationToken);
                chosen = candidates.First(c => c.Place == (place ?? throw new NoCardChosenException()));
                _chosen = chosen.Identifier;
            }

            var (card, _) = await OpenCard.OpenAsync(readers, chosen.Reader, cancellationToken);
            if (card is not null && (card.Kind != chosen.Kind || card.Identifier != chosen.Identifier))
            {
                await card.DisposeAsync();
                return null;
            }

            return card;
        }
        catch (CardRemovedException)
        {
            return null;
        }
        catch (CardReaderException failed)
        {
            Note(failed.Message);
            return null;
        }
    }

    private static async Task CloseAsync(IReadOnlyList<OpenCard> cards)
    {
        foreach (var card in cards)
        {
            await card.DisposeAsync();
        }
    }

    /// <summary>Once, however often it is met while a card is waited for.</summary>
    private void Note(string fault)
    {
        if (_noted != fault)
        {
            _noted = fault;
            log.ReaderFailed(fault);
        }
    }

    private async Task ChangeAsync(IReadOnlyList<ReaderState> states, CancellationToken cancellationToken)
    {
        if (states.Count == 0)
        {
            await Task.Delay(LookAgain, time, cancellationToken);
            return;
        }

        using var first = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            // Not longer than a second: a reader may be plugged in that is not in the list.
            await await Task.WhenAny(states.Select(state => readers.WaitForChangeAsync(state, LookAgain, first.Token)));
        }
        catch (CardReaderException)
        {
            await Task.Delay(LookAgain, time, cancellationToken);
        }
        finally
        {
            await first.CancelAsync();
        }
    }

    private static CardTaskState? StateOf(Scene scene) => scene switch
    {
        Scene.NoReader or Scene.NoService => CardTaskState.WaitingForReader,
        Scene.InsertCard => CardTaskState.WaitingForCard,
        Scene.CardRemoved => CardTaskState.CardRemoved,
        Scene.WrongCard => CardTaskState.WrongCard,
        Scene.CardInUse => CardTaskState.CardInUse,
        _ => null,
    };

    private sealed record Look(OpenCard? Card, HelperView? View, IReadOnlyList<ReaderState> Readers);
}

/// <summary>The person was asked which card to use, and cancelled.</summary>
internal sealed class NoCardChosenException() : Exception("No card was chosen.");
