using Microsoft.Extensions.Time.Testing;
using Smartcard.Cards;
using Smartcard.Cards.Pcsc;

namespace Smartcard.Tests.Cards.Pcsc;

/// <summary>A card that other programs are connected to: whose turn it is, for how long, and what is left behind.</summary>
public sealed class SharedCardTests : IDisposable
{
    private static readonly byte[] Verify = [0x00, 0x20, 0x00, 0x80, 0x04, 0x31, 0x32, 0x33, 0x34];

    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;
    private readonly FakeTimeProvider _time = new();
    private readonly ScriptedScard _scard = new();
    private readonly PcscReaders _readers;

    public SharedCardTests() => _readers = new PcscReaders(_scard, _time);

    public void Dispose() => _readers.Dispose();

    [Theory]
    [InlineData("00A40400")]
    [InlineData("00200080")] // how many tries are left
    [InlineData("0020008000")]
    [InlineData("0087119E027C00")] // a PIV card's key 9E signs for anybody
    public async Task A_card_that_was_only_looked_at_is_left_as_it_was(string command)
    {
        await SendAsync(Convert.FromHexString(command));

        Assert.Equal(["end 0", "disconnect 0"], _scard.Done);
    }

    [Theory]
    [InlineData("0087119A027C00")]
    [InlineData("0024008101FF")]
    [InlineData("002C008001FF")]
    [InlineData("0082000001FF")]
    [InlineData("10")]
    public async Task A_card_that_may_trust_us_more_than_before_is_reset(string command)
    {
        await SendAsync(Convert.FromHexString(command));

        Assert.Equal(["end 1", "disconnect 0"], _scard.Done);
    }

    [Fact]
    public async Task A_card_that_compared_a_passcode_is_reset_before_anybody_else_has_a_turn()
    {
        await SendAsync(Verify);

        Assert.Equal(["end 1", "disconnect 0"], _scard.Done);
    }

    [Fact]
    public async Task A_reset_that_fails_with_the_transaction_is_done_with_the_connection()
    {
        _scard.OnEnd = new ScardCode(0x80100016);

        await SendAsync(Verify);

        Assert.Equal(["end 1", "disconnect 1"], _scard.Done);
    }

    [Fact]
    public async Task A_card_that_others_reset_before_our_turn_is_connected_to_again()
    {
        var resets = 3;
        _scard.Beginning = () => resets-- > 0 ? ScardCode.Reset : ScardCode.Success;

        await using var connection = await _readers.ConnectAsync(ScriptedScard.Reader, _ct);

        Assert.Equal(-1, resets);
    }

    [Fact]
    public async Task A_card_that_others_reset_without_end_is_not_waited_for_without_end()
    {
        _scard.Beginning = () => ScardCode.Reset;

        await Assert.ThrowsAsync<CardRemovedException>(() => _readers.ConnectAsync(ScriptedScard.Reader, _ct));
    }

    [Fact]
    public async Task While_nothing_is_sent_the_transaction_is_kept()
    {
        await using (await _readers.ConnectAsync(ScriptedScard.Reader, _ct))
        {
            _time.Advance(TimeSpan.FromSeconds(6));
            Assert.Equal(["status", "status", "status"], _scard.Done);
        }

        _time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(["status", "status", "status", "end 0", "disconnect 0"], _scard.Done);
    }

    [Fact]
    public async Task A_transaction_of_another_program_is_waited_for_and_then_named_and_nobody_waits_twice()
    {
        using var free = new ManualResetEventSlim();
        using var waits = new SemaphoreSlim(0);
        var asked = 0;
        _scard.Beginning = () =>
        {
            Interlocked.Increment(ref asked);
            waits.Release();
            free.Wait(_ct);
            return ScardCode.Success;
        };

        for (var look = 0; look < 2; look++)
        {
            var connecting = _readers.ConnectAsync(ScriptedScard.Reader, _ct);
            if (look == 0)
            {
                await waits.WaitAsync(_ct);
            }

            _time.Advance(TimeSpan.FromSeconds(9));
            Assert.False(connecting.IsCompleted);
            _time.Advance(TimeSpan.FromSeconds(1));
            var busy = await Assert.ThrowsAsync<CardReaderException>(() => connecting);
            Assert.Equal(ReaderProblem.InUse, busy.Problem);
        }

        Assert.Equal(1, asked);
        free.Set();
        await using var connection = await _readers.ConnectAsync(ScriptedScard.Reader, _ct);

        Assert.Equal(["end 0", "disconnect 0"], _scard.Done); // what was waited for in vain was given back first
        Assert.Equal(2, asked);
    }

    [Fact]
    public async Task A_wait_that_is_called_off_keeps_no_card()
    {
        using var free = new ManualResetEventSlim();
        using var waits = new SemaphoreSlim(0);
        using var cancel = new CancellationTokenSource();
        _scard.Beginning = () =>
        {
            waits.Release();
            free.Wait(_ct);
            return ScardCode.Success;
        };
        var connecting = _readers.ConnectAsync(ScriptedScard.Reader, cancel.Token);
        await waits.WaitAsync(_ct);

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connecting);
        free.Set();
        await using var connection = await _readers.ConnectAsync(ScriptedScard.Reader, _ct);

        Assert.Equal(["end 0", "disconnect 0"], _scard.Done);
    }

    private async Task SendAsync(byte[] command)
    {
        await using var connection = await _readers.ConnectAsync(ScriptedScard.Reader, _ct);
        await Assert.ThrowsAsync<CardRemovedException>(async () => await connection.TransmitAsync(command, _ct)); // no answer is laid ready
    }
}
