using Cronos;

namespace Smartcard.Workflows.Primitives;

/// <summary>
/// An activity that waits for a moment. The wait is a row, so it survives a restart; a moment that has passed is not
/// waited for.
/// </summary>
internal abstract class Scheduled : Activity
{
    private protected static ActivityResult WaitUntil(ActivityContext context, DateTimeOffset due) =>
        Wait(new Bookmark(context.Node.Descriptor.TypeName, $"{context.InstanceId}:{context.Execution.Id}") { DueAt = due });

    private protected static ActivityResult WaitFor(ActivityContext context, TimeSpan span) =>
        span > DateTimeOffset.MaxValue - context.Now ? Fault("The wait would end after the year 9999.")
        : span < TimeSpan.Zero ? WaitUntil(context, context.Now)
        : WaitUntil(context, context.Now + span);
}

/// <summary>Waits for a length of time.</summary>
[ActivityType("Elsa.Delay", DisplayName = "Delay", Category = "Scheduling")]
internal sealed class Delay : Scheduled
{
    [Input(DisplayName = "Time span")]
    public TimeSpan TimeSpan { get; set; }

    protected internal override ValueTask<ActivityResult> ExecuteAsync(ActivityContext context) =>
        ValueTask.FromResult(WaitFor(context, TimeSpan));
}

/// <summary>Waits once for the interval. Elsa's also starts workflows; this one does not.</summary>
[ActivityType("Elsa.Timer", DisplayName = "Timer", Category = "Scheduling")]
internal sealed class Timer : Scheduled
{
    [Input(DisplayName = "Interval")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(1);

    protected internal override ValueTask<ActivityResult> ExecuteAsync(ActivityContext context) =>
        ValueTask.FromResult(WaitFor(context, Interval));
}

/// <summary>Waits until a moment; one that has passed is not waited for.</summary>
[ActivityType("Elsa.StartAt", DisplayName = "Start at", Category = "Scheduling")]
internal sealed class StartAt : Scheduled
{
    [Input(DisplayName = "Date and time", UIHint = "datetime-picker")]
    public DateTimeOffset DateTime { get; set; }

    protected internal override ValueTask<ActivityResult> ExecuteAsync(ActivityContext context) =>
        ValueTask.FromResult(DateTime <= context.Now ? Done() : WaitUntil(context, DateTime));
}

/// <summary>Waits until the expression next holds, in UTC.</summary>
[ActivityType("Elsa.Cron", DisplayName = "Cron", Category = "Scheduling")]
internal sealed class Cron : Scheduled
{
    /// <summary>Five fields, or six with seconds first, e.g. <c>0 7 * * MON-FRI</c> for seven on weekdays.</summary>
    [Input(DisplayName = "Cron expression")]
    public CronExpression? CronExpression { get; set; }

    protected internal override ValueTask<ActivityResult> ExecuteAsync(ActivityContext context) => ValueTask.FromResult(
        CronExpression?.GetNextOccurrence(context.Now, TimeZoneInfo.Utc) is { } next ? WaitUntil(context, next)
        : Fault(CronExpression is null ? "A cron expression is missing." : "The cron expression never comes again."));
}
