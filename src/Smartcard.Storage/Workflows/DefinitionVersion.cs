namespace Smartcard.Storage.Workflows;

public sealed record DefinitionVersion(WorkflowDefinitionRow Row, bool IsLatest)
{
    public string Id => DefinitionIds.VersionId(Row.DefinitionId, Row.Version);
}
