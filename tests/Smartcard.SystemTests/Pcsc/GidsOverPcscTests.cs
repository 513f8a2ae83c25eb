using System.Security.Cryptography;
using System.Text;
using Smartcard.Cards;
using Smartcard.Cards.Gids;
using Smartcard.Cards.Iso7816;
using Smartcard.Cards.Pcsc;
using Smartcard.Cards.Software;

namespace Smartcard.SystemTests.Pcsc;

/// <summary>The way from a session through PC/SC and a real pcscd to a card and back.</summary>
[Collection(PcscDaemon.Collection)]
public sealed class GidsOverPcscTests : IDisposable
{
    private static readonly byte[] Passcode = "1234"u8.ToArray();
    private static readonly byte[] NewPasscode = "n£w~8"u8.ToArray();
    private static readonly SoftwareCardState NewCard = SoftwareCardState.Create("test", Encoding.UTF8.GetString(Passcode));

    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;
    private readonly PcscReaders _readers = new();
    private readonly SoftwareGidsCard _card = new(NewCard);

    public void Dispose() => _readers.Dispose();

    [Fact]
    public async Task A_card_put_in_and_taken_out_is_reported_with_its_atr()
    {
        PcscDaemon.SkipWhereMissing();
        var empty = await PcscDaemon.WaitForCardAsync(present: false, _ct);

        var attachment = await VpcdAttachment.AttachAsync(_card, _ct, PcscDaemon.VpcdPort);
        var inserted = await _readers.WaitForChangeAsync(empty, TimeSpan.FromSeconds(10), _ct);
        await attachment.DisposeAsync();
        var removed = await _readers.WaitForChangeAsync(inserted, TimeSpan.FromSeconds(10), _ct);

        Assert.True(inserted.HasCard);
        Assert.Equal(SoftwareGidsCard.Atr, inserted.Atr);
        Assert.False(removed.HasCard);
        Assert.NotEqual(empty, removed);
    }

    [Fact]
    public async Task A_card_exchanged_while_nobody_looked_is_a_change()
    {
        PcscDaemon.SkipWhereMissing();
        var first = await PcscDaemon.InsertAsync(_card, _ct);
        var known = await PcscDaemon.WaitForCardAsync(present: true, _ct);

        await first.DisposeAsync();
        await using var second = await PcscDaemon.InsertAsync(_card, _ct);
        var now = await _readers.WaitForChangeAsync(known, TimeSpan.FromSeconds(10), _ct);

        Assert.True(now.HasCard);
        Assert.NotEqual(known, now);
    }

    [Fact]
    public async Task Without_a_change_the_wait_ends_at_its_limit_with_what_was_known()
    {
        PcscDaemon.SkipWhereMissing();
        await using var attachment = await PcscDaemon.InsertAsync(_card, _ct);
        var known = await PcscDaemon.WaitForCardAsync(present: true, _ct);

        var same = await _readers.WaitForChangeAsync(known, TimeSpan.FromMilliseconds(20), _ct);

        Assert.Equal(known, same);
    }

    [Fact]
    public async Task A_wait_can_be_cancelled()
    {
        PcscDaemon.SkipWhereMissing();
        var known = await PcscDaemon.WaitForCardAsync(present: false, _ct);
        using var cancel = new CancellationTokenSource();

        var wait = _readers.WaitForChangeAsync(known, TimeSpan.FromMinutes(5), cancel.Token);
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
    }

    [Fact]
    public async Task A_card_is_identified_verified_and_signs()
    {
        PcscDaemon.SkipWhereMissing();
        await using var attachment = await PcscDaemon.InsertAsync(_card, _ct);
        await using var connection = await _readers.ConnectAsync(PcscDaemon.ReaderName, _ct);
        var session = new GidsSession(connection);
        var digest = SHA256.HashData("a fresh challenge"u8);

        await session.SelectAsync(_ct);
        var identifier = await session.ReadCardIdAsync(_ct);
        var attempts = await session.ReadAttemptsAsync(_ct);
        var verdict = await session.VerifyAsync(Passcode, _ct);
        var signature = await session.SignAsync(GidsSession.FirstKey, digest, _ct);
        using var key = RSA.Create(await session.ReadPublicKeyAsync(GidsSession.FirstKey, _ct));

        Assert.Equal(NewCard.Identifier, identifier);
        Assert.Equal(new PasscodeAttempts(3, 3), attempts);
        Assert.IsType<SecretCheck.Accepted>(verdict);
        Assert.True(key.VerifyHash(digest, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        Assert.Equal(SoftwareGidsCard.Atr, connection.Atr.ToArray());
    }

    [Fact]
    public async Task A_card_blocked_by_three_wrong_passcodes_is_reset_by_mutual_authentication()
    {
        PcscDaemon.SkipWhereMissing();
        await using var attachment = await PcscDaemon.InsertAsync(_card, _ct);
        await using var connection = await _readers.ConnectAsync(PcscDaemon.ReaderName, _ct);
        var session = new GidsSession(connection);
        await session.SelectAsync(_ct);

        SecretCheck[] wrong =
        [
            await session.VerifyAsync("9999"u8.ToArray(), _ct),
            await session.VerifyAsync("9999"u8.ToArray(), _ct),
            await session.VerifyAsync("9999"u8.ToArray(), _ct),
            await session.VerifyAsync(Passcode, _ct),
        ];
        var r1 = GidsMutualAuthentication.NewHostChallenge();
        var r2 = await session.BeginMutualAuthenticationAsync(r1, _ct);
        var proof = await session.CompleteMutualAuthenticationAsync(GidsMutualAuthentication.Answer(NewCard.AdminKey, r1, r2), _ct);
        await session.ResetRetryCounterAsync(NewPasscode, _ct);

        Assert.Equal([new SecretCheck.Wrong(2), new SecretCheck.Wrong(1), new SecretCheck.Blocked(), new SecretCheck.Blocked()], wrong);
        Assert.True(GidsMutualAuthentication.Confirms(NewCard.AdminKey, r1, r2, proof));
        Assert.IsType<SecretCheck.Accepted>(await session.VerifyAsync(NewPasscode, _ct));
        Assert.Equal(new PasscodeAttempts(3, 3), await session.ReadAttemptsAsync(_ct));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_card_pulled_out_in_the_middle_of_a_command_is_reported_as_removed(bool hadActed)
    {
        PcscDaemon.SkipWhereMissing();
        await using var attachment = await PcscDaemon.InsertAsync(_card, _ct);
        await using var connection = await _readers.ConnectAsync(PcscDaemon.ReaderName, _ct);
        var session = new GidsSession(connection);
        await session.SelectAsync(_ct);
        _card.Faults = new FaultPlan().OnIns(0x20, hadActed ? Fault.RemovedAfterActing : Fault.RemovedBeforeActing);

        await Assert.ThrowsAsync<CardRemovedException>(() => session.VerifyAsync("9999"u8.ToArray(), _ct));

        await Assert.ThrowsAsync<CardRemovedException>(() => session.ReadCardIdAsync(_ct));
        await PcscDaemon.WaitForCardAsync(present: false, _ct);
        Assert.Equal(hadActed ? 2 : 3, _card.State.AttemptsLeft);
    }

    [Fact]
    public async Task No_right_survives_the_connection_in_which_it_was_won()
    {
        PcscDaemon.SkipWhereMissing();
        await using var attachment = await PcscDaemon.InsertAsync(_card, _ct);
        await using (var first = await _readers.ConnectAsync(PcscDaemon.ReaderName, _ct))
        {
            var session = new GidsSession(first);
            await session.SelectAsync(_ct);
            await session.VerifyAsync(Passcode, _ct);
        }

        await using var second = await _readers.ConnectAsync(PcscDaemon.ReaderName, _ct);
        var refusal = await Assert.ThrowsAsync<CardException>(() =>
            new GidsSession(second).SignAsync(GidsSession.FirstKey, new byte[32], _ct));

        Assert.Equal(StatusWord.ConditionsNotSatisfied, refusal.Sw); // not even selected any more
    }

    [Fact]
    public async Task A_card_in_use_is_taken_as_soon_as_it_is_free()
    {
        PcscDaemon.SkipWhereMissing();
        await using var attachment = await PcscDaemon.InsertAsync(_card, _ct);
        var first = await _readers.ConnectAsync(PcscDaemon.ReaderName, _ct);

        var waiting = _readers.ConnectAsync(PcscDaemon.ReaderName, _ct);
        var tookAtOnce = waiting.IsCompletedSuccessfully;
        await first.DisposeAsync();
        await using var second = await waiting;

        Assert.False(tookAtOnce);
        await new GidsSession(second).SelectAsync(_ct);
    }

    [Fact]
    public async Task An_empty_reader_has_no_card_to_connect_to()
    {
        PcscDaemon.SkipWhereMissing();
        await PcscDaemon.WaitForCardAsync(present: false, _ct);

        await Assert.ThrowsAsync<CardRemovedException>(() => _readers.ConnectAsync(PcscDaemon.ReaderName, _ct));
    }

    [Fact]
    public async Task A_reader_that_is_not_there_is_named_in_plain_words()
    {
        PcscDaemon.SkipWhereMissing();

        var connect = await Assert.ThrowsAsync<CardReaderException>(() => _readers.ConnectAsync("No Such Reader", _ct));
        var wait = await Assert.ThrowsAsync<CardReaderException>(
            () => _readers.WaitForChangeAsync(new ReaderState("No Such Reader", false, null, 0), TimeSpan.FromSeconds(5), _ct));

        Assert.Equal((ReaderProblem.NoReader, ReaderProblem.NoReader), (connect.Problem, wait.Problem));
        Assert.Contains("SCARD_E_UNKNOWN_READER, 80100009", connect.Message, StringComparison.Ordinal);
    }
}
