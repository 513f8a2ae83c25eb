namespace Smartcard.Domain.Alerts;

/// <summary>How long to wait before an alert is sent again: longer each time, and not the same for all.</summary>
public static class AlertPauses
{
    private static readonly TimeSpan[] Pauses =
    [
        TimeSpan.FromSeconds(5),
        TimeSpan.FromSeconds(30),
        TimeSpan.FromMinutes(2),
        TimeSpan.FromMinutes(5),
        TimeSpan.FromMinutes(15),
        TimeSpan.FromMinutes(30),
        TimeSpan.FromHours(1),
        TimeSpan.FromHours(2),
    ];

    /// <param name="attempts">How often it was tried, from 1.</param>
    /// <param name="chance">From 0 to 1: spreads the pause over a fifth less to a fifth more.</param>
    public static TimeSpan After(int attempts, double chance) =>
        Pauses[Math.Clamp(attempts, 1, Pauses.Length) - 1] * (0.8 + (0.4 * chance));
}
