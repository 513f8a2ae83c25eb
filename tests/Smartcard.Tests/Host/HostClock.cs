using Microsoft.Extensions.Time.Testing;

namespace Smartcard.Tests.Host;

/// <summary>
/// A clock in hand. However far it is moved on, periodic timers go off once, as after a computer has slept. Otherwise a host
/// that looks every five seconds would look 34,560 times when two days pass.
/// </summary>
internal sealed class HostClock(DateTimeOffset now) : FakeTimeProvider(now)
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new Once(
            timer => base.CreateTimer(timer, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan),
            callback,
            state,
            dueTime,
            period);

    private sealed class Once : ITimer
    {
        private readonly TimerCallback _callback;
        private readonly object? _state;
        private readonly ITimer _timer;
        private long _period;

        public Once(Func<TimerCallback, ITimer> make, TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            (_callback, _state) = (callback, state);
            _timer = make(_ => GoOff());
            Change(dueTime, period);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Volatile.Write(ref _period, period.Ticks);
            return _timer.Change(dueTime, Timeout.InfiniteTimeSpan);
        }

        public void Dispose() => _timer.Dispose();

        public ValueTask DisposeAsync() => _timer.DisposeAsync();

        private void GoOff()
        {
            var period = Volatile.Read(ref _period);
            if (period > 0)
            {
                _timer.Change(new TimeSpan(period), Timeout.InfiniteTimeSpan);
            }

            _callback(_state);
        }
    }
}
