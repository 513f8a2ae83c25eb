namespace Smartcard.Domain.Alerts;

/// <summary>What the people who look after an installation are told of.</summary>
public enum AlertCondition
{
    /// <summary>Cards whose holders need help at the IT booth.</summary>
    BoothWaiting,

    /// <summary>How long the first of them has waited.</summary>
    BoothWaitTime,

    /// <summary>Journeys that stand still while their person waits for something.</summary>
    JourneysStalled,

    /// <summary>Mails that failed, came back or are late.</summary>
    MailFailing,

    /// <summary>An entry of the audit is not as it was written.</summary>
    AuditBroken,

    /// <summary>Resets in person that one user released within an hour.</summary>
    InPersonByUser,

    /// <summary>Resets in person that all users released within an hour.</summary>
    InPersonTotal,

    /// <summary>How late the timers of workflows are.</summary>
    TimersLate,

    /// <summary>The vault does not answer: nobody can unlock a card.</summary>
    VaultAway,

    /// <summary>Uses of cards' keys that were refused within an hour, because a card or a host had too many.</summary>
    KeyUsesRefused,

    /// <summary>Tokens of other systems that expire soon or have expired, and are still used.</summary>
    TokensExpiring,

    /// <summary>Nothing is the matter: somebody asked for a test.</summary>
    Test,
}

/// <summary>The names of the conditions in settings and webhooks. They never change.</summary>
public static class AlertConditions
{
    /// <summary>All that are looked for.</summary>
    public static IReadOnlyList<AlertCondition> Watched { get; } =
        [.. Enum.GetValues<AlertCondition>().Where(c => c != AlertCondition.Test)];

    public static string ToWord(this AlertCondition condition) => condition switch
    {
        AlertCondition.BoothWaiting => "booth-waiting",
        AlertCondition.BoothWaitTime => "booth-wait-time",
        AlertCondition.JourneysStalled => "journeys-stalled",
        AlertCondition.MailFailing => "mail-failing",
        AlertCondition.AuditBroken => "audit-broken",
        AlertCondition.InPersonByUser => "in-person-by-user",
        AlertCondition.InPersonTotal => "in-person-total",
        AlertCondition.TimersLate => "timers-late",
        AlertCondition.VaultAway => "vault-away",
        AlertCondition.KeyUsesRefused => "key-uses-refused",
        AlertCondition.TokensExpiring => "tokens-expiring",
        AlertCondition.Test => "test",
        _ => throw new ArgumentOutOfRangeException(nameof(condition), condition, null),
    };

    /// <summary>What its values count.</summary>
    public static string UnitOf(this AlertCondition condition) => condition switch
    {
        AlertCondition.BoothWaiting => "cards",
        AlertCondition.BoothWaitTime or AlertCondition.TimersLate => "seconds",
        AlertCondition.JourneysStalled => "journeys",
        AlertCondition.MailFailing => "mails",
        AlertCondition.AuditBroken => "breaks",
        AlertCondition.InPersonByUser or AlertCondition.InPersonTotal => "resets",
        AlertCondition.KeyUsesRefused => "uses",
        AlertCondition.TokensExpiring => "tokens",
        AlertCondition.VaultAway => "vaults",
        AlertCondition.Test => "none",
        _ => throw new ArgumentOutOfRangeException(nameof(condition), condition, null),
    };

    /// <summary>
    /// Whether it is about what people of the back office, or somebody on a host, may have done, or only RA administrators can mend it:
    /// so not all of them are told.
    /// </summary>
    public static bool IsAboutUsers(this AlertCondition condition) =>
        condition is AlertCondition.AuditBroken or AlertCondition.InPersonByUser or AlertCondition.InPersonTotal
            or AlertCondition.KeyUsesRefused or AlertCondition.TokensExpiring;
}
