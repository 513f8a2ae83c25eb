using Smartcard.Cards;
using Smartcard.CardTasks;
using Smartcard.Helper.Screen;

namespace Smartcard.Helper.Tasks;

/// <summary>Waits until the right card is in a reader, saying in the meantime what is missing.</summary>
internal sealed class CardFinder(ICardReaders readers, IHelperScreen screen, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);

    /// <summary>Readers with somebody else's card, as they were then: it is left to other programs until it is taken out.</summary>
    private readonly HashSet<ReaderState> _others = [];

    private readonly HashSet<string> _busy = [];

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
    /// <param name="identifier">The card it must be, as 32 hexadecimal digits; null = any GIDS card.</param>
    /// <param name="missing">
    /// What is shown while no card is there: <see cref="Scene.InsertCard"/> or <see cref="Scene.CardRemoved"/>.
    /// </param>
    /// <param name="say">Tells the host, once for each change.</param>
    /// <exception cref="CardNotSupportedException">Any card would do, and the one in the reader is not a GIDS card.</exception>
    public async Task<OpenCard> FindAsync(
        string? identifier,
        Scene missing,
        Func<CardTaskState, Task> say,
        CancellationToken cancellationToken)
    {
        Scene? shown = null;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var look = await LookAsync(identifier, missing, cancellationToken);
            if (look.Card is not null)
            {
                return look.Card;
            }

            if (shown != look.Scene)
            {
                shown = look.Scene;
                screen.Show(new HelperView(look.Scene));
                if (StateOf(look.Scene) is { } state)
                {
                    await say(state);
                }
            }

            await ChangeAsync(look.Readers, cancellationToken);
        }
    }

    private async Task<Look> LookAsync(string? identifier, Scene missing, CancellationToken cancellationToken)
    {
        IReadOnlyList<ReaderState> states;
        try
        {
            states = await readers.ListAsync(cancellationToken);
        }
        catch (CardReaderException failed)
        {
            Note(failed.Message);
            return new Look(null, SceneOf(failed.Problem), []);
        }

        var scene = states.Count == 0 ? Scene.NoReader : missing;
        _others.IntersectWith(states);
        foreach (var state in states.Where(s => s.HasCard).OrderBy(s => _busy.Contains(s.Name)))
        {
            if (_others.Contains(state))
            {
                scene = Scene.WrongCard;
                continue;
            }

            try
            {
                _busy.Remove(state.Name);
                if (await OpenCard.OpenAsync(readers, state, cancellationToken) is { } card)
                {
                    if (identifier is null || card.Identifier.Value == identifier)
                    {
                        return new Look(card, scene, states);
                    }

                    _others.Add(state);
                    await card.DisposeAsync();
                }
                else if (identifier is null)
                {
                    throw new CardNotSupportedException();
                }

                scene = Scene.WrongCard;
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
                scene = failed.Problem == ReaderProblem.NoReader ? scene : SceneOf(failed.Problem);
            }
        }

        return new Look(null, scene, states);
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

    private sealed record Look(OpenCard? Card, Scene Scene, IReadOnlyList<ReaderState> Readers);
}
