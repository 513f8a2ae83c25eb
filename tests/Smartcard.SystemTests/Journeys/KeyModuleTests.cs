using Smartcard.Cards.Pcsc;
using Smartcard.SystemTests.Host;
using Smartcard.SystemTests.Pcsc;

namespace Smartcard.SystemTests.Journeys;

/// <summary>The main job with a key module as the vault, which is stopped in the middle and started again.</summary>
[Collection(PcscDaemon.Collection)]
public sealed class KeyModuleTests(Browser browser)
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_nurse_is_told_that_the_key_module_does_not_answer_and_her_card_is_unlocked_when_it_does()
    {
        using var readers = new PcscReaders();
        await using var host = await StartAsync(readers);
        var nurse = await UpToNewPasscodeAsync(host);
        var card = host.Card("amal");
        await using (await PcscDaemon.InsertAsync(card, _ct))
        {
            KeyModule.Stop();
            await nurse.Helper.NewPasscodeAsync("n3w-Pass", "n3w-Pass");
            await nurse.Chat.SeesAsync("The service that holds card keys is not responding at the moment.");
            await nurse.Chat.Page.PictureAsync("chat-vault-away");
            await nurse.Helper.Page.PictureAsync("helper-vault-away");
            KeyModule.Start();
            await nurse.Chat.SeesAsync("Your card is unlocked.");
        }

        Assert.Equal("n3w-Pass"u8.ToArray(), card.State.Passcode);
        await nurse.TellIfFailedAsync();
    }

    [Fact]
    public async Task A_nurse_whose_helper_gives_up_tries_again_later_with_what_she_has_proved()
    {
        using var readers = new PcscReaders();
        await using var host = await StartAsync(readers);
        var nurse = await UpToNewPasscodeAsync(host);
        var card = host.Card("amal");
        await using (await PcscDaemon.InsertAsync(card, _ct))
        {
            KeyModule.Stop();
            await nurse.Helper.NewPasscodeAsync("n3w-Pass", "n3w-Pass");
            await nurse.Chat.SeesAsync("The service that holds card keys is still not responding");
            await nurse.Chat.SeesAsync("Your answers and your code still count.");
            await nurse.Chat.Page.PictureAsync("chat-vault-gave-up");
            await nurse.Helper.Page.PictureAsync("helper-vault-gave-up");
            Assert.Equal(0, card.State.AttemptsLeft);

            KeyModule.Start();
            await nurse.Chat.PressAsync("Try again");
            await nurse.Helper.NewPasscodeAsync("s3c-Next", "s3c-Next");
            await nurse.Chat.SeesAsync("Your card is unlocked.");
        }

        Assert.Equal("s3c-Next"u8.ToArray(), card.State.Passcode);
        await nurse.TellIfFailedAsync();
    }

    private static async Task<SmartcardHost> StartAsync(PcscReaders readers)
    {
        Browser.SkipWhereMissing();
        PcscDaemon.SkipWhereMissing();
        var host = await SmartcardHost.StartAsync(readers, new KeyModule().Settings);
        await KeyModule.EnrolAsync(host, TestContext.Current.CancellationToken);
        return host;
    }

    /// <summary>Registered, locked out, and asked for her new passcode.</summary>
    private async Task<Nurse> UpToNewPasscodeAsync(SmartcardHost host)
    {
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

        return nurse;
    }
}
