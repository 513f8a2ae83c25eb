using System.Globalization;

namespace Smartcard.Workflows;

/// <summary>
/// Lengths of time and moments as people write them into workflows and settings, in one way only, so that none is read
/// as another than was meant.
/// </summary>
public static class WrittenTimes
{
    /// <summary>For messages that ask for a length of time.</summary>
    public const string LengthExample = "00:15:00 for a quarter of an hour, or 1.00:00:00 for a day";

    private static readonly string[] Lengths = [@"hh\:mm\:ss", @"d\.hh\:mm\:ss", @"hh\:mm\:ss\.FFFFFFF", @"d\.hh\:mm\:ss\.FFFFFFF"];

    private static readonly string[] Moments =
    [
        "yyyy-MM-dd",
        "yyyy-MM-dd'T'HH:mmK",
        "yyyy-MM-dd'T'HH:mm:ssK",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
    ];

    /// <summary>Only <c>[d.]hh:mm:ss</c> with hours below 24: .NET by itself takes 24:00:00 for 24 days, and 15 for 15 days.</summary>
    public static bool TryReadLength(string text, out TimeSpan length) =>
        text.StartsWith('-')
            ? TimeSpan.TryParseExact(text.AsSpan(1), Lengths, CultureInfo.InvariantCulture, TimeSpanStyles.AssumeNegative, out length)
            : TimeSpan.TryParseExact(text, Lengths, CultureInfo.InvariantCulture, TimeSpanStyles.None, out length);

    /// <summary>
    /// Only ISO 8601, such as 2027-04-03T07:00:00Z, and UTC where no offset stands: 03/04/2027 is March to some, and
    /// April to others.
    /// </summary>
    public static bool TryReadMoment(string text, out DateTimeOffset moment) =>
        DateTimeOffset.TryParseExact(text, Moments, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out moment);
}
