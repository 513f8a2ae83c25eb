using Microsoft.Extensions.DependencyInjection;
using Smartcard.Domain;
using Smartcard.Domain.Codes;
using Smartcard.Domain.Registrations;
using Smartcard.SelfService.Codes;

namespace Smartcard.Tests.SelfService.Codes;

/// <summary>A workflow may be drawn so that it sends several codes in one turn: they count, and each ends the one before.</summary>
[OnPostgres]
public sealed class ManyCodesTests
{
    [Fact]
    public async Task Codes_of_one_turn_count_and_only_the_last_is_good()
    {
        await using var bench = await JourneyBench.StartAsync();
        await bench.RegisterAsync();
        await bench.BeginAsync("unlock");
        await bench.ReplyAsync("continue");
        await (await BenchHelper.PairAsync(bench)).IdentifyAsync(bench.Card);
        var before = (await bench.RowsAsync<EmailCode>()).Select(code => code.Id).ToHashSet();

        var sent = await bench.TurnAsync(async (services, ct) =>
        {
            var codes = services.GetRequiredService<EmailCodes>();
            var addresses = new List<EmailAddress?>();
            for (var i = 0; i < EmailCode.MaxPerJourney + 2; i++)
            {
                addresses.Add(await codes.SendAsync(new JourneyId(bench.Journey), ct));
            }

            return addresses;
        });

        var made = (await bench.RowsAsync<EmailCode>()).Where(code => !before.Contains(code.Id)).ToList();
        Assert.Equal(EmailCode.MaxPerJourney, sent.Count(address => address is not null));
        Assert.All(sent.Skip(EmailCode.MaxPerJourney), Assert.Null);
        Assert.Equal(EmailCode.MaxPerJourney, made.Count);
        Assert.Single(made, code => code.State == CodeState.Live);
    }
}
