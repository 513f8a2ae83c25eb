namespace Smartcard.Domain.Alerts;

/// <summary>A condition that came about: raised once, and cleared once when it is over.</summary>
/// <remarks>
/// It is raised as soon as the value is above the threshold, and over when the value has not been above it for a while
/// without a break. So a value that goes up and down around the threshold is one alert.
/// </remarks>
public sealed class Alert
{
    public required AlertId Id { get; init; }

    public required AlertCondition Condition { get; init; }

    public required DateTimeOffset RaisedAt { get; init; }

    /// <summary>As it was found last.</summary>
    public long Value { get; private set; }

    /// <summary>The highest that was found.</summary>
    public long Highest { get; private set; }

    public long Threshold { get; private set; }

    /// <summary>Since when the value has not been above the threshold; null while it is.</summary>
    public DateTimeOffset? CalmSince { get; private set; }

    public DateTimeOffset? ClearedAt { get; private set; }

    /// <summary>When a mail was made that says that it was raised; null = none yet.</summary>
    public DateTimeOffset? RaiseMailedAt { get; set; }

    /// <summary>When a mail was made that says that it is over; null = none yet.</summary>
    public DateTimeOffset? ClearMailedAt { get; set; }

    public int Version { get; private set; }

    public static Alert Raise(AlertFigure figure, DateTimeOffset now) => new()
    {
        Id = AlertId.New(),
        Condition = figure.Condition,
        RaisedAt = now,
        Value = figure.Value,
        Highest = figure.Value,
        Threshold = figure.Threshold,
    };

    /// <summary>One that somebody asked for to see whether alerts arrive: it is over at once.</summary>
    public static Alert Test(DateTimeOffset now)
    {
        var test = Raise(new AlertFigure(AlertCondition.Test, 0, 0), now);
        test.ClearedAt = test.RaiseMailedAt = test.ClearMailedAt = now;
        return test;
    }

    /// <summary>Takes in what was found now.</summary>
    /// <param name="clearAfter">How long the value has to stay at or below the threshold before it is over.</param>
    /// <returns>Whether it is over with this.</returns>
    public bool Note(AlertFigure figure, DateTimeOffset now, TimeSpan clearAfter)
    {
        (Value, Highest, Threshold) = (figure.Value, Math.Max(Highest, figure.Value), figure.Threshold);
        CalmSince = figure.IsAbove ? null : CalmSince <= now ? CalmSince : now; // a clock that was set back begins anew
        Version++;
        if (CalmSince is not { } calm || now - calm < clearAfter)
        {
            return false;
        }

        Clear(now);
        return true;
    }

    /// <summary>It is over, or nobody looks for it any more.</summary>
    public void Clear(DateTimeOffset now)
    {
        ClearedAt = now;
        Version++;
    }
}

/// <summary>What was found of a condition, and above which value somebody is told.</summary>
public readonly record struct AlertFigure(AlertCondition Condition, long Value, long Threshold)
{
    public bool IsAbove => Value > Threshold;
}
