using Smartcard.Domain.Alerts;

namespace Smartcard.Tests.Domain.Alerts;

/// <summary>An alert is raised once and over once, however much its value wobbles.</summary>
public sealed class AlertTests
{
    private static readonly TimeSpan ClearAfter = TimeSpan.FromMinutes(5);

    private DateTimeOffset _now = new(2026, 11, 23, 7, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(9, false)]
    [InlineData(10, false)]
    [InlineData(11, true)]
    public void Somebody_is_told_above_the_limit(long value, bool isAbove) => Assert.Equal(isAbove, Figure(value).IsAbove);

    [Fact]
    public void It_is_over_when_the_value_has_been_good_for_five_minutes_without_a_break()
    {
        var alert = Alert.Raise(Figure(12), _now);

        Assert.Equal([false, false, false, false, false, true], Minutes(alert, 10, 10, 9, 8, 10, 10));
        Assert.Equal(((DateTimeOffset?)_now, 12L, 10L), (alert.ClearedAt, alert.Highest, alert.Value));
    }

    [Fact]
    public void A_value_that_goes_up_and_down_is_one_alert()
    {
        var alert = Alert.Raise(Figure(12), _now);

        var over = Minutes(alert, [.. Enumerable.Range(0, 60).Select(minute => minute % 5 == 4 ? 14L : 6L)]);

        Assert.DoesNotContain(true, over);
        Assert.Null(alert.ClearedAt);
        Assert.Equal(14, alert.Highest);
    }

    [Fact]
    public void A_clock_that_was_set_back_begins_the_five_minutes_anew()
    {
        var alert = Alert.Raise(Figure(12), _now);
        alert.Note(Figure(10), _now.AddYears(1), ClearAfter);

        Assert.Equal([false, false, false, false, false, true], Minutes(alert, 10, 10, 10, 10, 10, 10));
    }

    [Fact]
    public void A_new_limit_counts_at_once()
    {
        var alert = Alert.Raise(Figure(12), _now);

        alert.Note(new AlertFigure(AlertCondition.BoothWaiting, 12, 20), _now, ClearAfter);

        Assert.Equal((20L, (DateTimeOffset?)_now), (alert.Threshold, alert.CalmSince));
    }

    [Fact]
    public void Each_condition_has_a_name_of_its_own_and_a_unit()
    {
        var names = Enum.GetValues<AlertCondition>().Select(c => c.ToWord()).ToList();

        Assert.Equal(names.Count, names.Distinct().Count());
        Assert.All(names, name => Assert.Matches("^[a-z]+(-[a-z]+)*$", name));
        Assert.All(Enum.GetValues<AlertCondition>(), c => Assert.NotEmpty(c.UnitOf()));
    }

    [Fact]
    public void Pauses_grow_to_two_hours_and_are_spread()
    {
        var pauses = Enumerable.Range(1, 12).Select(attempt => AlertPauses.After(attempt, 0.5)).ToList();

        Assert.Equal(pauses.Order(), pauses);
        Assert.Equal(TimeSpan.FromSeconds(5), pauses[0]);
        Assert.Equal(TimeSpan.FromHours(2), pauses[^1]);
        Assert.Equal(TimeSpan.FromSeconds(4), AlertPauses.After(1, 0));
        Assert.Equal(TimeSpan.FromSeconds(6), AlertPauses.After(1, 1));
    }

    private static AlertFigure Figure(long value) => new(AlertCondition.BoothWaiting, value, 10);

    /// <returns>For each minute whether it is over with it.</returns>
    private List<bool> Minutes(Alert alert, params long[] values)
    {
        var over = new List<bool>();
        foreach (var value in values)
        {
            _now += TimeSpan.FromMinutes(1);
            over.Add(alert.Note(Figure(value), _now, ClearAfter));
        }

        return over;
    }
}
