using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Smartcard.Workflows;

namespace Smartcard.Storage.Workflows;

/// <summary>
/// Versions of workflows that others may use as activities: published once, so that they never change, and offered as
/// such.
/// </summary>
public sealed class OfferedWorkflows(SmartcardDbContext database, ActivityRegistry registry, OfferedWorkflowCache known)
{
    /// <summary>A definition with the workflows that it uses.</summary>
    /// <exception cref="DefinitionException">It cannot be run, or one that it uses cannot.</exception>
    public async Task<WorkflowDefinition> ReadAsync(string json, CancellationToken cancellationToken) =>
        DefinitionReader.Read(json, registry, await UsedByAsync(json, cancellationToken));

    public Task<UsedWorkflows> UsedByAsync(string json, CancellationToken cancellationToken) =>
        UsedWorkflows.LoadAsync(json, async (reference, ct) => (await FindAsync(reference, ct))?.Json, cancellationToken);

    /// <summary>The versions that these use, and those that they use in turn.</summary>
    public async Task<IReadOnlyList<WorkflowDefinitionRow>> RowsUsedByAsync(
        IEnumerable<WorkflowDefinitionRow> definitions,
        CancellationToken cancellationToken)
    {
        var found = new Dictionary<WorkflowReference, WorkflowDefinitionRow>();
        foreach (var definition in definitions)
        {
            await UsedWorkflows.LoadAsync(
                definition.Json,
                async (reference, ct) => await FindAsync(reference, ct) is { } row ? (found[reference] = row).Json : null,
                cancellationToken);
        }

        return [.. found.Values];
    }

    /// <returns>Null when there is no such version, or it is none that others may use.</returns>
    public async Task<WorkflowDefinitionRow?> FindAsync(
        WorkflowReference reference,
        CancellationToken cancellationToken) =>
        await database.FindAsync<WorkflowDefinitionRow>([reference.DefinitionId, reference.Version], cancellationToken)
            is { IsDraft: false } row
        && WorkflowAsActivity.IsOffered(row.Json)
            ? row
            : null;

    /// <summary>All of them, by name, newest version first.</summary>
    public async Task<IReadOnlyList<OfferedWorkflow>> ListAsync(CancellationToken cancellationToken)
    {
        var versions = await database.Set<WorkflowDefinitionRow>().AsNoTracking()
            .Where(d => d.IsPublished || d.WasPublished)
            .Select(d => new { d.DefinitionId, d.Version, d.Name, d.IsPublished })
            .ToListAsync(cancellationToken);
        var offered = new List<OfferedWorkflow>();
        foreach (
            var version in versions
                .OrderBy(v => v.Name, StringComparer.OrdinalIgnoreCase)
                .ThenBy(v => v.DefinitionId, StringComparer.Ordinal)
                .ThenByDescending(v => v.Version))
        {
            var reference = new WorkflowReference(version.DefinitionId, version.Version);
            if (!known.Descriptors.TryGetValue(reference, out var descriptor))
            {
                known.Descriptors[reference] = descriptor = await DescribeAsync(reference, cancellationToken);
            }

            // Two could only have one type where both were published at the same moment; the designer must not see both.
            if (descriptor is not null
                && !offered.Exists(o =>
                    o.Descriptor.TypeName == descriptor.TypeName && o.Descriptor.Version == descriptor.Version))
            {
                offered.Add(new OfferedWorkflow(reference, descriptor, version.IsPublished));
            }
        }

        return offered;
    }

    /// <summary>Definitions whose newest or published version uses this one.</summary>
    public async Task<IReadOnlyList<DefinitionVersion>> ConsumersOfAsync(string definitionId, CancellationToken cancellationToken)
    {
        var rows = await database.AllVersions().ToListAsync(cancellationToken);
        return
        [
            .. rows.GroupBy(r => r.DefinitionId, StringComparer.Ordinal)
                .Where(versions =>
                    versions
                        .Where((row, index) => index == 0 || row.IsPublished)
                        .Any(row => UsedWorkflows.ReferencesIn(row.Json).Any(r => r.DefinitionId == definitionId)))
                .Select(versions => new DefinitionVersion(versions.First(), IsLatest: true)),
        ];
    }

    /// <returns>A sentence; null = it can be offered as an activity, or does not want to be.</returns>
    public async Task<string?> WhyNotOfferedAsync(WorkflowDefinitionRow row, CancellationToken cancellationToken)
    {
        if (!WorkflowAsActivity.IsOffered(row.Json))
        {
            return null;
        }

        var typeName = WorkflowAsActivity.TypeNameOf(row.Name);
        return !typeName.All(char.IsAsciiLetterOrDigit) || !char.IsAsciiLetter(typeName[0])
                ? "A workflow that others use as an activity needs a name of letters, digits and spaces, and "
                    + $"'{row.Name}' is not one. Give it another name, or switch off 'Usable as activity' in its settings."
            : (await ListAsync(cancellationToken)).FirstOrDefault(o =>
                o.Descriptor.TypeName.Equals(typeName, StringComparison.OrdinalIgnoreCase)
                && o.Reference.DefinitionId != row.DefinitionId)
                is { } other
                ? $"The workflow '{other.Descriptor.DisplayName}' ({other.Reference.DefinitionId}) is already used as "
                    + "an activity with this name. Give this one another name."
                : null;
    }

    private async Task<ActivityDescriptor?> DescribeAsync(WorkflowReference reference, CancellationToken cancellationToken)
    {
        if (await FindAsync(reference, cancellationToken) is not { } row)
        {
            return null;
        }

        try
        {
            return ActivityDescriptor.OfWorkflow(await ReadAsync(row.Json, cancellationToken));
        }
        catch (DefinitionException)
        {
            // Published by a release that could run it; whatever uses it cannot be read either, and says why.
            return null;
        }
    }
}

/// <param name="IsPublished">New journeys of whatever uses it may start to use this version; older ones go on with it all the same.</param>
public sealed record OfferedWorkflow(WorkflowReference Reference, ActivityDescriptor Descriptor, bool IsPublished);

/// <summary>What was found of versions before; they never change. Null = it is not offered.</summary>
public sealed class OfferedWorkflowCache
{
    internal ConcurrentDictionary<WorkflowReference, ActivityDescriptor?> Descriptors { get; } = new();
}
