using System.Text.RegularExpressions;
using Smartcard.Cards.Gids;
using Smartcard.Cards.Iso7816;
using Smartcard.Cards.Pcsc;
using Smartcard.Cards.Software;
using Smartcard.SystemTests.Host;
using Smartcard.SystemTests.Pcsc;

namespace Smartcard.SystemTests.Journeys;

/// <summary>The main job, in a real browser, with the card behind a real pcscd.</summary>
[Collection(PcscDaemon.Collection)]
public sealed class RegisterAndUnlockTests(Browser browser) : IClassFixture<Browser>
{
    private static readonly (string Question, string Answer)[] Answers =
    [
        ("What was the name of your first pet?", "Zebedee Blue"),
        ("What was your first paid job?", "Lighthouse painter"),
        ("Which ward did you first work on?", "Nightingale Seven"),
        ("What was your first mobile phone?", "Sagem my-X5"),
    ];

    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_nurse_registers_her_card_and_later_unlocks_it()
    {
        Browser.SkipWhereMissing();
        PcscDaemon.SkipWhereMissing();
        using var readers = new PcscReaders();
        await using var host = await SmartcardHost.StartAsync(readers);
        var card = host.Card("amal");
        var chat = await ChatPage.OpenAsync(browser, host);
        var helper = await HelperPage.OpenAsync(browser, host);

        await chat.SeesAsync("How can we help?");
        await chat.Page.PictureAsync("chat-1-start");
        await chat.PressAsync("Register my card");
        await chat.PressAsync("Continue");
        var code = await chat.PairingCodeAsync();
        await chat.Page.PictureAsync("chat-2-connect");
        await helper.ConnectAsync(code);
        await helper.SeesAsync("Put your card in the reader");
        await using (await PcscDaemon.InsertAsync(card, _ct))
        {
            await helper.PasscodeAsync("1234");
            await AnswerAsync(chat, choose: true);
            await chat.FillAsync("Email address", "amal.hughes@nhs.uk");
            await chat.Page.PictureAsync("chat-4-email");
            await chat.PressAsync("Use this address");
            await EnterCodeAsync(chat, host, mail: 1);
            await chat.SeesAsync("Your card is registered.");
            await chat.Page.PictureAsync("chat-5-registered");
        }

        await LockAsync(card);
        await chat.PressAsync("Unlock my card");
        await chat.SeesAsync("Only unlock your own card.");
        await chat.Page.PictureAsync("chat-6-unlock");
        await chat.PressAsync("Start");
        await helper.ConnectAsync(await chat.PairingCodeAsync());
        await using (await PcscDaemon.InsertAsync(card, _ct))
        {
            await AnswerAsync(chat, choose: false);
            await EnterCodeAsync(chat, host, mail: 3);
            await helper.NewPasscodeAsync("n3w-Pass", "n3w-Pass");
            await helper.SeesAsync("Your new passcode is set");
            await helper.Page.PictureAsync("helper-done");
            await chat.SeesAsync("Your card is unlocked.");
            await chat.Page.PictureAsync("chat-9-unlocked");
        }

        Assert.Equal("n3w-Pass"u8.ToArray(), card.State.Passcode);
        Assert.Equal(3, card.State.AttemptsLeft);
    }

    private static async Task AnswerAsync(ChatPage chat, bool choose)
    {
        await chat.SeesAsync(choose ? "Your security questions" : "Answer your security questions");
        if (choose)
        {
            for (var i = 0; i < Answers.Length; i++)
            {
                await chat.ChooseAsync($"Question {i + 1}", Answers[i].Question);
                await chat.FillAsync($"Answer {i + 1}", Answers[i].Answer);
            }

            await chat.Page.PictureAsync("chat-3-questions");
            await chat.PressAsync("Save my answers");
            return;
        }

        foreach (var (question, answer) in Answers)
        {
            if (await chat.Field(question).IsVisibleAsync())
            {
                await chat.FillAsync(question, answer);
            }
        }

        await chat.Page.PictureAsync("chat-7-answers");
        await chat.PressAsync("Check my answers");
    }

    private async Task EnterCodeAsync(ChatPage chat, SmartcardHost host, int mail)
    {
        await chat.SeesAsync("The 6 digits from the email");
        var text = (await host.MailAsync(mail, _ct)).Text;
        await chat.FillAsync("The 6 digits from the email", Regex.Match(text, "[0-9]{3} ?[0-9]{3}").Value);
        await chat.Page.PictureAsync($"chat-code-{mail}");
        await chat.PressAsync("Check the code");
    }

    private async Task LockAsync(SoftwareGidsCard card)
    {
        card.Reset();
        var session = new GidsSession(card);
        await session.SelectAsync(_ct);
        while (await session.VerifyAsync("no-such-1"u8.ToArray(), _ct) is SecretCheck.Wrong)
        {
        }
    }
}
