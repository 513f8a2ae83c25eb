using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Smartcard.Cards.Applications;
using Smartcard.Cards.Gids;
using Smartcard.Cards.Iso7816;
using Smartcard.Cards.Piv;
using Smartcard.Cards.Software;
using Smartcard.SystemTests.Host;

namespace Smartcard.SystemTests.Journeys;

/// <summary>A person with the staff page in one window, the reader helper in another, and a card in her hand.</summary>
internal sealed class Nurse(SmartcardHost host, ChatPage chat, HelperPage helper, CancellationToken ct)
{
    public const string Email = "amal.hughes@nhs.uk";
    public const string Passcode = "1234";

    /// <summary>What she answers, by question.</summary>
    public static IReadOnlyList<(string Question, string Answer)> Answers { get; } =
    [
        ("What was the name of your first pet?", "Zebedee Blue"),
        ("What was your first paid job?", "Lighthouse painter"),
        ("Which ward did you first work on?", "Nightingale Seven"),
        ("What was your first mobile phone?", "Sagem my-X5"),
    ];

    public ChatPage Chat => chat;

    public HelperPage Helper => helper;

    /// <summary>Every code she was sent, in order.</summary>
    public List<string> Codes { get; } = [];

    public static async Task<Nurse> AtAsync(SmartcardHost host, Browser browser, CancellationToken ct) =>
        new(host, await ChatPage.OpenAsync(browser, host), await HelperPage.OpenAsync(browser, host), ct);

    /// <summary>After a test that failed: what both windows showed, and what the host had logged beside its statements.</summary>
    public async Task TellIfFailedAsync()
    {
        if (TestContext.Current.TestState?.Result != TestResult.Failed)
        {
            return;
        }

        var said = (await chat.Page.Locator("#chat").InnerTextAsync()).Split('\n');
        var log = host.Log.Lines.Where(line =>
            line.StartsWith("Warning", StringComparison.Ordinal)
            || line.StartsWith("Error", StringComparison.Ordinal)
            || line.Contains("Request finished", StringComparison.Ordinal));
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"The chat's last words:\n{string.Join('\n', said.TakeLast(30))}\n\nThe helper's "
            + $"window:\n{await helper.Page.Locator("body").InnerTextAsync()}\n\nThe host:\n{string.Join('\n', log.TakeLast(80))}");
    }

    /// <summary>Registers the card that is in the reader, from the greeting to the end.</summary>
    public async Task RegisterAsync(string passcode = Passcode)
    {
        await chat.SeesAsync("How can we help?");
        await chat.Page.PictureAsync("chat-1-start");
        await chat.PressAsync("Register my card");
        await chat.Page.SeesAsync(chat.Page.GetByRole(AriaRole.Button, new() { Name = "Continue", Exact = true }).Last);
        await chat.Page.PictureAsync("chat-1-register");
        await chat.PressAsync("Continue");
        await ConnectAsync();
        await helper.PasscodeAsync(passcode);
        await ChooseQuestionsAsync();
        await chat.FillAsync("Email address", Email);
        await chat.Page.PictureAsync("chat-4-email");
        await chat.PressAsync("Use this address");
        await EnterCodeAsync(await CodeAsync());
        await chat.SeesAsync("Your card is registered.");
        await chat.Page.PictureAsync("chat-5-registered");
    }

    /// <summary>Begins to unlock, as far as the questions.</summary>
    public async Task BeginToUnlockAsync()
    {
        await chat.PressAsync("Unlock my card");
        await chat.SeesAsync("Only unlock your own card.");
        await chat.Page.PictureAsync("chat-6-unlock");
        await chat.PressAsync("Start");
        await ConnectAsync();
    }

    public async Task ConnectAsync()
    {
        var code = await chat.PairingCodeAsync();
        await chat.Page.PictureAsync("chat-2-connect");
        await helper.ConnectAsync(code);
    }

    public async Task ChooseQuestionsAsync()
    {
        await chat.SeesAsync("Your security questions");
        for (var i = 0; i < Answers.Count; i++)
        {
            await chat.ChooseAsync($"Question {i + 1}", Answers[i].Question);
            await chat.FillAsync($"Answer {i + 1}", Answers[i].Answer);
        }

        await chat.Page.PictureAsync("chat-3-questions");
        await chat.PressAsync("Save my answers");
    }

    /// <summary>Answers what is asked.</summary>
    /// <param name="change">What she gets wrong; nothing by default.</param>
    public async Task AnswerAsync(Func<string, string>? change = null)
    {
        await chat.SeesAsync("Answer your security questions");
        foreach (var (question, answer) in Answers)
        {
            if (await chat.Field(question).IsVisibleAsync())
            {
                await chat.FillAsync(question, change is null ? answer : change(answer));
            }
        }

        await chat.Page.PictureAsync("chat-7-answers");
        await chat.PressAsync("Check my answers");
    }

    /// <summary>The code in the next mail that has one.</summary>
    public async Task<string> CodeAsync()
    {
        var mail = await host.MailWithCodeAsync(Codes.Count + 1, ct);
        Codes.Add(Regex.Match(mail.Text, @"\b[0-9]{6}\b").Value);
        return Codes[^1];
    }

    public async Task EnterCodeAsync(string code)
    {
        await chat.SeesAsync("The 6 digits from the email");
        await chat.FillAsync("The 6 digits from the email", code);
        await chat.Page.PictureAsync("chat-8-code");
        await chat.PressAsync("Check the code");
    }

    /// <summary>Types wrong passcodes until the card is locked.</summary>
    public static async Task LockAsync(SoftwareCard card)
    {
        card.Reset();
        ICardApplication application = card is SoftwarePivCard ? new PivCard(card) : new GidsCard(card);
        await application.SelectAsync(CancellationToken.None);
        while (await application.VerifyAsync("99999999"u8.ToArray(), CancellationToken.None) is SecretCheck.Wrong)
        {
        }

        card.PowerOff();
    }
}
