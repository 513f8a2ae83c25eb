using System.Globalization;
using Smartcard.Look;
using Smartcard.Wording;

namespace Smartcard.BackOffice.Audit;

/// <summary>From which day until which the audit is asked for, as a page's form or address has it.</summary>
/// <param name="FromText">As it was typed.</param>
/// <param name="FirstDay">Null = from the beginning.</param>
/// <param name="LastDay">Null = until now.</param>
public sealed record TypedDays(string FromText, string UntilText, DateOnly? FirstDay, DateOnly? LastDay, Errors Errors)
{
    public const string From = "from";
    public const string Until = "until";

    /// <summary>What a browser sends for a day.</summary>
    private const string Iso = "yyyy-MM-dd";

    private static readonly DateOnly Earliest = new(2000, 1, 1);
    private static readonly DateOnly Latest = new(2199, 12, 31);

    public bool AreGiven => FromText.Length + UntilText.Length > 0;

    public static TypedDays Of(HttpContext http)
    {
        var errors = new Errors();
        var (from, until) = (TextOf(http, From), TextOf(http, Until));
        var (first, last) = (DayOf(From, from, errors), DayOf(Until, until, errors));
        if (first > last)
        {
            errors.Add(Until, Catalogue.Audit["days.order"]);
        }

        return new TypedDays(from, until, first, last, errors);
    }

    private static string TextOf(HttpContext http, string field) =>
        (http.Request.HasFormContentType ? http.Request.Form[field] : http.Request.Query[field]).ToString().Trim();

    private static DateOnly? DayOf(string field, string text, Errors errors)
    {
        if (text.Length == 0)
        {
            return null;
        }

        if (DateOnly.TryParseExact(text, Iso, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            && day >= Earliest
            && day <= Latest)
        {
            return day;
        }

        errors.Add(field, Catalogue.Audit["days.wrong"]);
        return null;
    }
}
