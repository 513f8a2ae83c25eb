using Smartcard.Domain.Registrations;

namespace Smartcard.Look;

/// <summary>
/// What somebody searches for on a page. The form is posted, since an email address must not stand in the address of a page: histories
/// and logs keep that. Anything else is then asked for by its address, so that it can be kept, and come back to.
/// </summary>
public static class Searches
{
    public const int MaxLength = 100;

    private const string Field = "find";

    /// <returns>Null where there is nothing to search for.</returns>
    public static string? TextOf(HttpContext http) =>
        TypedOf(http) is { Length: > 0 } text ? text[..Math.Min(text.Length, MaxLength)] : null;

    /// <returns>However long; null where nobody searches.</returns>
    public static string? TypedOf(HttpContext http) => (IsPost(http), http.Request.Query) switch
    {
        (true, _) => http.Request.Form[Field].ToString().Trim(), // FormGuard has read it
        (_, var query) when query.ContainsKey(Field) => query[Field].ToString().Trim(),
        _ => null,
    };

    /// <param name="alongside">Other fields of the form, which narrow the search.</param>
    /// <returns>Where to look instead; null where this request is answered itself.</returns>
    public static string? ElsewhereOf(HttpContext http, params string[] alongside) => TypedOf(http) switch
    {
        { Length: > 0 and <= MaxLength } text when IsPost(http) && !TypedAddress.IsMeant(text) =>
            http.Request.Path
            + alongside
                .Select(field => (field, Text: http.Request.Form[field].ToString()))
                .Where(other => other.Text.Length is > 0 and <= MaxLength)
                .Aggregate(QueryString.Create(Field, text), (query, other) => query.Add(other.field, other.Text))
                .ToUriComponent(),
        { } text when !IsPost(http) && TypedAddress.IsMeant(text) => http.Request.Path,
        _ => null,
    };

    private static bool IsPost(HttpContext http) => HttpMethods.IsPost(http.Request.Method);
}
