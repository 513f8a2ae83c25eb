namespace Smartcard.Designer.Definitions;

/// <summary>Settings of publishing; configuration section <c>Workflows</c>.</summary>
internal sealed class PublishingOptions
{
    public const string Section = "Workflows";

    /// <summary>Whether a second RA administrator has to approve what one wants to publish. Default false. S11.</summary>
    public bool PublishingNeedsApproval { get; set; }
}
