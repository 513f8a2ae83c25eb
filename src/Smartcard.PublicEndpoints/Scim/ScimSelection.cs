namespace Smartcard.PublicEndpoints.Scim;

/// <summary>Which attributes a caller wants to have (RFC 7644, 3.9). <c>schemas</c> and <c>id</c> always come.</summary>
/// <param name="Only">Empty = all.</param>
internal sealed record ScimSelection(IReadOnlyList<string> Only, IReadOnlyList<string> Without)
{
    /// <summary>More than there are.</summary>
    private const int MostNames = 50;

    public static ScimSelection Of(HttpRequest request) =>
        new(NamesIn(request.Query["attributes"]), NamesIn(request.Query["excludedAttributes"]));

    /// <param name="attribute">With its schema, where that is not the one of people themselves.</param>
    public bool Has(string attribute) =>
        (Only.Count == 0 || Only.Any(name => IsOf(name, attribute))) && !Without.Any(name => IsOf(name, attribute));

    /// <summary>Whether it is named, or what it is a part of.</summary>
    private static bool IsOf(string name, string attribute) =>
        attribute.StartsWith(name, StringComparison.OrdinalIgnoreCase)
        && (attribute.Length == name.Length || attribute[name.Length] is '.' or ':');

    private static string[] NamesIn(string? list) =>
    [
        .. (list ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Take(MostNames)
            .Select(ScimAttributes.WithoutCore),
    ];
}
