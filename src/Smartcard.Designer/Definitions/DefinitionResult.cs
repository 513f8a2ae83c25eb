using Smartcard.Storage.Workflows;

namespace Smartcard.Designer.Definitions;

/// <summary>What came of an edit of a definition.</summary>
internal abstract record DefinitionResult
{
    private DefinitionResult()
    {
    }

    public sealed record Saved(DefinitionVersion Version, bool AlreadyPublished) : DefinitionResult
    {
        /// <summary>Drafts that were made because they use what was published.</summary>
        public IReadOnlyList<DefinitionVersion> Consumers { get; init; } = [];
    }

    /// <summary>The draft is saved and may be published, and another administrator has been asked to.</summary>
    /// <param name="CanBeApproved">There is an account beside the asker's that may approve it.</param>
    public sealed record Asked(DefinitionVersion Version, bool CanBeApproved) : DefinitionResult;

    /// <summary>Nothing was changed.</summary>
    /// <param name="Member">The member of the definition that the reasons are about.</param>
    public sealed record Refused(string Member, IReadOnlyList<string> Reasons) : DefinitionResult;

    public sealed record NotFound : DefinitionResult;
}
