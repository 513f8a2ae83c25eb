namespace Smartcard.Designer.Definitions;

/// <param name="VersionId">Such as <c>unlock.v2</c>.</param>
/// <param name="IsPublished">The installation had no version of this workflow, so staff use this one. Otherwise it is a draft.</param>
internal readonly record struct VersionFromFile(string VersionId, bool IsPublished);
