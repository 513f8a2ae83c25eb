using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using Smartcard.Domain.Booth;

namespace Smartcard.SelfService.Booth;

/// <summary>What the organisation wants of the IT booth; configuration section <c>Booth</c>. S14.</summary>
public sealed class BoothOptions : IValidatableObject
{
    public const string Section = "Booth";

    /// <summary>How long the name of an identity check may be; the audit names it.</summary>
    private const int MaxCheckLength = 60;

    /// <summary>How a card's holder may show who they are, in the organisation's words, 1 to 12. Default: three common ones.</summary>
    /// <remarks>Null in the making, because configuration adds to a list that is there already.</remarks>
    [Length(1, 12)]
    public IReadOnlyList<string>? IdentityChecks { get; set; }

    internal static IReadOnlyList<string> CommonChecks { get; } =
        ["Staff badge with photograph", "Passport or driving licence", "Manager on the telephone, on a number we know"];

    /// <summary>Whether a second member of staff has to confirm who the holder is. Default false.</summary>
    public bool SecondPerson { get; set; }

    /// <summary>How many resets in person one user may make, and questions clear, within an hour. Default 20; 1 to 1,000.</summary>
    [Range(1, 1000)]
    public int ResetsPerHour { get; set; } = 20;

    /// <summary>When a journey counts as standing still.</summary>
    [ValidateObjectMembers]
    public StallOptions Stalled { get; set; } = new();

    public InPersonRules Rules => new(SecondPerson, ResetsPerHour);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
    [
        .. (IdentityChecks ?? [])
            .Where(check => string.IsNullOrWhiteSpace(check) || check.Length > MaxCheckLength || check.Any(char.IsControl))
            .Select(check => new ValidationResult(
                $"Booth:IdentityChecks has '{check}'. Write each check as a few words on one line, at most {MaxCheckLength} characters.")),
    ];
}
