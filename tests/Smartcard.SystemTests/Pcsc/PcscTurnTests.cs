namespace Smartcard.SystemTests.Pcsc;

/// <summary>Two runs of the tests on one machine do not take each other's reader away.</summary>
public sealed class PcscTurnTests
{
    private const int OtherPort = PcscTurn.Port - 1; // the real one belongs to this run

    [Fact]
    public async Task A_second_run_waits_until_the_first_is_done()
    {
        var first = await PcscTurn.TakeAsync(TestContext.Current.CancellationToken, OtherPort);
        var second = PcscTurn.TakeAsync(TestContext.Current.CancellationToken, OtherPort);
        await Task.Delay(100, TestContext.Current.CancellationToken); // it looks every 20 ms
        Assert.False(second.IsCompleted);

        first.Dispose();

        (await second).Dispose();
    }
}
