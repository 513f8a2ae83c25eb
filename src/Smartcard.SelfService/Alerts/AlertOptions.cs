using System.ComponentModel.DataAnnotations;
using Smartcard.Domain.Alerts;
using Smartcard.Domain.Registrations;

namespace Smartcard.SelfService.Alerts;

/// <summary>When somebody is told that something is wrong, and who; configuration section <c>Alerts</c>.</summary>
public sealed class AlertOptions : IValidatableObject
{
    public const string Section = "Alerts";

    /// <summary>More addresses want a mailing list.</summary>
    private const int MostAddresses = 20;

    /// <summary>Names of conditions that nobody is told of, e.g. <c>booth-waiting</c>. Default: none.</summary>
    public IReadOnlyList<string> Off { get; set; } = [];

    /// <summary>
    /// How long a value has to stay at or below its limit before the alert is over. Default 5 minutes; 1 minute to 1
    /// hour.
    /// </summary>
    [Range(
        typeof(TimeSpan),
        "00:01:00",
        "01:00:00",
        ErrorMessage = "Alerts:ClearAfter says how long a value has to be good again before an alert is over. Write it like "
            + "00:05:00, from 1 minute to 1 hour.")]
    public TimeSpan ClearAfter { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>More cards than this wait at the IT booth. Default 10; 0 to 500.</summary>
    /// <remarks>Of more than 5,000 cases the booth reads the oldest.</remarks>
    [Range(0, 500, ErrorMessage = "Alerts:BoothWaiting is a number of cards. Write a number from 0 to 500, for example 10.")]
    public int BoothWaiting { get; set; } = 10;

    /// <summary>Somebody has waited longer than this at the IT booth. Default 30 minutes; 1 minute to 1 day.</summary>
    [Range(
        typeof(TimeSpan),
        "00:01:00",
        "1.00:00:00",
        ErrorMessage = "Alerts:BoothWaitTime is a length of time. Write it like 00:30:00, from 1 minute to 1 day.")]
    public TimeSpan BoothWaitTime { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>More journeys than this stand still. Default 20; 0 to 150.</summary>
    /// <remarks>The booth looks at the 500 that have been silent the longest.</remarks>
    [Range(0, 150, ErrorMessage = "Alerts:JourneysStalled is a number of journeys. Write a number from 0 to 150, for example 20.")]
    public int JourneysStalled { get; set; } = 20;

    /// <summary>More mails than this failed within 15 minutes, or are late. Default 5; 0 to 10,000.</summary>
    [Range(0, 10_000, ErrorMessage = "Alerts:MailFailing is a number of mails. Write a number from 0 to 10000, for example 5.")]
    public int MailFailing { get; set; } = 5;

    /// <summary>
    /// One user released more resets in person, cleared more questions and changed more addresses than this within an hour. Default 10;
    /// 0 to 1,000.
    /// </summary>
    /// <remarks>It is always below <see cref="Booth.BoothOptions.ResetsPerHour"/>: whoever uses that up is told of.</remarks>
    [Range(0, 1000, ErrorMessage = "Alerts:InPersonByUser is a number of resets. Write a number from 0 to 1000, for example 10.")]
    public int InPersonByUser { get; set; } = 10;

    /// <summary>All users together did more of that than this within an hour. Default 40; 0 to 10,000.</summary>
    [Range(0, 10_000, ErrorMessage = "Alerts:InPersonTotal is a number of resets. Write a number from 0 to 10000, for example 40.")]
    public int InPersonTotal { get; set; } = 40;

    /// <summary>A workflow's timer is later than this. Default 1 minute; 10 seconds to 1 hour.</summary>
    [Range(
        typeof(TimeSpan),
        "00:00:10",
        "01:00:00",
        ErrorMessage = "Alerts:TimersLate is a length of time. Write it like 00:01:00, from 10 seconds to 1 hour.")]
    public TimeSpan TimersLate { get; set; } = TimeSpan.FromMinutes(1);

    public AlertWebhookOptions Webhook { get; set; } = new();

    public AlertMailOptions Mail { get; set; } = new();

    public bool IsOff(AlertCondition condition) => Off.Contains(condition.ToWord(), StringComparer.OrdinalIgnoreCase);

    /// <summary>Above it somebody is told.</summary>
    public long ThresholdOf(AlertCondition condition) => condition switch
    {
        AlertCondition.BoothWaiting => BoothWaiting,
        AlertCondition.BoothWaitTime => (long)BoothWaitTime.TotalSeconds,
        AlertCondition.JourneysStalled => JourneysStalled,
        AlertCondition.MailFailing => MailFailing,
        AlertCondition.AuditBroken or AlertCondition.VaultAway or AlertCondition.KeyUsesRefused or AlertCondition.TokensExpiring
            or AlertCondition.Test => 0,
        AlertCondition.InPersonByUser => InPersonByUser,
        AlertCondition.InPersonTotal => InPersonTotal,
        AlertCondition.TimersLate => (long)TimersLate.TotalSeconds,
        _ => throw new ArgumentOutOfRangeException(nameof(condition), condition, null),
    };

    /// <summary>Nobody may make more resets within an hour, so a higher limit would never be passed.</summary>
    internal void StayBelow(int resetsPerHour) => InPersonByUser = Math.Min(InPersonByUser, Math.Max(resetsPerHour - 1, 0));

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        Mistakes().Select(mistake => new ValidationResult(mistake));

    private IEnumerable<string> Mistakes()
    {
        var names = AlertConditions.Watched.Select(c => c.ToWord()).ToList();
        foreach (var name in Off.Where(name => !names.Contains(name, StringComparer.OrdinalIgnoreCase)))
        {
            yield return $"Alerts:Off has '{name}', which is not the name of a condition. Write one of {string.Join(", ", names)}.";
        }

        foreach (var address in Mail.To.Where(address => !EmailAddress.TryParse(address, out _)))
        {
            yield return $"Alerts:Mail:To has '{address}', which is not an email address. Write it like booth.leads@trust.nhs.uk.";
        }

        if (Mail.To.Count > MostAddresses)
        {
            yield return $"Alerts:Mail:To has {Mail.To.Count} addresses. Write at most {MostAddresses}, or use a mailing list.";
        }

        foreach (var mistake in Webhook.Mistakes())
        {
            yield return mistake;
        }
    }
}

/// <summary>Who gets alerts by mail; configuration section <c>Alerts:Mail</c>.</summary>
public sealed class AlertMailOptions
{
    /// <summary>Email addresses, at most 20. Default: none, so that no mail is sent.</summary>
    public IReadOnlyList<string> To { get; set; } = [];
}
