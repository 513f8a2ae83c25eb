namespace Smartcard.Storage.Workflows;

/// <summary>The versions of definitions, as they are in the database.</summary>
public static class DefinitionQueries
{
    /// <summary>All versions of one, newest first; none = there is no such definition.</summary>
    public static IQueryable<WorkflowDefinitionRow> VersionsOf(this SmartcardDbContext database, string definitionId) =>
        database.Set<WorkflowDefinitionRow>().Where(d => d.DefinitionId == definitionId).OrderByDescending(d => d.Version);

    /// <summary>All versions of all definitions, those of one together and newest first.</summary>
    public static IQueryable<WorkflowDefinitionRow> AllVersions(this SmartcardDbContext database) =>
        database.Set<WorkflowDefinitionRow>().OrderBy(d => d.DefinitionId).ThenByDescending(d => d.Version);
}
