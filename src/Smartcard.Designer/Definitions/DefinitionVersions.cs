using Microsoft.EntityFrameworkCore;
using Smartcard.Storage;
using Smartcard.Storage.Workflows;

namespace Smartcard.Designer.Definitions;

/// <summary>The versions of definitions, for those who look. Nothing here changes one.</summary>
internal sealed class DefinitionVersions(SmartcardDbContext database)
{
    /// <summary>All versions of all definitions, newest first.</summary>
    public async Task<IReadOnlyList<DefinitionVersion>> ListAsync(CancellationToken cancellationToken)
    {
        var rows = await database
            .Set<WorkflowDefinitionRow>()
            .OrderBy(d => d.DefinitionId)
            .ThenByDescending(d => d.Version)
            .ToListAsync(cancellationToken);
        return
        [
            .. rows.GroupBy(r => r.DefinitionId, StringComparer.Ordinal)
                .SelectMany(versions =>
                    versions.Select((row, index) => new DefinitionVersion(row, IsLatest: index == 0))),
        ];
    }

    public async Task<DefinitionVersion?> FindAsync(string definitionId, int? version, CancellationToken cancellationToken)
    {
        var rows = await RowsAsync(definitionId, cancellationToken);
        return rows.FindIndex(r => version is null || r.Version == version) is var at and >= 0
            ? new DefinitionVersion(rows[at], IsLatest: at == 0)
            : null;
    }

    /// <summary>All versions of one, newest first; empty = there is no such definition.</summary>
    public async Task<IReadOnlyList<DefinitionVersion>> VersionsOfAsync(string definitionId, CancellationToken cancellationToken) =>
        [.. (await RowsAsync(definitionId, cancellationToken)).Select((row, index) => new DefinitionVersion(row, IsLatest: index == 0))];

    public async Task<bool> IsNameFreeAsync(string name, string? definitionId, CancellationToken cancellationToken) =>
        !(
            await database
                .Set<WorkflowDefinitionRow>()
                .Where(d => d.DefinitionId != definitionId)
                .Select(d => d.Name)
                .ToListAsync(cancellationToken)
        ).Contains(name.Trim(), StringComparer.OrdinalIgnoreCase);

    /// <summary>As they are in the database, newest first.</summary>
    public Task<List<WorkflowDefinitionRow>> RowsAsync(string definitionId, CancellationToken cancellationToken) =>
        database
            .Set<WorkflowDefinitionRow>()
            .Where(d => d.DefinitionId == definitionId)
            .OrderByDescending(d => d.Version)
            .ToListAsync(cancellationToken);
}
