namespace Smartcard.SystemTests.Host;

/// <summary>The real clock, set forward by hand: what waits fifteen minutes is tested in one second.</summary>
internal sealed class ShiftedTime : TimeProvider
{
    private TimeSpan _shift;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + _shift;

    public void Advance(TimeSpan by) => _shift += by;
}
