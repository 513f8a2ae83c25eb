using Microsoft.Extensions.Time.Testing;
using Smartcard.Cards;
using Smartcard.Cards.Gids;
using Smartcard.Cards.Software;

namespace Smartcard.Tests.Cards.Software;

public sealed class VirtualReadersTests : IDisposable
{
    private const string Reader = VirtualReaders.DefaultName;
    private static readonly SoftwareCardState State = SoftwareCardState.Create("test", "1234");

    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;
    private readonly FakeTimeProvider _time = new();
    private readonly VirtualReaders _readers;
    private readonly SoftwareGidsCard _card = new(State);

    public VirtualReadersTests() => _readers = new VirtualReaders(_time);

    public void Dispose() => _readers.Dispose();

    [Fact]
    public async Task Insertion_and_removal_end_a_wait_at_once()
    {
        var empty = (await _readers.ListAsync(_ct)).Single();
        var insertion = _readers.WaitForChangeAsync(empty, TimeSpan.FromHours(1), _ct);
        _readers.Insert(_card);
        var inserted = await insertion;
        var removal = _readers.WaitForChangeAsync(inserted, TimeSpan.FromHours(1), _ct);
        _readers.Remove();
        var removed = await removal;

        Assert.Equal(new ReaderState(Reader, false, null, 0), empty);
        Assert.Equal(new ReaderState(Reader, true, SoftwareGidsCard.Atr, 1), inserted);
        Assert.Equal(new ReaderState(Reader, false, null, 2), removed);
    }

    [Fact]
    public async Task A_wait_without_a_change_ends_at_its_limit()
    {
        var known = (await _readers.ListAsync(_ct)).Single();

        var wait = _readers.WaitForChangeAsync(known, TimeSpan.FromMinutes(1), _ct);
        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(known, await wait);
    }

    [Fact]
    public async Task Removal_ends_the_connection_for_good()
    {
        _readers.Insert(_card);
        await using var connection = await _readers.ConnectAsync(Reader, _ct);
        var session = new GidsSession(connection);
        await session.SelectAsync(_ct);

        _readers.Remove();
        _readers.Insert(_card);

        await Assert.ThrowsAsync<CardRemovedException>(() => session.ReadCardIdAsync(_ct));
    }

    [Fact]
    public async Task A_card_pulled_by_a_fault_has_left_the_reader()
    {
        _card.Faults = new FaultPlan().OnIns(0x2C, Fault.RemovedAfterActing);
        _readers.Insert(_card);
        await using var connection = await _readers.ConnectAsync(Reader, _ct);
        var session = new GidsSession(connection);
        await session.SelectAsync(_ct);
        var r1 = GidsMutualAuthentication.NewHostChallenge();
        var r2 = await session.BeginMutualAuthenticationAsync(r1, _ct);
        await session.CompleteMutualAuthenticationAsync(GidsMutualAuthentication.Answer(State.AdminKey, r1, r2), _ct);

        await Assert.ThrowsAsync<CardRemovedException>(() => session.ResetRetryCounterAsync("5678"u8.ToArray(), _ct));

        Assert.False((await _readers.ListAsync(_ct)).Single().HasCard);
        Assert.Equal("5678"u8.ToArray(), _card.State.Passcode);
    }

    [Fact]
    public async Task Rights_end_with_the_connection_and_one_at_a_time_may_have_the_card()
    {
        _readers.Insert(_card);
        var first = await _readers.ConnectAsync(Reader, _ct);
        await new GidsSession(first).SelectAsync(_ct);
        var busy = await Assert.ThrowsAsync<CardReaderException>(() => _readers.ConnectAsync(Reader, _ct));
        await first.DisposeAsync();

        await using var second = await _readers.ConnectAsync(Reader, _ct);

        Assert.Equal(ReaderProblem.InUse, busy.Problem);
        await Assert.ThrowsAsync<CardException>(() => new GidsSession(second).ReadAttemptsAsync(_ct)); // not even selected any more
        await Assert.ThrowsAsync<CardRemovedException>(() => new GidsSession(first).SelectAsync(_ct));
    }

    [Fact]
    public async Task An_empty_reader_and_an_unknown_one_are_told_apart()
    {
        await Assert.ThrowsAsync<CardRemovedException>(() => _readers.ConnectAsync(Reader, _ct));
        var unknown = await Assert.ThrowsAsync<CardReaderException>(() => _readers.ConnectAsync("another", _ct));

        Assert.Equal(ReaderProblem.NoReader, unknown.Problem);
    }
}
