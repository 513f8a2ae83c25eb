using System.Security.Cryptography;
using Smartcard.Cards;
using Smartcard.Cards.Iso7816;
using Smartcard.Cards.Pcsc;
using Smartcard.Cards.Piv;
using Smartcard.Cards.Software;

namespace Smartcard.SystemTests.Pcsc;

/// <summary>The way from a PIV session through PC/SC and a real pcscd to a card and back.</summary>
[Collection(PcscDaemon.Collection)]
public sealed class PivOverPcscTests : IDisposable
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;
    private readonly PcscReaders _readers = new();

    public void Dispose() => _readers.Dispose();

    [Theory]
    [InlineData(PivAlgorithm.Rsa2048)]
    [InlineData(PivAlgorithm.EccP384)]
    public async Task A_blocked_card_proves_itself_is_reset_gets_a_new_puk_and_proves_its_pin(PivAlgorithm algorithm)
    {
        PcscDaemon.SkipWhereMissing();
        await using var card = new SoftwarePivCard(
            SoftwarePivCardState.Create("Amal", "123456", "12345678", algorithm) with { PinAttemptsLeft = 0 });
        await using var attachment = await PcscDaemon.InsertAsync(card, _ct);
        await using var connection = await _readers.ConnectAsync(PcscDaemon.ReaderName, _ct);
        var session = new PivSession(connection);
        var (challenge, pin, puk, next) =
            (RandomNumberGenerator.GetBytes(32), "65432100"u8.ToArray(), "12345678"u8.ToArray(), "87654321"u8.ToArray());

        await session.SelectAsync(_ct);
        var presence = await session.SignAsync(PivKey.CardAuthentication, algorithm, challenge, _ct);
        var reset = await session.ResetRetryCounterAsync(puk, pin, _ct);
        var rotated = await session.ChangePukAsync(puk, next, _ct);
        var verified = await session.VerifyAsync(pin, _ct);
        var passcode = await session.SignAsync(PivKey.Authentication, algorithm, challenge, _ct);
        var nine = await session.ReadCertificateAsync(PivKey.CardAuthentication, _ct);
        var ten = await session.ReadCertificateAsync(PivKey.Authentication, _ct);

        Assert.All([reset, rotated, verified], check => Assert.IsType<SecretCheck.Accepted>(check));
        Assert.True(nine!.Verifies(challenge, presence));
        Assert.True(ten!.Verifies(challenge, passcode));
        Assert.Equal(next, card.State.Puk);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_card_pulled_out_in_a_reset_is_gone_whether_it_has_acted_or_not(bool hasActed)
    {
        PcscDaemon.SkipWhereMissing();
        await using var card = new SoftwarePivCard(SoftwarePivCardState.Create("Amal", "123456", "12345678") with { PinAttemptsLeft = 0 });
        await using var attachment = await PcscDaemon.InsertAsync(card, _ct);
        await using var connection = await _readers.ConnectAsync(PcscDaemon.ReaderName, _ct);
        var session = new PivSession(connection);
        await session.SelectAsync(_ct);
        card.Faults = new FaultPlan().OnIns(0x2C, hasActed ? Fault.RemovedAfterActing : Fault.RemovedBeforeActing);

        await Assert.ThrowsAsync<CardRemovedException>(
            () => session.ResetRetryCounterAsync("12345678"u8.ToArray(), "654321"u8.ToArray(), _ct));

        await Assert.ThrowsAsync<CardRemovedException>(() => session.ReadAttemptsAsync(_ct));
        await PcscDaemon.WaitForCardAsync(present: false, _ct);
        Assert.Equal(hasActed ? 3 : 0, card.State.PinAttemptsLeft);
    }
}
