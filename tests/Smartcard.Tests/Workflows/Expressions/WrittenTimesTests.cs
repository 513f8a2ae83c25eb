using System.Globalization;
using Smartcard.Workflows;

namespace Smartcard.Tests.Workflows.Expressions;

/// <summary>Times are read in one way only.</summary>
public sealed class WrittenTimesTests
{
    [Theory]
    [InlineData("00:15:00", 900.0)]
    [InlineData("1.00:00:00", 86_400.0)]
    [InlineData("30.23:59:59", 2_678_399.0)]
    [InlineData("00:00:00.5", 0.5)]
    [InlineData("-00:00:05", -5.0)]
    [InlineData("24:00:00", null)]
    [InlineData("36:00:00", null)]
    [InlineData("15", null)]
    [InlineData("1", null)]
    [InlineData("15:00", null)]
    [InlineData("1:00:00", null)]
    [InlineData("1:00:00:00", null)]
    [InlineData("00:00:60", null)]
    [InlineData("1d", null)]
    [InlineData("", null)]
    public void A_length_is_what_stands_there_or_nothing(string text, double? seconds) =>
        Assert.Equal(seconds, WrittenTimes.TryReadLength(text, out var length) ? length.TotalSeconds : null);

    [Theory]
    [InlineData("2027-04-03", "2027-04-03T00:00:00Z")]
    [InlineData("2027-04-03T07:30", "2027-04-03T07:30:00Z")]
    [InlineData("2027-04-03T07:30:00+01:00", "2027-04-03T06:30:00Z")]
    [InlineData("2027-04-03T07:30:00.25Z", "2027-04-03T07:30:00.25Z")]
    [InlineData("03/04/2027", null)]
    [InlineData("3 April 2027", null)]
    [InlineData("07:30", null)]
    [InlineData("2027-13-01", null)]
    public void A_moment_is_written_as_ISO_8601(string text, string? expected) =>
        Assert.Equal(
            expected,
            WrittenTimes.TryReadMoment(text, out var moment)
                ? moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FF'Z'", CultureInfo.InvariantCulture)
                : null);
}
