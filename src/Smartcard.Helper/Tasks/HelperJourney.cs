using Smartcard.Cards;
using Smartcard.CardTasks;
using Smartcard.Helper.Screen;

namespace Smartcard.Helper.Tasks;

/// <summary>One journey beside the person: takes card tasks from the host, one after the other, until the journey is over.</summary>
internal sealed class HelperJourney(CardTaskClient host, ICardReaders readers, IHelperScreen screen, TimeProvider time, ILogger log)
{
    /// <summary>Often enough for the host to know that somebody is there.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(10);

    /// <summary>How long the helper tells the host a result that the host does not accept. By then, the task is long over.</summary>
    private static readonly TimeSpan PatienceWithHost = TimeSpan.FromMinutes(5);

    /// <summary>The longest that a host may let a task live.</summary>
    private static readonly TimeSpan LongestTask = TimeSpan.FromMinutes(20);

    private bool _passcodeIsSet;

    /// <summary>What to show in the end where the card was changed, and the host did not hear how that ended.</summary>
    private Scene? _inDoubt;
    private bool _clockIsNoted;

    /// <summary>Ends when the journey is over, or another helper has taken this one's place.</summary>
    /// <returns>What to show at the end.</returns>
    public async Task<Scene> RunAsync(HelperSession session, CancellationToken cancellationToken)
    {
        screen.Show(new HelperView(Scene.Waiting));
        try
        {
            while (true)
            {
                if (await host.NextAsync(session, cancellationToken) is { } task)
                {
                    NoteClock();
                    await OneAsync(session, task, cancellationToken);
                }
            }
        }
        catch (HelperSessionEndedException ended)
        {
            return _inDoubt ?? (_passcodeIsSet ? Scene.PasscodeSet : ended.IsOver ? Scene.Over : Scene.Replaced);
        }
    }

    private async Task OneAsync(HelperSession session, CardTask task, CancellationToken cancellationToken)
    {
        var run = new TaskRun(task, session, host, readers, new CardFinder(readers, screen, time, log), screen, time, log);
        using var unwanted = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var watch = WatchAsync(run, unwanted);
        CardTaskResult? result;
        try
        {
            result = await ResultAsync(run, unwanted, cancellationToken);
        }
        finally
        {
            await unwanted.CancelAsync();
            await watch;
        }

        if (result is null)
        {
            screen.Show(new HelperView(Scene.Waiting));
            return;
        }

        log.TaskEnded(task.Kind, result.Outcome);

        // Whatever was done to the card is told, even when this helper is about to go to another journey.
        using var patience = new CancellationTokenSource(PatienceWithHost, time);
        try
        {
            await host.ReportResultAsync(session, task.Id, result, patience.Token);
            var scene = SceneOf(task.Kind, result.Outcome);
            _passcodeIsSet |= scene == Scene.PasscodeSet;
            screen.Show(new HelperView(scene) { Reason = scene == Scene.CardNotSupported ? UnsupportedWords.Of(result) : null });
        }
        catch (HelperSessionEndedException) when (run.IsReleased && result.Outcome is CardTaskOutcome.Done or CardTaskOutcome.Unknown)
        {
            _inDoubt = SceneOf(task.Kind, result.Outcome);
            throw;
        }
        catch (Exception untold) when (untold is HostRefusedException or OperationCanceledException)
        {
            screen.Show(new HelperView(run.IsReleased ? Scene.Unknown : Scene.StepFailed));
        }
    }

    /// <returns>Null when the task is no longer wanted.</returns>
    private async Task<CardTaskResult?> ResultAsync(TaskRun run, CancellationTokenSource unwanted, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(LeftOf(run.Task), time);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(unwanted.Token, late.Token, screen.CancelPressed);
        var cancelPressed = screen.CancelPressed;
        try
        {
            return await (run.Task.Kind switch
            {
                CardTaskKind.Identify => IdentifyTask.RunAsync(run, ends.Token),
                CardTaskKind.Prove => ProveTask.RunAsync(run, ends.Token),
                CardTaskKind.Reset => ResetTask.RunAsync(run, ends.Token),
                CardTaskKind.Read => ReadTask.RunAsync(run, ends.Token),
                CardTaskKind.CheckKey => CheckKeyTask.RunAsync(run, ends.Token),
                _ => Task.FromResult(new CardTaskResult(CardTaskOutcome.Refused)),
            });
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return cancelPressed.IsCancellationRequested ? new CardTaskResult(CardTaskOutcome.Cancelled)
                : late.IsCancellationRequested ? new CardTaskResult(CardTaskOutcome.NoCard)
                : null;
        }
        catch (NoCardChosenException)
        {
            return new CardTaskResult(CardTaskOutcome.Cancelled);
        }
        catch (CardNotSupportedException unsupported)
        {
            return unsupported.Card.Result;
        }
        catch (CardRemovedException gone)
        {
            log.CardWentAway(gone.Message);
            return new CardTaskResult(CardTaskOutcome.CardRemoved);
        }
        catch (CardException refused)
        {
            return new CardTaskResult(CardTaskOutcome.Refused) { StatusWord = refused.Sw.ToString() };
        }
        catch (Exception failed) when (failed is CardFaultException or HostUnreachableException or HostRefusedException)
        {
            log.ReaderFailed(failed.Message);
            return new CardTaskResult(CardTaskOutcome.Refused);
        }
    }

    /// <summary>Stops the task when the host no longer wants it; a released reset is never stopped.</summary>
    private async Task WatchAsync(TaskRun run, CancellationTokenSource unwanted)
    {
        try
        {
            while (true)
            {
                await Task.Delay(LookEvery, time, unwanted.Token);
                await host.LookAsync(run.Session, run.Task.Id, unwanted.Token);
            }
        }
        catch (HelperSessionEndedException)
        {
            if (!run.IsReleased)
            {
                await unwanted.CancelAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // The task came to its end.
        }
        catch (HostRefusedException)
        {
            // Not a word about whether the task is wanted.
        }
    }

    /// <summary>How long the task still lives, counted here: the clocks of two machines are never compared.</summary>
    private TimeSpan LeftOf(CardTask task)
    {
        // An older host sends a moment alone; over its answer stands what its clock said then. Where nothing does, the
        // host ends the task itself.
        var left = task.SecondsLeft is { } seconds ? TimeSpan.FromSeconds(seconds)
            : host.Clock is { } clock ? task.ExpiresAt - (time.GetUtcNow() - clock.Ahead)
            : LongestTask;
        return left < TimeSpan.Zero ? TimeSpan.Zero : left < LongestTask ? left : LongestTask;
    }

    /// <summary>Once for each journey.</summary>
    private void NoteClock()
    {
        if (!_clockIsNoted && host.Clock is { IsFar: true } clock)
        {
            _clockIsNoted = true;
            log.ClockIsOff(clock);
        }
    }

    private static Scene SceneOf(CardTaskKind kind, CardTaskOutcome outcome) => outcome switch
    {
        _ when kind is CardTaskKind.Read or CardTaskKind.CheckKey => outcome == CardTaskOutcome.Done ? Scene.CardRead : Scene.CardNotRead,
        CardTaskOutcome.Done => kind == CardTaskKind.Reset ? Scene.PasscodeSet : Scene.StepDone,
        CardTaskOutcome.PasscodeLocked => Scene.CardLocked,
        CardTaskOutcome.CardNotSupported => Scene.CardNotSupported,
        CardTaskOutcome.Unknown => Scene.Unknown,
        _ => Scene.StepFailed,
    };
}
