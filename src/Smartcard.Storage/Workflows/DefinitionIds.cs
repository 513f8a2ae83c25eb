using System.Globalization;

namespace Smartcard.Storage.Workflows;

/// <summary>
/// How definitions and their versions are named: which ids and names there may be, and how a version's id is made of
/// both.
/// </summary>
public static class DefinitionIds
{
    private const int MaxIdLength = 60;

    /// <summary>The back office has a page of its own in the place where a workflow of this name would have one.</summary>
    internal const string Reserved = "approvals";

    /// <summary>An id of a version, as the designer's API wants one: the definition's, <c>.v</c>, the number.</summary>
    public static string VersionId(string definitionId, int version) => $"{definitionId}.v{version}";

    public static (string DefinitionId, int Version)? ParseVersionId(string versionId) =>
        versionId.LastIndexOf(".v", StringComparison.Ordinal) is var at and > 0
        && int.TryParse(versionId[(at + 2)..], NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? (versionId[..at], version)
            : null;

    /// <returns>A sentence; null = a definition may have this id.</returns>
    public static string? WhyNotAsId(string definitionId) =>
        definitionId.Length > MaxIdLength || !definitionId.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')
            ? $"A workflow's id can have up to {MaxIdLength} letters, digits and hyphens."
        : definitionId.Equals(Reserved, StringComparison.OrdinalIgnoreCase)
            ? $"No workflow can have the id '{Reserved}', because it is a page of the back office. Choose another id."
        : null;

    /// <returns>A sentence; null = a definition may be called this.</returns>
    public static string? WhyNotAsName(string name) =>
        name.Length is 0 or > 200 ? "Give the workflow a name of up to 200 characters." : null;
}
