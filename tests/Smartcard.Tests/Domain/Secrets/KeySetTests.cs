using Smartcard.Domain.Secrets;

namespace Smartcard.Tests.Domain.Secrets;

/// <summary>Keys that take each other's place: which makes, and which are still good.</summary>
public sealed class KeySetTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 26, 7, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);
    private static readonly byte[] First = [1];
    private static readonly byte[] Second = [2];
    private static readonly byte[] Third = [3];

    private readonly KeySet _keys = KeySet.Of(First).With(new DatedKey(Now, Second), Now, Lifetime);

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, 2)]
    [InlineData(9999, 2)]
    public void The_newest_in_force_makes(int minutes, byte key) => Assert.Equal([key], _keys.MakingAt(Now.AddMinutes(minutes)));

    [Theory]
    [InlineData(-9999, new byte[] { 2, 1 })] // one not in force here may be at another host already
    [InlineData(0, new byte[] { 2, 1 })]
    [InlineData(15, new byte[] { 2, 1 })]
    [InlineData(19, new byte[] { 2, 1 })]
    [InlineData(20, new byte[] { 2 })]
    public void An_old_one_is_good_until_what_it_made_last_has_run_out_and_a_little_longer(int minutes, byte[] keys) =>
        Assert.Equal(keys, _keys.GoodAt(Now.AddMinutes(minutes), Lifetime).Select(k => k.Single()));

    [Fact]
    public void Replaced_twice_in_a_quarter_of_an_hour_all_three_are_good()
    {
        var keys = _keys.With(new DatedKey(Now.AddMinutes(5), Third), Now.AddMinutes(3), Lifetime);

        Assert.Equal(["3", "2", "1"], keys.GoodAt(Now.AddMinutes(14), Lifetime).Select(k => $"{k[0]}"));
        Assert.Equal(["3", "2"], keys.GoodAt(Now.AddMinutes(21), Lifetime).Select(k => $"{k[0]}"));
        Assert.Equal(["3"], keys.GoodAt(Now.AddMinutes(25), Lifetime).Select(k => $"{k[0]}"));
    }

    [Fact]
    public void One_that_is_good_for_nothing_is_not_kept()
    {
        var keys = _keys.With(new DatedKey(Now.AddHours(1), Third), Now.AddHours(1), Lifetime);

        Assert.Equal([2, 3], keys.All.Select(k => k.Bytes.Single()));
    }

    [Fact]
    public void Keys_do_not_print() => Assert.Equal("******** ********", $"{_keys} {_keys.All[0]}");
}
