using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Cards.Software;
using Smartcard.Domain;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Cards.Readings;
using Smartcard.Domain.Import;
using Smartcard.Domain.Journeys;
using Smartcard.SelfService.Cards.Readings;
using Smartcard.SelfService.People;
using Smartcard.Storage;
using Smartcard.Tests.SelfService.Vault;

namespace Smartcard.Tests.SelfService.Cards.Readings;

/// <summary>A card that was read is given to somebody, by the rules of an import, whole or not at all.</summary>
public sealed class CardGivingTests
{
    [OnPostgres]
    [Fact]
    public async Task A_new_card_belongs_to_a_person_and_its_key_is_derived()
    {
        await using var bench = await CardReadingBench.StartAsync();
        var nia = await bench.AdministratorAsync();
        var sian = await bench.PersonAsync("Siân Hughes");
        var card = DerivingVault.CardOf("New", version: 2);
        var (id, _) = await bench.ReadAsync(nia, card);

        Assert.IsType<CardReadingAct.Done>(await bench.GiveAsync(nia, id, sian, version: 2));

        var enrolled = (await bench.CardAsync(card))!;
        Assert.Equal((sian, CardState.InUse), (enrolled.StaffId, enrolled.State));
        Assert.Equal(TestCards.PublicKeyOf(card), enrolled.PublicKey);
        var key = (await bench.Bench.RowsAsync<CardKey>()).Single(k => k.CardId == enrolled.Id);
        Assert.Equal((2, (byte[]?)null), (key.Version, key.Wrapped));
        Assert.Contains($"card-given:{StaffTrail.ReferenceOf(sian)}", await bench.EventsAsync());
        Assert.Equal(CardReadingStep.Given, (await bench.StandingAsync(nia, id)).Step);
        Assert.Equal(JourneyEnd.Completed, (await bench.Bench.RowsAsync<Journey>()).Single(j => j.Id == id).End);
        Assert.Equal(
            new CardReadingAct.NotGiven(CardGivingRefusal.GivenAlready), await bench.GiveAsync(nia, id, sian, version: 2));
        await AddResetPivCardAsync(bench, sian);
        Assert.Equal(2, (await bench.StandingAsync(nia, (await bench.ReadAsync(nia, DerivingVault.CardOf("Next"))).Id)).LatestVersion);
    }

    /// <summary>It has a new PUK after each reset, which is no version of a key that the bureau gives.</summary>
    private static Task<int> AddResetPivCardAsync(CardReadingBench bench, StaffId holder) => bench.Bench.DoAsync(async services =>
    {
        var database = services.GetRequiredService<SmartcardDbContext>();
        var card = new Card
        {
            Id = CardId.New(),
            Identifier = CardIdentifier.Parse(Convert.ToHexString(RandomNumberGenerator.GetBytes(16))),
            StaffId = holder,
            Type = CardType.Piv,
            PublicKey = [1],
            PresenceKey = [2],
            EnrolledAt = DateTimeOffset.UnixEpoch,
        };
        database.AddRange(card, new CardKey { CardId = card.Id, Version = 7 });
        return await database.SaveChangesAsync();
    });

    [OnPostgres]
    [Fact]
    public async Task A_known_card_moves_for_a_reason_and_leaves_its_registration_behind()
    {
        await using var bench = await CardReadingBench.StartAsync();
        var nia = await bench.AdministratorAsync();
        var sian = await bench.PersonAsync("Siân Hughes");
        var (id, _) = await bench.ReadAsync(nia, bench.Bench.Card);
        var before = (await bench.CardAsync(bench.Bench.Card))!;

        Assert.Equal(
            new ImportFault(ImportFaultKind.OtherHolder, ImportColumn.HolderChanged),
            Assert.IsType<CardReadingAct.NotTaken>(await bench.GiveAsync(nia, id, sian, null, null, before.StaffId)).Fault);
        Assert.Contains(await bench.AuditOfAsync(id), a => a.Event == "card-give-refused:OtherHolder" && a.Card == before.Id);
        Assert.IsType<CardReadingAct.Done>(await bench.GiveAsync(nia, id, sian, null, HolderChange.Reissued, before.StaffId));

        Assert.Equal(sian, (await bench.CardAsync(bench.Bench.Card))!.StaffId);
        Assert.Contains(await bench.EventsAsync(), e => e.StartsWith("card-holder-changed:Reissued+", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nobody_gives_a_card_to_themselves_or_their_own_to_somebody_else()
    {
        await using var bench = await CardReadingBench.StartAsync();
        var nia = await bench.AdministratorAsync("Amal Hughes");
        var own = await bench.PersonAsync("HUGHES, Amal");
        var (id, _) = await bench.ReadAsync(nia, DerivingVault.CardOf("New"));
        Assert.Equal(new CardReadingAct.NotGiven(CardGivingRefusal.OwnRecord), await bench.GiveAsync(nia, id, own));

        var (again, _) = await bench.ReadAsync(nia, bench.Bench.Card);
        var holder = (await bench.CardAsync(bench.Bench.Card))!.StaffId;
        Assert.Equal(
            new CardReadingAct.NotGiven(CardGivingRefusal.OwnRecord),
            await bench.GiveAsync(nia, again, await bench.PersonAsync("Siân Hughes"), null, HolderChange.Reissued, holder));
        Assert.Contains("card-give-refused:OwnRecord", await bench.EventsAsync());
    }

    [Fact]
    public async Task Two_administrators_with_the_same_card_give_it_once()
    {
        await using var bench = await CardReadingBench.StartAsync();
        var (nia, mair) = (await bench.AdministratorAsync(), await bench.AdministratorAsync("Mair Desk"));
        var card = DerivingVault.CardOf("New");
        var (first, _) = await bench.ReadAsync(nia, card);
        var (second, _) = await bench.ReadAsync(mair, card);
        var sian = await bench.PersonAsync("Siân Hughes");
        Assert.IsType<CardReadingAct.Done>(await bench.GiveAsync(nia, first, sian));

        Assert.Equal(
            new CardReadingAct.Refused(CardReadingProblem.ChangedMeanwhile),
            await bench.GiveAsync(mair, second, await bench.PersonAsync("Owain Rees")));

        Assert.Equal(sian, (await bench.CardAsync(card))!.StaffId);
        Assert.Equal("Siân Hughes", (await bench.StandingAsync(mair, second)).Known?.Holder.DisplayName);
    }

    [Fact]
    public async Task Another_card_that_was_read_after_the_page_was_opened_is_not_given()
    {
        await using var bench = await CardReadingBench.StartAsync();
        var nia = await bench.AdministratorAsync();
        var (shown, other) = (DerivingVault.CardOf("Shown"), DerivingVault.CardOf("Other"));
        var (id, helper) = await bench.ReadAsync(nia, shown);
        await bench.DoAsync(readings => readings.ReadAgainAsync(nia, id, CancellationToken.None));
        await helper.ReportAsync((await helper.NextAsync())!.Id, await CardReadingBench.SaidByAsync(other));

        Assert.Equal(
            new CardReadingAct.Refused(CardReadingProblem.ChangedMeanwhile),
            await bench.GiveAsync(
                nia, id, await bench.PersonAsync("Siân Hughes"), shown: CardIdentifier.Parse(shown.State.CardId)));

        Assert.Null(await bench.CardAsync(shown));
        Assert.Null(await bench.CardAsync(other));
    }

    [Fact]
    public async Task A_vault_that_is_away_or_has_no_master_key_leaves_the_card_as_it_is()
    {
        await using var bench = await CardReadingBench.StartAsync();
        var nia = await bench.AdministratorAsync();
        var sian = await bench.PersonAsync("Siân Hughes");
        var card = DerivingVault.CardOf("New");
        var (id, _) = await bench.ReadAsync(nia, card);

        bench.Vault.IsAway = true;
        Assert.Equal(new CardReadingAct.Refused(CardReadingProblem.VaultAway), await bench.GiveAsync(nia, id, sian));
        (bench.Vault.IsAway, bench.Vault.HasNoMaster) = (false, true);
        Assert.Equal(
            ImportFaultKind.MasterKeyMissing, Assert.IsType<CardReadingAct.NotTaken>(await bench.GiveAsync(nia, id, sian)).Fault.Kind);
        Assert.Contains(await bench.AuditOfAsync(id), a => a.Event == "card-give-refused:MasterKeyMissing" && a.Actor == nia);

        Assert.Null(await bench.CardAsync(card));
        bench.Vault.HasNoMaster = false;
        Assert.IsType<CardReadingAct.Done>(await bench.GiveAsync(nia, id, sian));
    }

    [Fact]
    public async Task A_card_whose_certificate_is_for_another_key_is_given_to_nobody()
    {
        await using var bench = await CardReadingBench.StartAsync();
        var nia = await bench.AdministratorAsync();
        var other = DerivingVault.CardOf("Other");
        var card = new SoftwareGidsCard(DerivingVault.CardOf("New").State with { Certificate = Certificates.Of(other) });
        var (id, _) = await bench.ReadAsync(nia, card);

        Assert.Equal(ImportFaultKind.CertificateOfOtherKey, (await bench.StandingAsync(nia, id)).Fault?.Kind);
        Assert.Equal(
            ImportFaultKind.CertificateOfOtherKey,
            Assert.IsType<CardReadingAct.NotTaken>(await bench.GiveAsync(nia, id, await bench.PersonAsync("Siân Hughes"))).Fault.Kind);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0)]
    [InlineData(10_000)]
    public async Task A_version_is_a_number_that_a_key_can_have(int? version)
    {
        await using var bench = await CardReadingBench.StartAsync();
        var nia = await bench.AdministratorAsync();
        var (id, _) = await bench.ReadAsync(nia, DerivingVault.CardOf("New"));

        Assert.Equal(
            new CardReadingAct.Refused(CardReadingProblem.VersionWrong),
            await bench.GiveAsync(nia, id, await bench.PersonAsync("Siân Hughes"), version));
    }

    [Fact]
    public async Task A_revoked_card_moves_to_nobody()
    {
        await using var bench = await CardReadingBench.StartAsync();
        var nia = await bench.AdministratorAsync();
        await bench.Booth.ChangeAsync(database => database.Set<Card>()
            .Single(c => c.Identifier == CardIdentifier.Parse(bench.Bench.Card.State.CardId))
            .Revoke(CardStateReason.Lost, bench.Bench.Time.GetUtcNow()));
        var (id, _) = await bench.ReadAsync(nia, bench.Bench.Card);
        var holder = (await bench.CardAsync(bench.Bench.Card))!.StaffId;

        Assert.Equal(
            ImportFaultKind.Revoked,
            Assert.IsType<CardReadingAct.NotTaken>(
                await bench.GiveAsync(nia, id, await bench.PersonAsync("Siân Hughes"), null, HolderChange.Reissued, holder)).Fault.Kind);
    }
}
