using System.Diagnostics;
using System.Security.Cryptography;
using Smartcard.Cards;
using Smartcard.Cards.Gids;
using Smartcard.Cards.Iso7816;
using Smartcard.Cards.Pcsc;
using Smartcard.Cards.Software;

namespace Smartcard.SystemTests.Pcsc;

/// <summary>A card that another process is connected to as well, as on a ward with an agent for signing in.</summary>
[Collection(PcscDaemon.Collection)]
public sealed class SharedCardTests : IAsyncDisposable
{
    private static readonly byte[] Passcode = "1234"u8.ToArray();
    private static readonly SoftwareCardState NewCard = SoftwareCardState.Create("test", "1234");

    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smartcard-shared-");
    private readonly PcscReaders _readers = new();
    private readonly SoftwareGidsCard _card = new(NewCard);

    public async ValueTask DisposeAsync()
    {
        _readers.Dispose();
        await _card.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_program_that_stays_connected_keeps_nobody_from_the_card()
    {
        OtherProgram.SkipWhereMissing();
        await using var attachment = await PcscDaemon.InsertAsync(_card, _ct);
        await using var other = await OtherProgram.ConnectAsync(_folder, isExclusive: false, _ct);

        for (var exchange = 0; exchange < 3; exchange++)
        {
            await ProveAsync();
            await other.AnswersAsync($"still-there-{exchange}", _ct);
        }

        await other.SendAsync("00:A4:04:00:09:A0:00:00:03:97:42:54:46:59", _ct); // the card was reset in the meantime
        await other.AnswersAsync("selected", _ct);
        Assert.True(other.Said("SW1=0x90") || other.Said("SW1=0x61"));
    }

    [Fact]
    public async Task A_program_that_resets_the_card_ends_no_exchange_and_wins_no_right()
    {
        OtherProgram.SkipWhereMissing();
        await using var attachment = await PcscDaemon.InsertAsync(_card, _ct);
        Process reset;
        await using (var connection = await _readers.ConnectAsync(PcscDaemon.ReaderName, _ct))
        {
            var session = new GidsSession(connection);
            await session.SelectAsync(_ct);
            Assert.IsType<SecretCheck.Accepted>(await session.VerifyAsync(Passcode, _ct));

            reset = StartReset();
            for (var more = 0; more < 5; more++)
            {
                await session.SignAsync(GidsSession.FirstKey, SHA256.HashData([(byte)more]), _ct);
            }
        }

        using (reset)
        {
            await Smartcard.Tests.Patience.EndOfAsync(reset.WaitForExitAsync(_ct), "opensc-tool to have reset the card", _ct);
        }

        await ProveAsync();
    }

    [Fact]
    public async Task A_program_that_holds_the_card_alone_is_said_and_waited_for()
    {
        OtherProgram.SkipWhereMissing();
        await using var attachment = await PcscDaemon.InsertAsync(_card, _ct);
        Task<ICardConnection> connecting;
        await using (await OtherProgram.ConnectAsync(_folder, isExclusive: true, _ct))
        {
            var busy = Assert.Throws<CardReaderException>(
                () => PcscConnection.Open(Scard.ForThisPlatform(), PcscDaemon.ReaderName, TimeProvider.System));
            Assert.Equal(ReaderProblem.InUse, busy.Problem);
            connecting = _readers.ConnectAsync(PcscDaemon.ReaderName, _ct);
        }

        await using var connection = await connecting;
        await new GidsSession(connection).SelectAsync(_ct);
    }

    private async Task ProveAsync()
    {
        await using var connection = await _readers.ConnectAsync(PcscDaemon.ReaderName, _ct);
        var session = new GidsSession(connection);
        await session.SelectAsync(_ct);
        Assert.Equal(NewCard.Identifier, await session.ReadCardIdAsync(_ct));
        Assert.IsType<SecretCheck.Accepted>(await session.VerifyAsync(Passcode, _ct));
        await session.SignAsync(GidsSession.FirstKey, SHA256.HashData("a fresh challenge"u8), _ct);
    }

    private static Process StartReset() => Process.Start(
        new ProcessStartInfo("/usr/bin/opensc-tool", ["--reader", PcscDaemon.ReaderName, "--reset"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
}
