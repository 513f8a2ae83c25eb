using System.Text;
using Smartcard.Cards.Pcsc;
using Smartcard.CardTasks;
using Smartcard.Helper.Screen;
using Smartcard.Tests.Helper.Tasks.Piv;

namespace Smartcard.SystemTests.Pcsc;

/// <summary>The helper's own way with a PIV card, through a real pcscd: identified, proved and reset.</summary>
[Collection(PcscDaemon.Collection)]
public sealed class PivHelperTests : IDisposable
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;
    private readonly PcscReaders _readers = new();

    public void Dispose() => _readers.Dispose();

    [Fact]
    public async Task A_PIV_card_is_identified_proved_and_reset()
    {
        PcscDaemon.SkipWhereMissing();
        using var bench = new PivBench { Between = _ => _readers };
        await using var attachment = await PcscDaemon.InsertAsync(bench.Card, _ct);
        bench.Host.Queue(CardTaskKind.Identify, anyCard: true);
        bench.Host.Queue(CardTaskKind.Prove);
        bench.Host.Queue(CardTaskKind.Reset);
        bench.Screen.Types(PivBench.Pin).TypesNew(PivBench.NewPin);

        Assert.Equal(Scene.PasscodeSet, await bench.RunAsync());

        Assert.Equal(3, bench.Host.Believed.Count);
        Assert.Equal(2, bench.Host.Believed.Last().PukVersion);
        Assert.Equal(PivBench.NewPin, Encoding.ASCII.GetString(bench.Card.State.Pin));
        Assert.Equal(PivHost.PukOf(2), Encoding.ASCII.GetString(bench.Card.State.Puk));
    }
}
