namespace Smartcard.Workflows;

/// <summary>Says what may be published, beyond what the engine can run.</summary>
public interface IDefinitionGuard
{
    /// <returns>Each reason to refuse the definition; empty = it may be published.</returns>
    Task<IReadOnlyList<DefinitionRefusal>> CheckAsync(WorkflowDefinition definition, CancellationToken cancellationToken);
}

/// <param name="ActivityId">The activity that the reason is about; null = the whole workflow.</param>
/// <param name="Reason">A sentence that names the activity as the designer shows it.</param>
/// <param name="Path">The way to it, a step each; empty where the reason lies in the activity itself.</param>
public sealed record DefinitionRefusal(string? ActivityId, string Reason, IReadOnlyList<string> Path)
{
    /// <summary>The reason, and the way there.</summary>
    public override string ToString() => Path.Count == 0 ? Reason : $"{Reason} The way there: {string.Join("; ", Path)}.";
}

/// <summary>A definition that must not be published. Each line of the message is a reason.</summary>
public sealed class DefinitionRefusedException(WorkflowDefinition definition, IReadOnlyList<DefinitionRefusal> refusals)
    : Exception(
        $"The workflow '{definition.Name}' ({definition.DefinitionId}) is not "
        + $"safe:{string.Concat(refusals.Select(r => Environment.NewLine + "- " + r))}")
{
    /// <summary>Each reason; at least one.</summary>
    public IReadOnlyList<DefinitionRefusal> Refusals { get; } = refusals;
}
