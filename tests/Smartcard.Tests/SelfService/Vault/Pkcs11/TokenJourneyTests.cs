using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Net.Pkcs11Interop.Common;
using Smartcard.Cards.Gids;
using Smartcard.Cards.Iso7816;
using Smartcard.Domain;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Evidence;
using Smartcard.SelfService.Vault;
using Smartcard.SelfService.Vault.Pkcs11;
using Smartcard.Storage;
using Smartcard.Tests.SelfService.Unlock;
using Smartcard.Workflows;

namespace Smartcard.Tests.SelfService.Vault.Pkcs11;

/// <summary>Unlocks with a card's key that only a token can open.</summary>
[Collection(SoftHsm.Tests)]
public sealed class TokenJourneyTests
{
    private static readonly byte[] Master = [.. Enumerable.Range(9, 32).Select(i => (byte)i)];

    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;
    private readonly FaultyLibrary _module = new();
    private readonly string _token = SoftHsm.NewToken(Master);

    [Fact]
    public async Task A_card_is_unlocked_while_the_token_loses_its_session()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        using var vault = await MoveToTokenAsync(bench);
        var helper = await UpToResetAsync(bench);
        _module.Fail(CKR.CKR_SESSION_HANDLE_INVALID, "Encrypt", times: 1);

        Assert.True(await helper.ResetAsync(bench.Card, "4711"));

        Assert.Equal(WorkflowStatus.Finished, bench.Status);
        Assert.IsType<SecretCheck.Accepted>(await UnlockJourneyTests.TryAsync(bench, "4711"));
    }

    [Fact]
    public async Task While_the_token_is_away_nothing_is_released_and_afterwards_the_card_is_unlocked()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        using var vault = await MoveToTokenAsync(bench);
        var helper = await UpToResetAsync(bench);
        _module.Fail(CKR.CKR_DEVICE_REMOVED, "UnwrapKey");

        await Assert.ThrowsAsync<VaultAwayException>(() => helper.ResetAsync(bench.Card, "4711"));

        Assert.DoesNotContain(await bench.RowsAsync<EvidenceItem>(), e => e.Kind == EvidenceKind.ResetReleased);
        _module.Before = (_, _) => { };
        Assert.True(await helper.ResetAsync(bench.Card, "4711"));
        Assert.Single(await bench.RowsAsync<EvidenceItem>(), e => e.Kind == EvidenceKind.ResetReleased);
    }

    private static async Task<BenchHelper> UpToResetAsync(JourneyBench bench)
    {
        var helper = await UnlockJourneyTests.UpToQuestionsAsync(bench);
        await bench.AnswerAsync();
        await bench.ReplyAsync("send", ("code", await bench.ReadCodeAsync()));
        return helper;
    }

    private async Task<Pkcs11Vault> MoveToTokenAsync(JourneyBench bench)
    {
        var vault = new Pkcs11Vault(SoftHsm.OptionsFor(_token), bench.Time, NullLogger<Pkcs11Vault>.Instance, _module.Library);
        var transport = await vault.CurrentTransportKeyAsync(_ct);
        using var wrapping = new KeyWrapping(transport.PublicKey);
        var batch = new WrappingKey { Id = WrappingKeyId.New(), TransportKeyId = transport.Id, Wrapped = wrapping.WrappingKey };
        await bench.DoAsync(async services =>
        {
            var database = services.GetRequiredService<SmartcardDbContext>();
            var identifier = CardIdentifier.Parse(bench.Card.State.CardId);
            database.Add(batch);
            database.Add(new CardKey
            {
                CardId = await database.Set<Card>().Where(c => c.Identifier == identifier).Select(c => c.Id).SingleAsync(_ct),
                Version = 1,
                Wrapped = wrapping.Wrap(bench.Card.State.AdminKey),
                WrappingKeyId = batch.Id,
            });
            return await database.SaveChangesAsync(_ct);
        });
        bench.Vault = vault;
        return vault;
    }
}
