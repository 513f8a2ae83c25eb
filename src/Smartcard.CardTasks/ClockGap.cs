namespace Smartcard.CardTasks;

/// <summary>
/// How far this machine's clock is from the host's, by the <c>Date</c> that stands over every answer of a host (RFC
/// 9110, 6.6.1).
/// </summary>
/// <param name="Ahead">
/// Negative when this machine's clock is behind. <c>Date</c> has whole seconds, so a second or two mean nothing.
/// </param>
public sealed record ClockGap(TimeSpan Ahead)
{
    /// <summary>From here on it is worth a word.</summary>
    public static TimeSpan Far { get; } = TimeSpan.FromMinutes(1);

    /// <summary>Whether the gap is worth a word: a minute or more, either way.</summary>
    public bool IsFar => Ahead.Duration() >= Far;

    /// <summary>Compares the clocks.</summary>
    /// <returns>Null when the answer has no <c>Date</c>.</returns>
    public static ClockGap? Of(HttpResponseMessage response, DateTimeOffset now) =>
        response.Headers.Date is { } date ? new ClockGap(now - date) : null;

    /// <summary>In words, e.g. <c>11 minutes ahead</c>.</summary>
    public override string ToString()
    {
        var gap = Ahead.Duration();
        var (count, unit) = gap.TotalSeconds < 60 ? ((int)gap.TotalSeconds, "second")
            : gap.TotalMinutes < 90 ? ((int)Math.Round(gap.TotalMinutes), "minute")
            : gap.TotalHours < 36 ? ((int)Math.Round(gap.TotalHours), "hour")
            : ((int)Math.Round(gap.TotalDays), "day");
        return $"{count} {unit}{(count == 1 ? "" : "s")} {(Ahead < TimeSpan.Zero ? "behind" : "ahead")}";
    }
}
