using Smartcard.BackOffice.SignIn;

namespace Smartcard.Tests.BackOffice.SignIn;

public sealed class TotpTests
{
    /// <summary>"12345678901234567890" in Base32, the key of the vectors.</summary>
    private const string Key = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    // RFC 6238, appendix B, SHA-1; the last six of eight digits.
    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(1111111111, "050471")]
    [InlineData(1234567890, "005924")]
    [InlineData(2000000000, "279037")]
    [InlineData(20000000000, "353130")]
    public void Makes_the_codes_of_the_standard(long seconds, string code)
    {
        var time = DateTimeOffset.FromUnixTimeSeconds(seconds);

        Assert.Equal(code, Totp.CodeAt(Key, Totp.StepAt(time)));
        Assert.Equal(Totp.StepAt(time), Totp.Match(Key, $" {code[..3]} {code[3..]} ", time));
    }

    [Theory]
    [InlineData(-60, false)]
    [InlineData(-30, true)]
    [InlineData(0, true)]
    [InlineData(30, true)]
    [InlineData(60, false)]
    public void Allows_for_a_clock_that_is_half_a_minute_off(int seconds, bool isTaken)
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(1_234_567_890);

        Assert.Equal(isTaken, Totp.Match(Key, Totp.CodeAt(Key, Totp.StepAt(now.AddSeconds(seconds))), now) is not null);
    }

    [Fact]
    public void Keys_are_160_bits_and_never_the_same()
    {
        var keys = Enumerable.Range(0, 100).Select(_ => Totp.NewKey()).ToList();

        Assert.All(keys, key => Assert.Matches("^[A-Z2-7]{32}$", key));
        Assert.Equal(100, keys.Distinct().Count());
    }
}
