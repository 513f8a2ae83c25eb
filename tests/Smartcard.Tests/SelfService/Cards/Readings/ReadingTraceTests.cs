using Microsoft.Extensions.DependencyInjection;
using Smartcard.Domain;
using Smartcard.Domain.Cards.Readings;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Retention;
using Smartcard.SelfService.Cards.Readings;
using Smartcard.SelfService.People.Disclosures;
using Smartcard.SelfService.Retention;
using Smartcard.SelfService.Retention.Erasure;
using Smartcard.SelfService.Retention.Holds;
using Smartcard.Tests.SelfService.Vault;

namespace Smartcard.Tests.SelfService.Cards.Readings;

/// <summary>A reading is about whoever got the card, or was to get it: in their copy, under a legal hold, and in an erasure.</summary>
[OnPostgres]
public sealed class ReadingTraceTests
{
    private const string Name = "Siân Hughes";

    [Fact]
    public async Task What_they_got_is_in_their_copy_and_goes_with_an_erasure_a_day_later()
    {
        await using var bench = await CardReadingBench.StartAsync();
        var nia = await bench.AdministratorAsync();
        var sian = await bench.PersonAsync(Name);
        var (id, _) = await bench.ReadAsync(nia, DerivingVault.CardOf("New"));
        Assert.IsType<CardReadingAct.Done>(await bench.GiveAsync(nia, id, sian));

        var copy = (await bench.Bench.DoAsync(services =>
            services.GetRequiredService<PersonDisclosures>().GiveAsync(nia, sian, CancellationToken.None)))!;
        Assert.Equal(id, Assert.Single(copy.Readings).Id);
        Assert.Equal(id, Assert.Single(copy.Journeys).Journey.Id);
        Assert.Equal(new ErasureResult.Refused(ErasureRefusal.EndedLately), await EraseAsync(bench, nia, sian));
        bench.Bench.Time.Advance(ErasureRules.CountedFor);

        Assert.Equal(new ErasureResult.Done(), await EraseAsync(bench, nia, sian));

        Assert.Empty(await bench.Bench.RowsAsync<CardReading>());
        Assert.DoesNotContain(await bench.Bench.RowsAsync<Journey>(), j => j.Id == id);
    }

    [Fact]
    public async Task A_key_that_did_not_fit_outlives_whom_the_card_was_for_without_their_name()
    {
        await using var bench = await CardReadingBench.StartAsync();
        var nia = await bench.AdministratorAsync();
        var sian = await bench.PersonAsync(Name);
        var card = DerivingVault.CardOf("New");
        var id = await bench.StartReadingAsync(nia, sian);
        var helper = await bench.ConnectAsync(nia, id);
        await helper.ReportAsync((await helper.NextAsync())!.Id, await CardReadingBench.SaidByAsync(card));
        await bench.WantCheckAsync(nia, id, 2);
        await CardReadingBench.CheckAsync(helper, card);
        Assert.Equal(new ErasureResult.Refused(ErasureRefusal.UnderWay), await EraseAsync(bench, nia, sian));
        await bench.DoAsync(readings => readings.EndAsync(nia, id, CancellationToken.None));
        bench.Bench.Time.Advance(ErasureRules.CountedFor);

        Assert.Equal(new ErasureResult.Done(), await EraseAsync(bench, nia, sian));

        Assert.Null((await bench.RowAsync(id)).ForStaff);
        var (later, _) = await bench.ReadAsync(nia, card);
        Assert.Equal(
            new CardReadingAct.NotGiven(CardGivingRefusal.KeyDiffers),
            await bench.GiveAsync(nia, later, await bench.PersonAsync("Owain Rees"), version: 2));
    }

    [Fact]
    public async Task On_legal_hold_it_stays_and_of_others_it_goes()
    {
        await using var bench = await CardReadingBench.StartAsync();
        var nia = await bench.AdministratorAsync();
        var (sian, owain) = (await bench.PersonAsync(Name), await bench.PersonAsync("Owain Rees"));
        var (held, _) = await bench.ReadAsync(nia, DerivingVault.CardOf("Held"));
        await bench.GiveAsync(nia, held, sian);
        var meant = await bench.StartReadingAsync(nia, sian);
        var (gone, _) = await bench.ReadAsync(nia, DerivingVault.CardOf("Gone"));
        await bench.GiveAsync(nia, gone, owain);
        await bench.Bench.DoAsync(services =>
            services.GetRequiredService<LegalHolds>().PlaceAsync(nia, sian, "ICO-1", CancellationToken.None));

        bench.Bench.Time.Advance(TimeSpan.FromDays(1000));
        await bench.Bench.DoAsync(services => services.GetRequiredService<JourneyPurge>().RunAsync(CancellationToken.None));

        Assert.Equal(
            new[] { held, meant }.ToHashSet(), (await bench.Bench.RowsAsync<CardReading>()).Select(r => r.Id).ToHashSet());
    }

    private static Task<ErasureResult> EraseAsync(CardReadingBench bench, UserId actor, StaffId person) =>
        bench.Bench.DoAsync(services => services.GetRequiredService<PersonErasures>()
            .EraseAsync(actor, person, Name, isAgainClear: true, CancellationToken.None));
}
