using System.Globalization;

namespace Smartcard.PublicEndpoints.Scim;

/// <summary>Which part of a list is asked for (RFC 7644, 3.4.2.4).</summary>
/// <param name="From">From 1.</param>
internal sealed record ScimPage(int From, int Count)
{
    /// <summary>At once.</summary>
    public const int Most = 100;

    public static (ScimPage? Page, ScimFault? Fault) Read(string? startIndex, string? count) =>
        TryRead(startIndex, 1, out var from) && TryRead(count, Most, out var most)
            ? (new ScimPage(Math.Max(from, 1), Math.Clamp(most, 0, Most)), null)
            : (null, ScimFault.Value("`startIndex` and `count` must be whole numbers."));

    private static bool TryRead(string? text, int otherwise, out int number)
    {
        number = otherwise;
        return text is null || int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
    }
}
