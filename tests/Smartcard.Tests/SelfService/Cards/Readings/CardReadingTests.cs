using Microsoft.Extensions.DependencyInjection;
using Smartcard.Cards.Software;
using Smartcard.CardTasks;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Cards.Readings;
using Smartcard.Domain.CardTasks;
using Smartcard.Domain.Journeys;
using Smartcard.SelfService.Cards.Readings;
using Smartcard.SelfService.CardTasks;
using Smartcard.SelfService.Journeys;
using Smartcard.Tests.SelfService.Vault;

namespace Smartcard.Tests.SelfService.Cards.Readings;

/// <summary>A card is read at the RA desk: with which helper, by whom, and what it is.</summary>
public sealed class CardReadingTests
{
    [OnPostgres]
    [Fact]
    public async Task A_new_card_is_read_without_a_passcode()
    {
        await using var bench = await CardReadingBench.StartAsync();
        var nia = await bench.AdministratorAsync();
        var card = DerivingVault.CardOf("New");
        var id = await bench.StartReadingAsync(nia);
        Assert.Equal(CardReadingStep.WaitsForHelper, (await bench.StandingAsync(nia, id)).Step);
        var helper = await bench.ConnectAsync(nia, id);
        Assert.Equal(CardReadingStep.WithHelper, (await bench.StandingAsync(nia, id)).Step);

        var task = (await helper.NextAsync())!;
        Assert.Equal((CardTaskKind.Read, (string?)null, (byte[]?)null), (task.Kind, task.CardIdentifier, task.Challenge));
        await helper.ReportAsync(task.Id, await CardReadingBench.SaidByAsync(card));

        var standing = await bench.StandingAsync(nia, id);
        Assert.Equal((CardReadingStep.Read, card.State.CardId), (standing.Step, standing.Reading.Identifier?.Value));
        Assert.Equal(3, standing.Reading.AttemptsLeft);
        Assert.Null(standing.Known);
        Assert.Null(standing.Fault);
        Assert.Contains($"card-read:{card.State.CardId[^8..]}", await bench.EventsAsync());
    }

    [OnPostgres]
    [Fact]
    public async Task A_known_card_says_whose_it_is()
    {
        await using var bench = await CardReadingBench.StartAsync();
        var nia = await bench.AdministratorAsync();

        var (id, _) = await bench.ReadAsync(nia, bench.Bench.Card);
        Assert.DoesNotContain(await bench.EventsAsync(), e => e.StartsWith("card-read-differs:", StringComparison.Ordinal));

        var standing = await bench.StandingAsync(nia, id);
        Assert.Equal("Amal Hughes", standing.Known?.Holder.DisplayName);
        Assert.Null(standing.Fault);
    }

    [Fact]
    public async Task A_known_card_with_another_key_is_said_to_be_one_to_keep()
    {
        await using var bench = await CardReadingBench.StartAsync();
        var nia = await bench.AdministratorAsync();
        var copy = new SoftwareGidsCard(bench.Bench.OtherCard.State with { CardId = bench.Bench.Card.State.CardId });

        var (id, _) = await bench.ReadAsync(nia, copy);

        Assert.Equal(
            Smartcard.Domain.Import.ImportFaultKind.OtherPublicKey, (await bench.StandingAsync(nia, id)).Fault?.Kind);
        var known = (await bench.CardAsync(bench.Bench.Card))!.Id;
        Assert.Contains(
            await bench.AuditOfAsync(id), a => a.Event == $"card-read-differs:{copy.State.CardId[^8..]}" && a.Card == known);
    }

    [Fact]
    public async Task A_reading_is_nobody_elses()
    {
        await using var bench = await CardReadingBench.StartAsync();
        var nia = await bench.AdministratorAsync();
        var mair = await bench.AdministratorAsync("Mair Desk");
        var id = await bench.StartReadingAsync(nia);

        Assert.Null(await bench.LookAsync(mair, id));
        Assert.IsType<CardReadingAct.Unknown>(
            await bench.DoAsync(readings => readings.OfferHelperAsync(mair, id, CancellationToken.None)));
        Assert.IsType<CardReadingAct.Unknown>(await bench.WantCheckAsync(mair, id));
        Assert.IsType<CardReadingAct.Unknown>(await bench.GiveAsync(mair, id, await bench.PersonAsync("Siân Hughes")));
    }

    [OnPostgres]
    [Fact]
    public async Task Who_starts_twice_has_one_reading_and_the_helper_of_the_first_has_no_more_work()
    {
        await using var bench = await CardReadingBench.StartAsync();
        var nia = await bench.AdministratorAsync();
        var first = await bench.StartReadingAsync(nia);
        var helper = await bench.ConnectAsync(nia, first);

        var second = await bench.StartReadingAsync(nia);

        Assert.Equal(CardReadingStep.Ended, (await bench.StandingAsync(nia, first)).Step);
        Assert.Equal(CardReadingStep.WaitsForHelper, (await bench.StandingAsync(nia, second)).Step);
        var found = await helper.AsAsync((services, connected) =>
            services.GetRequiredService<HelperWork>().NextAsync(connected, TimeSpan.Zero, CancellationToken.None));
        Assert.IsType<WorkFound.JourneyOver>(found);
    }

    [Fact]
    public async Task A_code_works_for_one_helper()
    {
        await using var bench = await CardReadingBench.StartAsync();
        var nia = await bench.AdministratorAsync();
        var id = await bench.StartReadingAsync(nia);
        var code = (await bench.StandingAsync(nia, id)).Code!.Code;
        Assert.NotNull(await BenchHelper.TryPairAsync(bench.Bench, code));

        Assert.Null(await BenchHelper.TryPairAsync(bench.Bench, code));
    }

    [Fact]
    public async Task A_helper_that_cannot_read_cards_is_too_old_and_the_code_stays_good()
    {
        await using var bench = await CardReadingBench.StartAsync();
        var nia = await bench.AdministratorAsync();
        var id = await bench.StartReadingAsync(nia);
        var code = (await bench.StandingAsync(nia, id)).Code!.Code;

        var refused = await BenchHelper.AskAsync(bench.Bench, code, CardTaskClient.NewToken(), readsCards: false);

        Assert.IsType<PairingResult.HelperTooOld>(refused);
        Assert.True((await bench.StandingAsync(nia, id)).IsHelperTooOld);
        Assert.NotNull(await BenchHelper.TryPairAsync(bench.Bench, code));
        Assert.False((await bench.StandingAsync(nia, id)).IsHelperTooOld);
    }

    [Theory]
    [InlineData("Piv", CardType.Piv)]
    [InlineData(null, null)]
    [InlineData("Something", null)]
    public async Task A_card_of_another_kind_is_named_and_not_taken(string? said, CardType? type)
    {
        await using var bench = await CardReadingBench.StartAsync();
        var nia = await bench.AdministratorAsync();
        var id = await bench.StartReadingAsync(nia);
        var helper = await bench.ConnectAsync(nia, id);

        await helper.ReportAsync(
            (await helper.NextAsync())!.Id, new CardTaskResult(CardTaskOutcome.CardNotSupported) { CardType = said });

        var standing = await bench.StandingAsync(nia, id);
        Assert.Equal((CardReadingStep.TaskEnded, type), (standing.Step, standing.Reading.Type));
        Assert.Equal(CardTaskEnd.CardNotSupported, standing.LastEnd);
        Assert.IsType<CardReadingAct.Done>(await bench.DoAsync(readings => readings.ReadAgainAsync(nia, id, CancellationToken.None)));
        Assert.Equal(CardTaskKind.Read, (await helper.NextAsync())!.Kind);
    }

    [Fact]
    public async Task What_a_changed_helper_says_of_no_card_is_not_taken_for_one()
    {
        await using var bench = await CardReadingBench.StartAsync();
        var nia = await bench.AdministratorAsync();
        var id = await bench.StartReadingAsync(nia);
        var helper = await bench.ConnectAsync(nia, id);

        await helper.ReportAsync(
            (await helper.NextAsync())!.Id,
            new CardTaskResult(CardTaskOutcome.Done) { CardIdentifier = "not a card", CardType = "Gids", PublicKey = [1, 2] });

        Assert.Equal(CardReadingStep.TaskEnded, (await bench.StandingAsync(nia, id)).Step);
    }

    [Fact]
    public async Task After_fifteen_minutes_nothing_is_read_or_given()
    {
        await using var bench = await CardReadingBench.StartAsync();
        var nia = await bench.AdministratorAsync();
        var (id, _) = await bench.ReadAsync(nia, DerivingVault.CardOf("New"));

        bench.Bench.Time.Advance(CardReading.Lifetime);

        Assert.Equal(CardReadingStep.Expired, (await bench.StandingAsync(nia, id)).Step);
        Assert.Equal(
            new CardReadingAct.Refused(CardReadingProblem.IsOver),
            await bench.DoAsync(readings => readings.ReadAgainAsync(nia, id, CancellationToken.None)));
        Assert.Equal(
            new CardReadingAct.NotGiven(CardGivingRefusal.Expired),
            await bench.GiveAsync(nia, id, await bench.PersonAsync("Siân Hughes")));
    }

    [OnPostgres]
    [Fact]
    public async Task One_that_is_left_ends_by_itself()
    {
        await using var bench = await CardReadingBench.StartAsync();
        var nia = await bench.AdministratorAsync();
        var id = await bench.StartReadingAsync(nia);

        bench.Bench.Time.Advance(Journey.Patience);
        await bench.Bench.DoAsync(services => services.GetRequiredService<AbandonedJourneys>().EndAsync(CancellationToken.None));

        Assert.Equal(CardReadingStep.Ended, (await bench.StandingAsync(nia, id)).Step);
        Assert.Equal(JourneyEnd.Abandoned, (await bench.Bench.RowsAsync<Journey>()).Single(j => j.Id == id).End);
    }

    [Fact]
    public async Task What_was_read_is_forgotten_at_the_end_which_a_helper_that_goes_on_does_not_put_off()
    {
        await using var bench = await CardReadingBench.StartAsync();
        var nia = await bench.AdministratorAsync();
        var plain = DerivingVault.CardOf("New");
        var card = new SoftwareGidsCard(plain.State with { Certificate = Certificates.Of(plain) });
        var (id, _) = await bench.ReadAsync(nia, card);
        bench.Bench.Time.Advance(CardReading.Lifetime - TimeSpan.FromMinutes(1));
        await bench.DoAsync(readings => readings.OfferHelperAsync(nia, id, CancellationToken.None));
        var helper = await bench.ConnectAsync(nia, id);
        await bench.DoAsync(readings => readings.ReadAgainAsync(nia, id, CancellationToken.None));
        var task = (await helper.NextAsync())!;
        Assert.NotNull((await bench.RowAsync(id)).Certificate);

        bench.Bench.Time.Advance(TimeSpan.FromMinutes(2));
        await helper.ProgressAsync(task.Id, CardTaskState.Working);
        bench.Bench.Time.Advance(Journey.Patience - TimeSpan.FromMinutes(1));
        await bench.Bench.DoAsync(services => services.GetRequiredService<AbandonedJourneys>().EndAsync(CancellationToken.None));

        var left = await bench.RowAsync(id);
        Assert.Null(left.Certificate);
        Assert.Null(left.PublicKey);
        Assert.Null(left.AttemptsLeft);
        Assert.Equal(card.State.CardId, left.Identifier?.Value); // the rules need it
        Assert.Equal(CardReadingStep.Ended, (await bench.StandingAsync(nia, id)).Step);
    }
}
