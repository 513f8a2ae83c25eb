using System.Globalization;

namespace Smartcard.Look;

/// <summary>How much of a moment is read at a glance. All of it stands in its title.</summary>
public enum TimeShown
{
    /// <summary>Day and time of day, e.g. <c>28 November, 14:05</c>.</summary>
    Minute,

    /// <summary>With seconds, where things follow each other quickly.</summary>
    Second,

    /// <summary>The day alone.</summary>
    Day,

    /// <summary>The time of day alone, with seconds.</summary>
    Clock,
}

/// <summary>Moments in words. <c>times.js</c> says the same in the zone of whoever looks.</summary>
public static class TimeWords
{
    /// <summary>In UTC, and it says so where there is a time of day. The year is named where it is not this one.</summary>
    public static string Of(DateTimeOffset at, TimeShown shown, DateTimeOffset now)
    {
        var day = at.UtcDateTime.Year == now.UtcDateTime.Year ? "d MMMM" : "d MMMM yyyy";
        return at.UtcDateTime.ToString(
            shown switch
            {
                TimeShown.Day => day,
                TimeShown.Clock => "HH:mm:ss 'UTC'",
                TimeShown.Second => day + ", HH:mm:ss 'UTC'",
                _ => day + ", HH:mm 'UTC'",
            },
            CultureInfo.InvariantCulture);
    }

    /// <summary>E.g. <c>28 November 2026, 14:05 UTC</c>.</summary>
    public static string InFull(DateTimeOffset at, TimeShown shown) => at.UtcDateTime.ToString(
        shown is TimeShown.Second or TimeShown.Clock ? "d MMMM yyyy, HH:mm:ss 'UTC'" : "d MMMM yyyy, HH:mm 'UTC'",
        CultureInfo.InvariantCulture);

    /// <summary>For programs, to the second.</summary>
    public static string Iso(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
