using Smartcard.Expressions;

namespace Smartcard.Workflows;

/// <summary>Starts, resumes and cancels instances: one step each, saved through the store in the caller's transaction.</summary>
/// <param name="steps">Null where nothing that is resumed outlives this process.</param>
public sealed class WorkflowEngine(
    IWorkflowStore store,
    IServiceProvider services,
    TimeProvider time,
    IEnumerable<ITurnObserver> observers,
    IStepRecord? steps = null)
{
    /// <summary>Less for tests, so that they need not wait for it.</summary>
    internal TimeSpan LongestExpression { get; set; } = ProcessorBudget.OfExpressions;

    /// <exception cref="WorkflowInputException">The definition declares an input that is missing, or given as something else.</exception>
    public async Task<Turn> StartAsync(StartRequest request, CancellationToken cancellationToken)
    {
        var definition = await store.GetDefinitionAsync(request.DefinitionId, request.Version, cancellationToken);
        var state = new WorkflowState
        {
            InstanceId = request.InstanceId,
            DefinitionId = definition.DefinitionId,
            Version = definition.Version,
            CorrelationId = request.CorrelationId,
            StartedFor = request.CorrelationId,
            Input = definition.Bind(request.Input),
        };
        var turn = new Turn { State = state, IsNew = true };
        using var span = Begin("start", turn);

        // Observers first hear of the start, so that what they keep of an instance is there when its activities ask for it.
        foreach (var observer in observers)
        {
            await observer.OnStartingAsync(turn, cancellationToken);
        }

        await StepOf(definition, turn, cancellationToken).StartAsync();
        return await EndAsync(turn, cancellationToken);
    }

    /// <summary>Whether going on from what waits there ended hosts, so that it is not tried again.</summary>
    public bool IsSetAside(Stimulus stimulus) => EndedHosts(PreparingOf(stimulus)) || EndedHosts(ResumingOf(stimulus));

    /// <summary>
    /// Does an activity's slow work on a stimulus, outside any transaction. Where nothing waits, the stimulus comes
    /// back as it was.
    /// </summary>
    public async Task<Stimulus> PrepareAsync(Stimulus stimulus, CancellationToken cancellationToken)
    {
        using var begun = steps?.Begin(PreparingOf(stimulus));
        if (begun?.IsSetAside == true || EndedHosts(ResumingOf(stimulus)))
        {
            return stimulus;
        }

        if (await store.FindWaitingAsync(stimulus.Name, stimulus.Key, cancellationToken) is not { } waiting)
        {
            return stimulus;
        }

        var definition = await store.GetDefinitionAsync(waiting.State.DefinitionId, waiting.State.Version, cancellationToken);
        var turn = new Turn { State = waiting.State, IsNew = false };
        using var span = Begin("prepare", turn);
        var step = StepOf(definition, turn, cancellationToken);
        return stimulus with { Prepared = await step.PrepareAsync(waiting.Bookmark, stimulus) };
    }

    /// <exception cref="StepLeftAloneException">It ended hosts, and so did setting it aside.</exception>
    public async Task<ResumeResult> ResumeAsync(Stimulus stimulus, CancellationToken cancellationToken)
    {
        using var begun = steps?.Begin(ResumingOf(stimulus));
        using var aside = begun?.IsSetAside == true || EndedHosts(PreparingOf(stimulus)) ? BeginSettingAside(begun!.Step) : null;
        return await store.FindWaitingAsync(stimulus.Name, stimulus.Key, cancellationToken) is { } waiting
            ? await ResumeAsync(waiting.State, waiting.Bookmark, stimulus, aside is not null, cancellationToken)
            : new ResumeResult.NotWaiting();
    }

    /// <exception cref="StepLeftAloneException">It ended hosts, and so did setting it aside.</exception>
    public async Task<ResumeResult> ResumeTimerAsync(Guid bookmarkId, CancellationToken cancellationToken)
    {
        using var begun = steps?.Begin(StepId.Of("timer", bookmarkId.ToString()));
        using var aside = begun?.IsSetAside == true ? BeginSettingAside(begun.Step) : null;
        if (await store.FindWaitingAsync(bookmarkId, cancellationToken) is not { } waiting
            || waiting.Bookmark.DueAt is not { } due
            || due > time.GetUtcNow())
        {
            return new ResumeResult.NotWaiting();
        }

        var stimulus = new Stimulus(waiting.Bookmark.Name, waiting.Bookmark.Key, null) { IsTimer = true };
        return await ResumeAsync(waiting.State, waiting.Bookmark, stimulus, aside is not null, cancellationToken);
    }

    /// <summary>Runs an activity that faulted again, from its beginning; what was cancelled when it faulted stays so.</summary>
    /// <returns>Null when the instance has no such fault to retry, or never was.</returns>
    public async Task<Turn?> RetryAsync(Guid instanceId, string activityId, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(instanceId, cancellationToken) is not { } state
            || !state.Executions.Exists(e => e.IsFaulted && e.ActivityId == activityId))
        {
            return null;
        }

        var definition = await store.GetDefinitionAsync(state.DefinitionId, state.Version, cancellationToken);
        var turn = new Turn { State = state, IsNew = false, IsRetry = true };
        using var span = Begin("retry", turn);
        await StepOf(definition, turn, cancellationToken).RetryAsync(activityId);
        return await EndAsync(turn, cancellationToken);
    }

    /// <summary>Ends an instance and clears all it waits on; null when it has ended already or never was.</summary>
    public async Task<Turn?> CancelAsync(Guid instanceId, string? reason, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(instanceId, cancellationToken) is not { Status: WorkflowStatus.Suspended } state)
        {
            return null;
        }

        var definition = await store.GetDefinitionAsync(state.DefinitionId, state.Version, cancellationToken);
        var turn = new Turn { State = state, IsNew = false, CancelReason = reason };
        using var span = Begin("cancel", turn);
        StepOf(definition, turn, cancellationToken).Cancel();
        return await EndAsync(turn, cancellationToken);
    }

    private async Task<ResumeResult> ResumeAsync(
        WorkflowState state, BookmarkRecord bookmark, Stimulus stimulus, bool isSetAside, CancellationToken cancellationToken)
    {
        var definition = await store.GetDefinitionAsync(state.DefinitionId, state.Version, cancellationToken);
        var turn = new Turn
        {
            State = state,
            IsNew = false,
            IsTimer = stimulus.IsTimer,
            DueAt = stimulus.IsTimer ? bookmark.DueAt : null,
            IsSetAside = isSetAside,
        };
        using var span = Begin("resume", turn);
        var step = StepOf(definition, turn, cancellationToken);
        if (isSetAside)
        {
            step.SetAside(bookmark);
        }
        else
        {
            await step.ResumeAsync(bookmark, stimulus);
        }

        return new ResumeResult.Resumed(await EndAsync(turn, cancellationToken));
    }

    // Two names: the end of the first part must not make the record forget that hosts ended in the second.
    private static StepId PreparingOf(Stimulus stimulus) => StepId.Of("prepare", stimulus.Name, stimulus.Key);

    private static StepId ResumingOf(Stimulus stimulus) => StepId.Of("resume", stimulus.Name, stimulus.Key);

    private bool EndedHosts(StepId step) => steps?.EndedHosts(step) >= BegunStep.MaxEndedHosts;

    /// <exception cref="StepLeftAloneException">It ended hosts itself.</exception>
    private BegunStep BeginSettingAside(StepId step)
    {
        var aside = steps!.Begin(StepId.Of("set aside", step.ToString()));
        if (aside.IsSetAside)
        {
            aside.Dispose();
            throw new StepLeftAloneException(aside.Step);
        }

        return aside;
    }

    private WorkflowStep StepOf(WorkflowDefinition definition, Turn turn, CancellationToken cancellationToken) =>
        new(definition, turn, new ActivityMaker(services) { LongestExpression = LongestExpression }, time.GetUtcNow(), cancellationToken);

    private System.Diagnostics.Activity? Begin(string what, Turn turn)
    {
        foreach (var observer in observers)
        {
            observer.OnStepping(turn);
        }

        return WorkflowTracing.Step(what, turn);
    }

    private async Task<Turn> EndAsync(Turn turn, CancellationToken cancellationToken)
    {
        if (turn.ContinuesAs is { } definitionId)
        {
            turn.Next = new StartRequest(
                Guid.CreateVersion7(time.GetUtcNow()),
                definitionId,
                null,
                turn.State.StartedFor,
                turn.State.Input);
        }

        await store.SaveAsync(turn, cancellationToken);
        foreach (var observer in observers)
        {
            await observer.OnTurnAsync(turn, cancellationToken);
        }

        if (turn.Next is { } next)
        {
            await StartAsync(next, cancellationToken);
        }

        return turn;
    }
}
