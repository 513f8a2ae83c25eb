using Smartcard.Domain.Figures;

namespace Smartcard.Tests.Domain.Figures;

/// <summary>Days of the figures are days in the UK, summer and winter.</summary>
public sealed class UkTimeTests
{
    [Theory]
    [InlineData("2026-06-30T23:30:00Z", "2026-07-01")] // summer: half past midnight
    [InlineData("2026-12-31T23:30:00Z", "2026-12-31")]
    public void The_day_is_that_of_people_in_the_UK(string at, string day) =>
        Assert.Equal(DateOnly.Parse(day, null), UkTime.DayOf(DateTimeOffset.Parse(at, null)));

    [Theory]
    [InlineData("2026-03-29", 23)] // clocks go forward
    [InlineData("2026-10-25", 25)] // and back
    [InlineData("2026-11-29", 24)]
    public void A_day_has_as_many_hours_as_it_had(string day, int hours)
    {
        var date = DateOnly.Parse(day, null);

        Assert.Equal(hours, (UkTime.BeginningOf(date.AddDays(1)) - UkTime.BeginningOf(date)).TotalHours);
        Assert.Equal(date, UkTime.DayOf(UkTime.BeginningOf(date)));
    }
}
