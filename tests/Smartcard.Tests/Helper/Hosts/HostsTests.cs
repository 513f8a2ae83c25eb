using Smartcard.Helper.Hosts;

namespace Smartcard.Tests.Helper.Hosts;

/// <summary>Which hosts the helper speaks to, and what opens it.</summary>
public sealed class HostsTests
{
    [Theory]
    [InlineData("https://smartcard.trust.nhs.uk", "https://smartcard.trust.nhs.uk/")]
    [InlineData("https://smartcard.trust.nhs.uk:8443/", "https://smartcard.trust.nhs.uk:8443/")]
    [InlineData("http://127.0.0.1:5080", "http://127.0.0.1:5080/")]
    [InlineData("http://localhost:5080", "http://localhost:5080/")]
    public void An_origin_over_https_or_on_this_machine(string address, string origin) =>
        Assert.Equal(new Uri(origin), AllowedHosts.Parse(address));

    [Theory]
    [InlineData("http://smartcard.trust.nhs.uk", "use https")]
    [InlineData("ftp://127.0.0.1", "not the address of a host")]
    [InlineData("smartcard", "not the address of a host")]
    [InlineData("https://smartcard.trust.nhs.uk@evil.example", "more than a name")]
    [InlineData("https://smartcard.trust.nhs.uk/path", "more than a name")]
    [InlineData("https://smartcard.trust.nhs.uk/?x=1", "more than a name")]
    [InlineData("https://smartcard.trust.nhs.uk/#x", "more than a name")]
    public void Anything_else_is_refused_in_words(string address, string words) =>
        Assert.Contains(words, Assert.Throws<FormatException>(() => AllowedHosts.Parse(address)).Message, StringComparison.Ordinal);

    [Fact]
    public void Only_the_hosts_that_were_set_are_allowed()
    {
        var allowed = new AllowedHosts([AllowedHosts.Parse("https://smartcard.trust.nhs.uk")]);

        Assert.True(allowed.Allows(AllowedHosts.Parse("https://SMARTCARD.trust.nhs.uk:443")));
        Assert.False(allowed.Allows(AllowedHosts.Parse("https://smartcard.trust.nhs.uk:8443")));
        Assert.False(allowed.Allows(AllowedHosts.Parse("https://smartcard.trust.nhs.uk.evil.example")));
    }

    [Fact]
    public void The_chats_link_names_host_and_code() =>
        Assert.Equal(
            new PairingLink(new Uri("https://smartcard.trust.nhs.uk"), "ABCD-EFGH"),
            PairingLink.Parse("smartcard-helper://pair?host=https%3A%2F%2Fsmartcard.trust.nhs.uk&code=ABCD-EFGH"));

    [Theory]
    [InlineData("https://pair?host=https://x&code=ABCD")]
    [InlineData("smartcard-helper://other?host=https%3A%2F%2Fx&code=ABCD")]
    [InlineData("smartcard-helper://pair?code=ABCD")]
    [InlineData("smartcard-helper://pair?host=https%3A%2F%2Fx&code=")]
    [InlineData("smartcard-helper://pair?host=http%3A%2F%2Fevil.example&code=ABCD")]
    [InlineData("smartcard-helper://pair?host=https%3A%2F%2Fx&code=ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFGH")]
    public void Other_links_open_nothing(string link) => Assert.Throws<FormatException>(() => PairingLink.Parse(link));
}
