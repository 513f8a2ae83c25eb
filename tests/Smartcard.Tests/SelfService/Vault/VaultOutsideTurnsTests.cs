using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Cards.Gids;
using Smartcard.Domain;
using Smartcard.Domain.Cards;
using Smartcard.SelfService.Vault;
using Smartcard.Storage;

namespace Smartcard.Tests.SelfService.Vault;

/// <summary>How a card's key is found: by its record, and where there is none, in the development vault's file.</summary>
[OnPostgres]
public sealed class VaultOutsideTurnsTests
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_record_of_a_card_says_which_key_the_vault_opens()
    {
        await using var bench = await JourneyBench.StartAsync();
        var (own, other) = (bench.Card.State.CardId, bench.OtherCard.State.CardId);
        Assert.True(await ConfirmsAsync(bench, own, bench.Card.State.AdminKey)); // as older versions kept it

        var wrappedKey = GidsMutualAuthentication.NewAdminKey();
        await bench.DoAsync(async services =>
        {
            var keys = services.GetRequiredService<IVaultKeys>();
            await keys.MakeMissingAsync(_ct);
            var transport = await keys.CurrentTransportKeyAsync(_ct);
            using var wrapping = new KeyWrapping(transport.PublicKey);
            var database = services.GetRequiredService<SmartcardDbContext>();
            var batch = new WrappingKey { Id = WrappingKeyId.New(), TransportKeyId = transport.Id, Wrapped = wrapping.WrappingKey };
            database.Add(batch);
            database.Add(new CardKey
            {
                CardId = await IdOfAsync(database, own), Version = 1, Wrapped = wrapping.Wrap(wrappedKey), WrappingKeyId = batch.Id,
            });
            database.Add(new CardKey { CardId = await IdOfAsync(database, other), Version = 3 });
            return await database.SaveChangesAsync(_ct);
        });

        Assert.True(await ConfirmsAsync(bench, own, wrappedKey));
        Assert.False(await ConfirmsAsync(bench, own, bench.Card.State.AdminKey));
        Assert.True(await HasAsync(bench, other));
        Assert.False(await ConfirmsAsync(bench, other, bench.OtherCard.State.AdminKey));
        Assert.False(await HasAsync(bench, new string('A', 32)));
    }

    private Task<CardId> IdOfAsync(SmartcardDbContext database, string card)
    {
        var identifier = CardIdentifier.Parse(card);
        return database.Set<Card>().Where(c => c.Identifier == identifier).Select(c => c.Id).SingleAsync(_ct);
    }

    private Task<bool> HasAsync(JourneyBench bench, string card) =>
        bench.DoAsync(async services => await services.GetRequiredService<VaultOutsideTurns>().HasAsync(card, _ct));

    private Task<bool> ConfirmsAsync(JourneyBench bench, string card, byte[] key)
    {
        var proof = GidsMutualAuthentication.Encrypt(key, GidsMutualAuthentication.Message(new byte[16], new byte[16], new byte[7]));
        return bench.DoAsync(async services => await services.GetRequiredService<VaultOutsideTurns>()
            .ConfirmsAsync(card, new byte[16], new byte[16], proof, _ct));
    }
}
