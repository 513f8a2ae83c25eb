using System.Numerics;
using Smartcard.Cards;
using Smartcard.Cards.Gids;
using Smartcard.Cards.Iso7816;
using Smartcard.Cards.Software;

namespace Smartcard.Tests.Cards.Gids;

public sealed class GidsMutualAuthenticationTests
{
    private static readonly SoftwareCardState State = SoftwareCardState.Create("test", "1234");

    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;
    private readonly byte[] _r1 = GidsMutualAuthentication.NewHostChallenge();

    [Fact]
    public async Task Host_and_card_with_the_same_key_prove_themselves_to_each_other()
    {
        var session = await SelectedAsync();

        var r2 = await session.BeginMutualAuthenticationAsync(_r1, _ct);
        var proof = await session.CompleteMutualAuthenticationAsync(GidsMutualAuthentication.Answer(State.AdminKey, _r1, r2), _ct);

        Assert.True(GidsMutualAuthentication.Confirms(State.AdminKey, _r1, r2, proof));
    }

    [Fact]
    public async Task A_host_with_another_key_is_refused_and_its_challenge_spent()
    {
        var session = await SelectedAsync();
        var r2 = await session.BeginMutualAuthenticationAsync(_r1, _ct);

        var wrong = await RefusalAsync(() =>
            session.CompleteMutualAuthenticationAsync(
                GidsMutualAuthentication.Answer(GidsMutualAuthentication.NewAdminKey(), _r1, r2),
                _ct));
        var late = await RefusalAsync(() =>
            session.CompleteMutualAuthenticationAsync(GidsMutualAuthentication.Answer(State.AdminKey, _r1, r2), _ct));
        var reset = await RefusalAsync(() => session.ResetRetryCounterAsync("5678"u8.ToArray(), _ct));

        Assert.Equal(
            [
                StatusWord.SecurityStatusNotSatisfied,
                StatusWord.ConditionsNotSatisfied,
                StatusWord.SecurityStatusNotSatisfied,
            ],
            [wrong, late, reset]);
    }

    [Fact]
    public async Task An_answer_recorded_in_one_exchange_is_refused_in_the_next()
    {
        var session = await SelectedAsync();
        var r2 = await session.BeginMutualAuthenticationAsync(_r1, _ct);
        var recorded = GidsMutualAuthentication.Answer(State.AdminKey, _r1, r2);
        await session.CompleteMutualAuthenticationAsync(recorded, _ct);

        await session.BeginMutualAuthenticationAsync(_r1, _ct);
        var replayed = await RefusalAsync(() => session.CompleteMutualAuthenticationAsync(recorded, _ct));

        Assert.Equal(StatusWord.SecurityStatusNotSatisfied, replayed);
    }

    [Fact]
    public async Task A_proof_counts_for_its_own_key_and_challenges_only()
    {
        var session = await SelectedAsync();
        var r2 = await session.BeginMutualAuthenticationAsync(_r1, _ct);
        var answer = GidsMutualAuthentication.Answer(State.AdminKey, _r1, r2);
        var proof = await session.CompleteMutualAuthenticationAsync(answer, _ct);

        Assert.False(GidsMutualAuthentication.Confirms(GidsMutualAuthentication.NewAdminKey(), _r1, r2, proof));
        Assert.False(GidsMutualAuthentication.Confirms(State.AdminKey, GidsMutualAuthentication.NewHostChallenge(), r2, proof));
        Assert.False(GidsMutualAuthentication.Confirms(State.AdminKey, _r1, GidsMutualAuthentication.NewHostChallenge(), proof));
        Assert.False(GidsMutualAuthentication.Confirms(State.AdminKey, _r1, r2, answer)); // the host's own answer played back
        Assert.False(GidsMutualAuthentication.Confirms(State.AdminKey, _r1, r2, proof.AsSpan(1)));
        Assert.False(GidsMutualAuthentication.Confirms(State.AdminKey, _r1, r2, []));
    }

    // The challenges fill the first 32 bytes. The last block is the card's own random and the end mark, which a random
    // block has once in 256.
    [Fact]
    public async Task A_proof_with_any_bit_of_its_challenges_changed_does_not_count()
    {
        var session = await SelectedAsync();
        var r2 = await session.BeginMutualAuthenticationAsync(_r1, _ct);
        var proof = await session.CompleteMutualAuthenticationAsync(GidsMutualAuthentication.Answer(State.AdminKey, _r1, r2), _ct);

        for (var bit = 0; bit < 32 * 8; bit++)
        {
            byte[] changed = [.. proof];
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(GidsMutualAuthentication.Confirms(State.AdminKey, _r1, r2, changed), $"Bit {bit} was changed.");
        }
    }

    // Calculated with another implementation: openssl enc -des-ede3-cbc -nopad -iv 0000000000000000.
    [Fact]
    public void The_hosts_answer_is_the_encryption_of_R2_R1_Z1_and_the_end_mark()
    {
        var key = Convert.FromHexString("0123456789ABCDEF23456789ABCDEF01456789ABCDEF0123");
        var r1 = Convert.FromHexString(Hex.Repeat("11", 16));
        var r2 = Convert.FromHexString(Hex.Repeat("22", 16));
        var z1 = Convert.FromHexString(Hex.Repeat("33", 7));

        var answer = GidsMutualAuthentication.Answer(key, r1, r2, z1);

        Assert.Equal("0042F0ACC8939A2314E55506059A76EF598D9148FE3B05F5FBFA1FF183D684401BDE8548A5FA8BD3", Convert.ToHexString(answer));
    }

    [Fact]
    public void A_new_admin_key_has_odd_parity_and_three_different_parts()
    {
        var key = GidsMutualAuthentication.NewAdminKey();

        Assert.Equal(24, key.Length);
        Assert.All(key, b => Assert.Equal(1, BitOperations.PopCount(b) % 2));
        Assert.Equal(3, key.Chunk(8).Select(Convert.ToHexString).Distinct().Count());
    }

    [Theory]
    [InlineData(15, 16, 7)]
    [InlineData(16, 17, 7)]
    [InlineData(16, 16, 8)]
    public void Parts_of_other_lengths_are_refused(int r1, int r2, int z1) =>
        Assert.Throws<ArgumentException>(() => GidsMutualAuthentication.Answer(State.AdminKey, new byte[r1], new byte[r2], new byte[z1]));

    private async Task<GidsSession> SelectedAsync()
    {
        var session = new GidsSession(new SoftwareGidsCard(State));
        await session.SelectAsync(_ct);
        return session;
    }

    private static async Task<StatusWord> RefusalAsync(Func<Task> action) => (await Assert.ThrowsAsync<CardException>(action)).Sw;
}
