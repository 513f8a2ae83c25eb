using Smartcard.Cards;
using Smartcard.Cards.Recognition;
using Smartcard.CardTasks;
using Smartcard.Helper.Screen;

namespace Smartcard.Helper.Tasks;

/// <summary>What one card task has to do with: the host, the readers and the person.</summary>
internal sealed record TaskRun(
    CardTask Task,
    HelperSession Session,
    CardTaskClient Host,
    ICardReaders Readers,
    CardFinder Finder,
    IHelperScreen Screen,
    TimeProvider Time,
    ILogger Log)
{
    private static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(2);

    /// <summary>Set once the host has released the reset: from here the task is brought to its end, whatever else happens.</summary>
    public bool IsReleased { get; set; }

    /// <summary>The kind of card that the task is for; null where any will do.</summary>
    private CardKind? Kind => Task.Kind switch
    {
        CardTaskKind.Reset => Task.CardType == nameof(CardKind.Piv) ? CardKind.Piv : CardKind.Gids,
        CardTaskKind.CheckKey => CardKind.Gids,
        _ => null,
    };

    public async Task SayAsync(CardTaskState state, CancellationToken cancellationToken)
    {
        try
        {
            await Host.ReportProgressAsync(Session, Task.Id, state, cancellationToken);
        }
        catch (HelperSessionEndedException ended) when (IsReleased)
        {
            Log.ReaderFailed(ended.Message); // the card is brought to its end all the same
        }
    }

    public Task<OpenCard> FindCardAsync(Scene missing, CancellationToken cancellationToken) =>
        Finder.FindAsync(
            new WantedCard(Task.CardIdentifier, Kind), missing, state => SayAsync(state, cancellationToken), cancellationToken);

    /// <summary>Says that this card is worked with now.</summary>
    public async Task WorkingAsync(CardPlace place, CancellationToken cancellationToken)
    {
        Screen.Show(new HelperView(Scene.Working) { Place = place });
        await SayAsync(CardTaskState.Working, cancellationToken);
    }

    /// <summary>The card was taken out, or looks like it: noted with the number that the driver gave.</summary>
    public void Note(CardRemovedException gone) => Log.CardWentAway(gone.Message);

    /// <summary>The reader failed with the card in it: says what to do, and waits a moment, for the next try may fail as fast.</summary>
    public async Task AfterFaultAsync(CardReaderException fault, CancellationToken cancellationToken)
    {
        Log.ReaderFailed(fault.Message);
        Screen.Show(new HelperView(CardFinder.SceneOf(fault.Problem)));
        await System.Threading.Tasks.Task.Delay(AfterFault, Time, cancellationToken);
    }

    /// <summary>Works with the card, and again from the start where it was taken out or its reader failed meanwhile.</summary>
    /// <param name="work">Changes nothing on the card.</param>
    public async Task<CardTaskResult> WithCardAsync(Func<OpenCard, Task<CardTaskResult>> work, CancellationToken cancellationToken)
    {
        var missing = Scene.InsertCard;
        while (true)
        {
            try
            {
                await using var card = await FindCardAsync(missing, cancellationToken);
                return await work(card);
            }
            catch (CardRemovedException gone)
            {
                Note(gone);
            }
            catch (CardReaderException fault)
            {
                await AfterFaultAsync(fault, cancellationToken);
            }

            missing = Scene.CardRemoved;
        }
    }

    /// <summary>Asks the person something while the card stays where it is.</summary>
    /// <exception cref="CardRemovedException">The card was taken out in the meantime; the question is gone.</exception>
    public Task<TAnswer> WhileCardStaysAsync<TAnswer>(
        ReaderState reader,
        Func<CancellationToken, Task<TAnswer>> ask,
        CancellationToken cancellationToken)
        where TAnswer : class? => Readers.WhileNothingMovesAsync([reader], ask, cancellationToken);
}
