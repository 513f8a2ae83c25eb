using Smartcard.Cards.Pcsc;
using Smartcard.SystemTests.Host;
using Smartcard.SystemTests.Pcsc;

namespace Smartcard.SystemTests.Journeys;

/// <summary>The main job, in a real browser, with the card behind a real pcscd.</summary>
[Collection(PcscDaemon.Collection)]
public sealed class RegisterAndUnlockTests(Browser browser)
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_nurse_registers_her_card_and_later_unlocks_it()
    {
        Browser.SkipWhereMissing();
        PcscDaemon.SkipWhereMissing();
        using var readers = new PcscReaders();
        await using var host = await SmartcardHost.StartAsync(readers);
        var nurse = await Nurse.AtAsync(host, browser, _ct);
        var card = host.Card("amal");

        await using (await PcscDaemon.InsertAsync(card, _ct))
        {
            await nurse.RegisterAsync();
        }

        await Nurse.LockAsync(card);
        await nurse.BeginToUnlockAsync();
        await nurse.Helper.SeesAsync("Put your card in the reader");
        await nurse.Helper.Page.PictureAsync("helper-1-insert");
        await using (await PcscDaemon.InsertAsync(card, _ct))
        {
            await nurse.AnswerAsync();
            await nurse.EnterCodeAsync(await nurse.CodeAsync());
            await nurse.Helper.NewPasscodeAsync("n3w-Pass", "n3w-Pass");
            await nurse.Helper.SeesAsync("Your card is unlocked");
            await nurse.Helper.Page.PictureAsync("helper-3-set");
            await nurse.Chat.SeesAsync("Your card is unlocked.");
            await nurse.Chat.Page.PictureAsync("chat-9-unlocked");
        }

        Assert.Equal("n3w-Pass"u8.ToArray(), card.State.Passcode);
        Assert.Equal(3, card.State.AttemptsLeft);
    }

    [Fact]
    public async Task A_card_taken_out_of_a_real_reader_is_asked_for_again_and_nothing_is_lost()
    {
        Browser.SkipWhereMissing();
        PcscDaemon.SkipWhereMissing();
        using var readers = new PcscReaders();
        await using var host = await SmartcardHost.StartAsync(readers);
        var nurse = await Nurse.AtAsync(host, browser, _ct);
        var card = host.Card("amal");
        await using (await PcscDaemon.InsertAsync(card, _ct))
        {
            await nurse.RegisterAsync();
        }

        await Nurse.LockAsync(card);
        await nurse.BeginToUnlockAsync();
        await using (await PcscDaemon.InsertAsync(card, _ct))
        {
            await nurse.AnswerAsync();
            await nurse.EnterCodeAsync(await nurse.CodeAsync());
            await nurse.Helper.SeesAsync("Choose a new passcode");
        }

        await nurse.Helper.SeesAsync("Put the same card back in");
        await nurse.Chat.SeesAsync("The card was taken out. Put the same card back in.");
        await using (await PcscDaemon.InsertAsync(card, _ct))
        {
            await nurse.Helper.NewPasscodeAsync("4826", "4826");
            await nurse.Chat.SeesAsync("Your card is unlocked.");
        }

        Assert.Equal("4826"u8.ToArray(), card.State.Passcode);
    }
}
