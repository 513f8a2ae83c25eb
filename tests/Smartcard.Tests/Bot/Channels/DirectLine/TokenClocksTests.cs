using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Smartcard.Bot;
using Smartcard.Bot.Channels.DirectLine;
using Smartcard.Domain;
using Smartcard.Domain.Secrets;

namespace Smartcard.Tests.Bot.Channels.DirectLine;

/// <summary>
/// A chat's tokens are made by one host and checked by another, whose clock may differ by
/// <see cref="Clocks.Tolerance"/>.
/// </summary>
public sealed class TokenClocksTests
{
    private readonly FakeTimeProvider _here = new(new DateTimeOffset(2026, 5, 1, 9, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData(-60)]
    [InlineData(0)]
    [InlineData(60)]
    public async Task A_socket_that_is_opened_at_once_is_let_in_by_a_host_whose_clock_differs(int secondsAhead)
    {
        var token = Tokens(_here).ForStream("c1", "u1");

        Assert.IsType<TokenCheck.Good>(
            await Tokens(new FakeTimeProvider(_here.GetUtcNow().AddSeconds(secondsAhead))).CheckStreamAsync(token));
    }

    [Fact]
    public async Task A_token_of_a_socket_is_good_for_its_minute_and_that_of_the_clocks()
    {
        var token = Tokens(_here).ForStream("c1", "u1");

        _here.Advance(TimeSpan.FromSeconds(60) + Clocks.Tolerance);

        Assert.IsType<TokenCheck.Expired>(await Tokens(_here).CheckStreamAsync(token));
    }

    private static DirectLineTokens Tokens(FakeTimeProvider time) =>
        new(Options.Create(new ChatOptions()), new ChatKey(() => KeySet.Of([.. Enumerable.Range(1, 32).Select(i => (byte)i)])), time);
}
