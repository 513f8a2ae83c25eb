namespace Smartcard.Domain.Alerts;

/// <summary>News of an alert on its way to the webhook: made in the transaction that makes the news, and sent afterwards.</summary>
/// <remarks>What it says is kept here, so that each attempt sends the same.</remarks>
public sealed class AlertDelivery
{
    /// <summary>So long it is tried.</summary>
    public static TimeSpan TriedFor { get; } = TimeSpan.FromHours(24);

    /// <summary>The receiver gets it, the same at each attempt.</summary>
    public required AlertDeliveryId Id { get; init; }

    public required AlertId AlertId { get; init; }

    public required AlertCondition Condition { get; init; }

    public required AlertChange Change { get; init; }

    /// <summary>When the alert was raised.</summary>
    public required DateTimeOffset Since { get; init; }

    public required long Value { get; init; }

    public required long Threshold { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it may be tried next.</summary>
    public required DateTimeOffset DueAt { get; set; }

    public AlertDeliveryState State { get; private set; }

    public int Attempts { get; private set; }

    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>Why it was not taken the last time; null = it was, or it was not tried yet.</summary>
    public AlertProblem? Problem { get; private set; }

    /// <summary>The status that the receiver answered the last time; null = none.</summary>
    public int? Status { get; private set; }

    public int Version { get; private set; }

    public DateTimeOffset NotAfter => CreatedAt + TriedFor;

    public static AlertDelivery Of(Alert alert, AlertChange change, DateTimeOffset now) => new()
    {
        Id = AlertDeliveryId.New(),
        AlertId = alert.Id,
        Condition = alert.Condition,
        Change = change,
        Since = alert.RaisedAt,
        Value = alert.Value,
        Threshold = alert.Threshold,
        CreatedAt = now,
        DueAt = now,
    };

    /// <summary>Takes it for sending, so that no other host does until <paramref name="until"/>.</summary>
    public void Claim(DateTimeOffset until)
    {
        Attempts++;
        DueAt = until;
        Version++;
    }

    /// <summary>What was never tried is always due, whatever the clock was when it was made.</summary>
    public bool IsDueAt(DateTimeOffset now) => State == AlertDeliveryState.Waiting && (Attempts == 0 || DueAt <= now);

    /// <param name="at">When it is tried again, unless the receiver wants it later. It is tried once more in any case.</param>
    public void Retry(AlertAnswer answer, DateTimeOffset at)
    {
        var wanted = answer.NotBefore > NotAfter ? NotAfter : answer.NotBefore;
        (Problem, Status, DueAt) = (answer.Problem, answer.Status, wanted > at ? wanted.Value : at);
        Version++;
    }

    public void End(AlertAnswer answer, DateTimeOffset now)
    {
        (Problem, Status, EndedAt) = (answer.Problem, answer.Status, now);
        State = answer.Problem is null ? AlertDeliveryState.Delivered : AlertDeliveryState.GivenUp;
        Version++;
    }
}

/// <param name="Problem">Null = it was taken.</param>
/// <param name="Status">What the receiver answered; null = nothing.</param>
/// <param name="NotBefore">When the receiver wants to be asked again at the earliest; null = it does not say.</param>
public sealed record AlertAnswer(AlertProblem? Problem, int? Status = null, DateTimeOffset? NotBefore = null);

public enum AlertChange
{
    Raised,
    Cleared,
    Test,
}

public enum AlertDeliveryState
{
    Waiting,
    Delivered,

    /// <summary>It was not taken for a day.</summary>
    GivenUp,
}

/// <summary>Why the receiver did not take it.</summary>
public enum AlertProblem
{
    /// <summary>It answered with another status than 2xx.</summary>
    Refused,

    /// <summary>It sends us elsewhere, where we do not go.</summary>
    Redirected,

    /// <summary>It did not answer in time.</summary>
    TimedOut,

    /// <summary>No connection, or one that broke.</summary>
    Unreachable,

    /// <summary>No host had an address to send it to in time.</summary>
    NotConfigured,
}
