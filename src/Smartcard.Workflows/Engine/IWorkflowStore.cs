namespace Smartcard.Workflows;

/// <summary>Where instances are kept. Works inside the caller's transaction, which the caller commits.</summary>
public interface IWorkflowStore
{
    /// <summary>Reads a version of a workflow.</summary>
    /// <param name="definitionId">Which workflow.</param>
    /// <param name="version">Null = the latest published.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="KeyNotFoundException">There is no such definition or version.</exception>
    Task<WorkflowDefinition> GetDefinitionAsync(string definitionId, int? version, CancellationToken cancellationToken);

    /// <summary>The instance that waits on this bookmark, locked for this transaction; null when none does.</summary>
    Task<(WorkflowState State, BookmarkRecord Bookmark)?> FindWaitingAsync(string name, string key, CancellationToken cancellationToken);

    /// <summary>The same, by the bookmark's id.</summary>
    Task<(WorkflowState State, BookmarkRecord Bookmark)?> FindWaitingAsync(Guid bookmarkId, CancellationToken cancellationToken);

    /// <summary>The instance, locked for this transaction; null when there is none.</summary>
    Task<WorkflowState?> FindAsync(Guid instanceId, CancellationToken cancellationToken);

    /// <summary>Saves all that a turn did.</summary>
    Task SaveAsync(Turn turn, CancellationToken cancellationToken);
}

/// <summary>Is told of each step inside its transaction, and may add to it.</summary>
/// <remarks>None may rely on another having been told before: what has an order is done by one of them.</remarks>
public interface ITurnObserver
{
    /// <summary>An instance is about to take a step, or to prepare one. It must not throw.</summary>
    void OnStepping(Turn turn)
    {
    }

    /// <summary>An instance is about to take its first step.</summary>
    ValueTask OnStartingAsync(Turn turn, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>An instance has taken a step that is about to be saved.</summary>
    ValueTask OnTurnAsync(Turn turn, CancellationToken cancellationToken);
}
