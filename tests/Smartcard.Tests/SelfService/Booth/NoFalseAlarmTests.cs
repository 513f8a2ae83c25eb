using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Domain.Users;
using Smartcard.SelfService.Booth;

namespace Smartcard.Tests.SelfService.Booth;

/// <summary>
/// People who take their time, each at a pace of their own, are no journeys that stand still: an alarm that is often wrong is
/// soon not looked at any more.
/// </summary>
public sealed class NoFalseAlarmTests
{
    /// <summary>Seconds between two looks at the booth's list; a helper asks for work more often.</summary>
    private const int Look = 15;

    /// <summary>How many journeys are played: more with the environment's <c>SMARTCARD_JOURNEYS</c>.</summary>
    private static readonly int Journeys =
        int.Parse(Environment.GetEnvironmentVariable("SMARTCARD_JOURNEYS") ?? "8", CultureInfo.InvariantCulture);

    [Fact]
    public async Task Good_journeys_raise_none_at_any_moment()
    {
        await using var bench = await JourneyBench.StartAsync();
        await bench.RegisterAsync();
        var pace = new XorShift(0x5eed);
        for (var journey = 0; journey < Journeys; journey++)
        {
            await TestCards.BlockAsync(bench.Card);
            await bench.BeginAsync("unlock");
            await PassAsync(bench, pace.Next(120)); // reads what will happen
            await bench.ReplyAsync("continue");
            await PassAsync(bench, pace.Next(150)); // starts the helper
            var helper = await BenchHelper.PairAsync(bench);
            await PassAsync(bench, pace.Next(90), helper); // looks for the card
            await helper.IdentifyAsync(bench.Card);
            await PassAsync(bench, pace.Next(300), helper); // remembers the answers
            await bench.AnswerAsync();
            await PassAsync(bench, pace.Next(40), helper); // the mail is on its way
            var code = await bench.ReadCodeAsync();
            await PassAsync(bench, pace.Next(240), helper); // looks for it
            await bench.ReplyAsync("send", ("code", code));
            await PassAsync(bench, pace.Next(100), helper); // thinks of a passcode
            Assert.True(await helper.ResetAsync(bench.Card, "4826"));
            await PassAsync(bench, Look);
            bench.Time.Advance(TimeSpan.FromDays(1)); // a card has a few codes a day only
        }
    }

    private static async Task PassAsync(JourneyBench bench, int seconds, BenchHelper? helper = null)
    {
        for (var left = seconds; left > 0; left -= Look)
        {
            await bench.PassAsync(TimeSpan.FromSeconds(Math.Min(left, Look)));
            if (helper is not null)
            {
                await helper.NextAsync();
            }

            var stalls = await bench.DoAsync(services =>
                services.GetRequiredService<StallFinder>().FindAsync(OrganisationScope.Everybody, CancellationToken.None));
            Assert.Empty(stalls.Found);
        }
    }
}
