using Microsoft.Extensions.Time.Testing;
using Smartcard.Look.Limits;

namespace Smartcard.Tests.Look.Limits;

/// <summary>Who gets a place among the heavy calls, who waits, and who is refused.</summary>
public sealed class HeavyPlaceTests : IDisposable
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;
    private readonly FakeTimeProvider _time = new();
    private readonly HeavyCalls _calls;

    public HeavyPlaceTests() => _calls = new HeavyCalls(_time);

    public void Dispose() => _calls.Dispose();

    [Fact]
    public async Task A_second_call_gets_the_place_when_the_first_ends_in_time()
    {
        var first = await _calls.TakeAsync("nia", HeavyCall.Pressed, _ct);
        var second = _calls.TakeAsync("nia", HeavyCall.Pressed, _ct);
        _time.Advance(HeavyCalls.Patience / 2);
        Assert.False(second.IsCompleted);

        first.Dispose();

        using var place = Assert.IsType<HeavyPlace.Taken>(await second);
    }

    [Fact]
    public async Task Whoever_pressed_waits_for_a_moment_and_the_designer_for_as_long_as_it_takes()
    {
        var first = await _calls.TakeAsync("nia", HeavyCall.Pressed, _ct);
        var pressed = _calls.TakeAsync("nia", HeavyCall.Pressed, _ct);
        var ofItself = Enumerable
            .Range(1, HeavyCalls.MostWaiting - 1)
            .Select(_ => _calls.TakeAsync("nia", HeavyCall.OfItself, _ct))
            .ToList();

        _time.Advance(HeavyCalls.Patience);
        Assert.Equal(HeavyRefusal.OwnIsRunning, Assert.IsType<HeavyPlace.Refused>(await pressed).Why);
        _time.Advance(TimeSpan.FromHours(1));
        Assert.DoesNotContain(ofItself, call => call.IsCompleted);
        first.Dispose();

        foreach (var call in ofItself)
        {
            using var place = Assert.IsType<HeavyPlace.Taken>(await call);
        }
    }

    [Fact]
    public async Task No_more_wait_than_the_designer_ever_calls_at_once()
    {
        using var first = await _calls.TakeAsync("nia", HeavyCall.Pressed, _ct);
        using var away = new CancellationTokenSource();
        var waiting = Enumerable
            .Range(0, HeavyCalls.MostWaiting)
            .Select(_ => _calls.TakeAsync("nia", HeavyCall.OfItself, away.Token))
            .ToList();

        Assert.IsType<HeavyPlace.Refused>(await _calls.TakeAsync("nia", HeavyCall.OfItself, _ct));

        await away.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(waiting));
        Assert.Equal(0, _calls.WaitingOf("nia"));
    }

    [Fact]
    public async Task All_persons_together_make_a_few_and_who_is_refused_keeps_no_place()
    {
        var persons = Enumerable.Range(0, HeavyCalls.AtOnce).Select(number => $"person {number}");
        var places = await Task.WhenAll(persons.Select(person => _calls.TakeAsync(person, HeavyCall.Pressed, _ct)));
        Assert.All(places, place => Assert.IsType<HeavyPlace.Taken>(place));
        var refused = _calls.TakeAsync("nia", HeavyCall.Pressed, _ct);
        _time.Advance(HeavyCalls.Patience);
        Assert.Equal(HeavyRefusal.OthersAreRunning, Assert.IsType<HeavyPlace.Refused>(await refused).Why);

        places[0].Dispose();

        using var place = Assert.IsType<HeavyPlace.Taken>(await _calls.TakeAsync("nia", HeavyCall.Pressed, _ct));
        foreach (var other in places)
        {
            other.Dispose();
        }
    }
}
