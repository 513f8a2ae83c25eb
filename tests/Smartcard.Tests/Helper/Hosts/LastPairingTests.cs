using Smartcard.Helper.Hosts;

namespace Smartcard.Tests.Helper.Hosts;

public sealed class LastPairingTests
{
    private static readonly Uri Host = new("https://smartcard.trust.example");

    [Fact]
    public void The_same_code_is_used_with_the_same_token_however_it_is_written()
    {
        var last = new LastPairing();

        var opened = last.TokenFor(new PairingLink(Host, "ABCD2345"));

        Assert.Equal(64, opened.Length);
        Assert.Equal(opened, last.TokenFor(new PairingLink(Host, "ABCD2345")));
        Assert.Equal(opened, last.TokenFor(new PairingLink(Host, " abcd-2345")));
        Assert.True(last.Is(new PairingLink(Host, "ABCD 2345")));
    }

    [Fact]
    public void A_session_that_is_over_is_forgotten()
    {
        var last = new LastPairing();
        var link = new PairingLink(Host, "ABCD2345");
        var before = last.TokenFor(link);

        last.Forget();

        Assert.False(last.Is(link));
        Assert.NotEqual(before, last.TokenFor(link));
    }

    [Fact]
    public void Another_code_or_another_host_gets_a_token_of_its_own()
    {
        var last = new LastPairing();
        var first = last.TokenFor(new PairingLink(Host, "ABCD2345"));

        Assert.NotEqual(first, last.TokenFor(new PairingLink(Host, "ABCD2346")));
        Assert.NotEqual(first, last.TokenFor(new PairingLink(new Uri("https://other.trust.example"), "ABCD2345")));
        Assert.NotEqual(first, last.TokenFor(new PairingLink(Host, "ABCD2345"))); // only the last is remembered
    }
}
