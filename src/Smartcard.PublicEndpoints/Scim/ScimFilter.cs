using System.Text;

namespace Smartcard.PublicEndpoints.Scim;

/// <summary>Whom a list is about. Of the filters of RFC 7644 (3.4.2.2) these are taken: one attribute, <c>eq</c>, and a value.</summary>
internal abstract record ScimFilter
{
    private const int MaxLength = 1000;

    private static readonly ScimFault NotTaken = ScimFault.Filter(
        "You can only filter by `userName eq \"…\"` (the staff number), `id eq \"…\"`, `active eq true` or `active eq false`.");

    private ScimFilter()
    {
    }

    public sealed record Number(string Value) : ScimFilter;

    public sealed record Id(string Value) : ScimFilter;

    /// <param name="IsActive">Null = whether they work here or not.</param>
    public sealed record All(bool? IsActive) : ScimFilter;

    /// <param name="text">Null = everybody is meant.</param>
    public static (ScimFilter? Filter, ScimFault? Fault) Read(string? text)
    {
        if (text is null)
        {
            return (new All(IsActive: null), null);
        }

        if (text.Length > MaxLength)
        {
            return (null, ScimFault.Filter($"A filter has at most {MaxLength} characters."));
        }

        string[] parts = text.Split((char[]?)null, 3, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (parts is not [var attribute, var comparison, var value]
            || !comparison.Equals("eq", StringComparison.OrdinalIgnoreCase)
            || !ScimJson.TryRead(Encoding.UTF8.GetBytes(value), out var read))
        {
            return (null, NotTaken);
        }

        return (ScimAttributes.WithoutCore(attribute).ToLowerInvariant(), read) switch
        {
            ("username", string number) => (new Number(number), null),
            ("id", string id) => (new Id(id), null),
            ("active", bool isActive) => (new All(isActive), null),
            ("active", string said) when bool.TryParse(said, out var isActive) => (new All(isActive), null),
            ("externalid", _) => (null, ScimFault.Filter("We do not keep `externalId`. Match people by `userName`, the staff number.")),
            _ => (null, NotTaken),
        };
    }
}
