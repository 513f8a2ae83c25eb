using System.ComponentModel.DataAnnotations;
using Smartcard.Domain.Codes;

namespace Smartcard.SelfService.Retention;

/// <summary>How long what is over is kept; configuration section <c>Retention</c>. The audit is kept for good.</summary>
/// <remarks>
/// The ranges leave nothing to be removed that a limit still counts: <see cref="EmailCode.CountedFor"/>; a card's
/// lockout is its own row, and is never removed.
/// </remarks>
public sealed class RetentionOptions
{
    public const string Section = "Retention";

    private const string Longest = "3660.00:00:00";

    /// <summary>
    /// Keyed hashes of codes, pairings and helper sessions, and registrations that were started and left. Default 1
    /// day; 1 to 30 days.
    /// </summary>
    /// <remarks>A day is what the limit of codes for a card looks back; there is no other use for them.</remarks>
    [Range(
        typeof(TimeSpan),
        "1.00:00:00",
        "30.00:00:00",
        ErrorMessage = "Retention:Codes says how long codes are kept after they end. Write it like 1.00:00:00 "
            + "(days.hours:minutes:seconds), from 1 to 30 days. The limit of codes for a card looks back a day.")]
    public TimeSpan Codes { get; set; } = EmailCode.CountedFor;

    /// <summary>Mails that were sent or given up: which kind, to whom and when. Default 30 days; 1 day to ten years.</summary>
    [Range(
        typeof(TimeSpan),
        "1.00:00:00",
        Longest,
        ErrorMessage = "Retention:Mails says how long mails are kept after they were sent or given up. Write it like "
            + "30.00:00:00 (days.hours:minutes:seconds), from 1 day to ten years.")]
    public TimeSpan Mails { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Chats in which nobody has said anything since. Default 30 days; 1 day to ten years.</summary>
    [Range(
        typeof(TimeSpan),
        "1.00:00:00",
        Longest,
        ErrorMessage = "Retention:Conversations says how long chats are kept. Write it like 30.00:00:00 "
            + "(days.hours:minutes:seconds), from 1 day to ten years.")]
    public TimeSpan Conversations { get; set; } = TimeSpan.FromDays(30);

    /// <summary>
    /// Journeys that have ended, with all that belongs to them, and closed cases of the booth. Default 400 days; 90
    /// days to ten years.
    /// </summary>
    /// <remarks>The back office compares up to 90 days; 400 days let last year's same month be looked at.</remarks>
    [Range(
        typeof(TimeSpan),
        "90.00:00:00",
        Longest,
        ErrorMessage = "Retention:Journeys says how long ended journeys are kept. Write it like 400.00:00:00 "
            + "(days.hours:minutes:seconds), from 90 days to ten years. The back office compares up to 90 days.")]
    public TimeSpan Journeys { get; set; } = TimeSpan.FromDays(400);

    /// <summary>
    /// Figures: sums by hour and organisation, nothing of a person. Default none: for good, as the audit; 90 days to ten
    /// years.
    /// </summary>
    [Range(
        typeof(TimeSpan),
        "90.00:00:00",
        Longest,
        ErrorMessage = "Retention:Figures says how long figures are kept. Write it like 800.00:00:00 "
            + "(days.hours:minutes:seconds), from 90 days to ten years, or leave it out to keep them for good.")]
    public TimeSpan? Figures { get; set; }
}
