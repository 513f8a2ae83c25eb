using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;

namespace Smartcard.SelfService.Policy;

/// <summary>The installation's policy profile; configuration section <c>Policy</c>. No workflow can loosen it.</summary>
public sealed partial class PolicyOptions : IValidatableObject
{
    public const string Section = "Policy";

    /// <summary>Domains whose addresses, and those of their subdomains, may be registered. Default: nhs.net, nhs.uk, gov.uk, mod.uk. P-R2.</summary>
    /// <remarks>Null in the making, since configuration adds to a list that is there already: what an installation names must be the whole list.</remarks>
    [MinLength(1)]
    public IReadOnlyList<string>? ApprovedEmailProviders { get; set; }

    internal static IReadOnlyList<string> NationalProviders { get; } = ["nhs.net", "nhs.uk", "gov.uk", "mod.uk"];

    /// <summary>Whether a reset needs right answers. Default true; false = card and code only. S10.</summary>
    public bool QuestionsRequired { get; set; } = true;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        (ApprovedEmailProviders ?? [])
            .Where(provider => !Domain().IsMatch(provider))
            .Select(provider => new ValidationResult($"Policy:ApprovedEmailProviders has '{provider}', which is no domain: write it like nhs.net, without @ and without a dot before it."));

    [GeneratedRegex(@"\A([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}\z", RegexOptions.None, matchTimeoutMilliseconds: 200)]
    private static partial Regex Domain();
}
