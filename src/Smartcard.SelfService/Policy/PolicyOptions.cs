using System.ComponentModel.DataAnnotations;

namespace Smartcard.SelfService.Policy;

/// <summary>The installation's policy profile; configuration section <c>Policy</c>. No workflow can loosen it.</summary>
public sealed class PolicyOptions
{
    public const string Section = "Policy";

    /// <summary>Domains whose addresses, and those of their subdomains, may be registered. Default: nhs.net, nhs.uk, gov.uk, mod.uk. P-R2.</summary>
    /// <remarks>Null in the making, since configuration adds to a list that is there already: what an installation names must be the whole list.</remarks>
    [MinLength(1)]
    public IReadOnlyList<string>? ApprovedEmailProviders { get; set; }

    internal static IReadOnlyList<string> NationalProviders { get; } = ["nhs.net", "nhs.uk", "gov.uk", "mod.uk"];

    /// <summary>Whether a reset needs right answers. Default true; false = card and code only. S10.</summary>
    public bool QuestionsRequired { get; set; } = true;
}
