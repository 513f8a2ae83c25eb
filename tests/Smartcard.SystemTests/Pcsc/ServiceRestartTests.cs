using Smartcard.Cards;
using Smartcard.Cards.Gids;
using Smartcard.Cards.Pcsc;
using Smartcard.Cards.Software;

namespace Smartcard.SystemTests.Pcsc;

/// <summary>What happens when the smart card service stops and comes back.</summary>
[Collection(PcscDaemon.Collection)]
public sealed class ServiceRestartTests(PcscDaemon daemon)
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_same_readers_object_works_again_as_soon_as_the_service_is_back()
    {
        PcscDaemon.SkipWhereMissing();
        Assert.SkipWhen(daemon.OwnProcessId is null, "pcscd was running before the tests and is not theirs to stop.");
        using var readers = new PcscReaders();
        var card = new SoftwareGidsCard(SoftwareCardState.Create("test", "1234"));
        var attachment = await PcscDaemon.InsertAsync(card, _ct);
        var known = await PcscDaemon.WaitForCardAsync(present: true, _ct);
        var connection = await readers.ConnectAsync(PcscDaemon.ReaderName, _ct);
        var waiting = readers.WaitForChangeAsync(known, TimeSpan.FromMinutes(1), _ct);

        await daemon.StopAsync();
        var whileWaiting = await Assert.ThrowsAsync<CardReaderException>(() => waiting);
        var whileDown = await Assert.ThrowsAsync<CardReaderException>(() => readers.ListAsync(_ct));
        await Assert.ThrowsAsync<CardRemovedException>(() => new GidsSession(connection).SelectAsync(_ct));
        await connection.DisposeAsync();
        await attachment.Completion;
        await daemon.StartAsync();
        await using var again = await PcscDaemon.InsertAsync(card, _ct);
        await using var reconnected = await readers.ConnectAsync(PcscDaemon.ReaderName, _ct);
        await new GidsSession(reconnected).SelectAsync(_ct);

        // The readers go a moment before the service does.
        Assert.True(whileWaiting.Problem is ReaderProblem.NoService or ReaderProblem.NoReader, whileWaiting.Message);
        Assert.Equal(ReaderProblem.NoService, whileDown.Problem);
        Assert.Contains(
            "the smart card service is not running (SCARD_E_NO_SERVICE, 8010001D)",
            whileDown.Message,
            StringComparison.Ordinal);
    }
}
