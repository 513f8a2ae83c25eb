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
        var rows = await database.AllVersions().ToListAsync(cancellationToken);
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
        database.VersionsOf(definitionId).ToListAsync(cancellationToken);

    /// <summary>
    /// A definition serves the kind of journey that its id starts with, so its name gives the id: "Unlock at night" is
    /// <c>unlock-at-night</c>.
    /// </summary>
    public async Task<string> FreeIdAsync(string name, CancellationToken cancellationToken)
    {
        var words = new string([.. name.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')]).Split(
            '-',
            StringSplitOptions.RemoveEmptyEntries);
        var slug = string.Join('-', words) is { Length: > 0 } given ? given[..Math.Min(given.Length, 50)] : "workflow";
        var taken = await database
            .Set<WorkflowDefinitionRow>()
            .Select(d => d.DefinitionId)
            .Distinct()
            .ToListAsync(cancellationToken);
        return Enumerable
            .Range(1, int.MaxValue)
            .Select(n => n == 1 ? slug : $"{slug}-{n}")
            .First(id => id != DefinitionIds.Reserved && !taken.Contains(id));
    }
}
