using Hangfire;
using Hangfire.Client;

namespace Smartcard.Tests.Host;

/// <summary>
/// In this process a recurring job runs when a test triggers it. Hangfire goes by the real clock: without this, a test that is
/// at work at a full minute would have jobs beside it which most of its runs do not have.
/// </summary>
internal sealed class NoSchedule : IClientFilter
{
    /// <summary>How Hangfire names the thread that looks at the clock; <see cref="NoScheduleTests"/> holds it to that.</summary>
    private const string Scheduler = "RecurringJobScheduler";

    private static readonly Lazy<bool> Asked = new(() =>
    {
        GlobalJobFilters.Filters.Add(new NoSchedule());
        return true;
    });

    private NoSchedule()
    {
    }

    public static void Ask() => _ = Asked.Value;

    public void OnCreating(CreatingContext context) =>
        context.Canceled |= Thread.CurrentThread.Name?.StartsWith(Scheduler, StringComparison.Ordinal) == true;

    public void OnCreated(CreatedContext context)
    {
        // Whatever is created may be.
    }
}
