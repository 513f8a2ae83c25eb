using Smartcard.Cards;
using Smartcard.Cards.Iso7816;
using Smartcard.Cards.Piv;
using Smartcard.Cards.Software;

namespace Smartcard.Tests.Cards.Software;

/// <summary>A card that is pulled out while its PIN is reset and its PUK changed: what it then is can always be found out.</summary>
public sealed class TornPivCardTests
{
    private static readonly SoftwarePivCardState Blocked =
        SoftwarePivCardState.Create("test", "123456", "12345678") with { PinAttemptsLeft = 0 };

    private static readonly byte[] NewPin = "654321"u8.ToArray();
    private static readonly byte[] Puk = "12345678"u8.ToArray();
    private static readonly byte[] NextPuk = "87654321"u8.ToArray();

    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    public static MatrixTheoryData<int, bool> Tears => new(Enumerable.Range(1, 8), [false, true]);

    /// <summary>Select, the newer PUK, the older one, attempts, reset, verify.</summary>
    public static MatrixTheoryData<int, bool> SecondTears => new(Enumerable.Range(1, 6), [false, true]);

    [Theory]
    [MemberData(nameof(Tears))]
    public async Task Wherever_it_is_pulled_out_the_rest_can_be_done_with_two_candidates(int command, bool acts)
    {
        await using var card = new SoftwarePivCard(Blocked);
        card.Faults = new FaultPlan().OnCommand(command, acts ? Fault.RemovedAfterActing : Fault.RemovedBeforeActing);

        var torn = await Assert.ThrowsAnyAsync<CardFaultException>(() => ResetAndRotateAsync(card));

        Assert.IsType<CardRemovedException>(torn);
        Assert.Equal(command >= 6 || (command == 5 && acts), card.State.PinAttemptsLeft == 3);
        Assert.Equal(command >= 8 || (command == 7 && acts) ? NextPuk : Puk, card.State.Puk);

        await ResumeAsync(card);

        Assert.Equal(NewPin, card.State.Pin);
        Assert.Equal(NextPuk, card.State.Puk);
        Assert.Equal((3, 3), (card.State.PinAttemptsLeft, card.State.PukAttemptsLeft));
    }

    [Theory]
    [MemberData(nameof(SecondTears))]
    public async Task Pulled_out_again_while_the_rest_is_done_it_still_ends_well(int command, bool acts)
    {
        await using var card = await TornBeforeResetAsync();
        card.Faults = new FaultPlan().OnCommand(command, acts ? Fault.RemovedAfterActing : Fault.RemovedBeforeActing);
        await Assert.ThrowsAsync<CardRemovedException>(() => ResumeAsync(card));
        Assert.InRange(card.State.PukAttemptsLeft, 2, 3);

        await ResumeAsync(card);

        Assert.Equal(NewPin, card.State.Pin);
        Assert.Equal(NextPuk, card.State.Puk);
        Assert.Equal((3, 3), (card.State.PinAttemptsLeft, card.State.PukAttemptsLeft));
    }

    [Fact]
    public async Task Pulled_out_twice_between_the_two_candidates_it_is_blocked_by_the_newer_one()
    {
        await using var card = await TornBeforeResetAsync();
        foreach (var left in new[] { 2, 1 })
        {
            card.Faults = new FaultPlan().OnIns(0x24, Fault.RemovedAfterActing);
            await Assert.ThrowsAsync<CardRemovedException>(() => ResumeAsync(card));
            Assert.Equal(left, card.State.PukAttemptsLeft);
        }

        var session = new PivSession(card);
        await session.SelectAsync(_ct);
        await session.ChangePukAsync(NextPuk, NextPuk, _ct);
        Assert.Equal(0, card.State.PukAttemptsLeft);
        Assert.IsType<SecretCheck.Blocked>(await session.ChangePukAsync(Puk, NextPuk, _ct));
    }

    [Fact]
    public async Task An_answer_that_was_lost_is_unknown_and_no_refusal()
    {
        await using var card = new SoftwarePivCard(Blocked);
        card.Faults = new FaultPlan().OnIns(0x2C, Fault.ActsButAnswers(""));
        var session = new PivSession(card);
        await session.SelectAsync(_ct);

        await Assert.ThrowsAsync<CardResponseException>(() => session.ResetRetryCounterAsync(Puk, NewPin, _ct));

        Assert.Equal(3, card.State.PinAttemptsLeft);
    }

    /// <summary>Select, attempts, certificate 9E (one more part), reset, verify, change of the PUK, attempts.</summary>
    private async Task ResetAndRotateAsync(SoftwarePivCard card)
    {
        var session = new PivSession(card);
        await session.SelectAsync(_ct);
        Assert.Equal(0, await session.ReadAttemptsAsync(_ct));
        await session.ReadCertificateAsync(PivKey.CardAuthentication, _ct);
        await session.ResetRetryCounterAsync(Puk, NewPin, _ct);
        await session.VerifyAsync(NewPin, _ct);
        await session.ChangePukAsync(Puk, NextPuk, _ct);
        await session.ReadAttemptsAsync(_ct);
    }

    private async Task<SoftwarePivCard> TornBeforeResetAsync()
    {
        var card = new SoftwarePivCard(Blocked) { Faults = new FaultPlan().OnIns(0x2C, Fault.RemovedBeforeActing) };
        await Assert.ThrowsAsync<CardRemovedException>(() => ResetAndRotateAsync(card));
        card.Faults = null;
        return card;
    }

    /// <summary>What whoever holds both candidates does: the newer first, the older where that was wrong, never a third.</summary>
    private async Task ResumeAsync(SoftwarePivCard card)
    {
        var session = new PivSession(card);
        await session.SelectAsync(_ct);
        if (await session.ChangePukAsync(NextPuk, NextPuk, _ct) is SecretCheck.Wrong)
        {
            Assert.IsType<SecretCheck.Accepted>(await session.ChangePukAsync(Puk, NextPuk, _ct));
        }

        if (await session.ReadAttemptsAsync(_ct) == 0)
        {
            Assert.IsType<SecretCheck.Accepted>(await session.ResetRetryCounterAsync(NextPuk, NewPin, _ct));
        }

        Assert.IsType<SecretCheck.Accepted>(await session.VerifyAsync(NewPin, _ct));
    }
}
