using Microsoft.Playwright;
using Smartcard.Cards.Software;
using Smartcard.SystemTests.Host;
using Smartcard.SystemTests.Journeys;

namespace Smartcard.SystemTests.BackOffice;

/// <summary>A person in a chat and somebody at the booth, in two browsers: what the booth does is in the chat without a reload.</summary>
public sealed class JourneyHelpTests(Browser browser)
{
    [Fact]
    public async Task The_booth_says_something_and_ends_the_journey_and_the_chat_shows_both()
    {
        Browser.SkipWhereMissing();
        using var readers = new VirtualReaders();
        await using var host = await SmartcardHost.StartAsync(readers);
        var chat = await ChatPage.OpenAsync(browser, host);
        await chat.SeesAsync("How can we help?");
        await chat.PressAsync("Unlock my card");
        await chat.SeesAsync("Only unlock your own card.");
        var admin = new Administrator(await browser.PageAsync(host), host);
        await admin.SignInForTheFirstTimeAsync();

        await admin.Page.PictureAsync("acts-1-list");
        await admin.Page.PictureOnPhoneAsync("acts-1-list-360");
        await HelpLink(admin).ClickAsync();
        await admin.SeesAsync("What you can do");
        await admin.Page.PictureAsync("acts-2-help");
        await admin.Page.PictureOnPhoneAsync("acts-2-help-360");
        await admin.FollowAsync("Send a message to their chat", "What do you want to say?");
        await admin.Page.PictureAsync("acts-3-message");
        await admin.Page.PictureOnPhoneAsync("acts-3-message-360");
        await admin.Page.GetByLabel("From the IT booth: please come to us with your card.").CheckAsync();
        await admin.PressAsync("Send a message to their chat");
        await admin.SeesAsync("The message is in their chat.");
        await chat.SeesAsync("From the IT booth: please come to us with your card.");
        await admin.Page.PictureAsync("acts-4-said");
        await admin.Page.PictureOnPhoneAsync("acts-4-said-360");
        await chat.Page.PictureAsync("acts-5-chat");

        await admin.FollowAsync("End the journey", "Why are you doing this?");
        await admin.PressAsync("End the journey");
        await admin.SeesAsync("There is a problem");
        await admin.Page.PictureAsync("acts-6-end");
        await admin.Page.PictureOnPhoneAsync("acts-6-end-360");
        await admin.Page.GetByLabel("The person asked us by telephone").CheckAsync();
        await admin.PressAsync("End the journey");
        await admin.SeesAsync("The journey has ended.");
        await chat.SeesAsync("The IT booth has ended what you were doing.");
        await chat.Page.PictureAsync("acts-7-chat");
        await admin.Page.PictureAsync("acts-8-ended");
        await host.ACardNeedsHelpAsync();
        await admin.FollowAsync("All who need help", "Cards that need help in person");
        await admin.Page.GetByRole(AriaRole.Link, new() { Name = "Close without a reset" }).First.ClickAsync();
        await admin.SeesAsync("and stays stopped");
        await admin.Page.PictureAsync("acts-9-case");
        await admin.Page.PictureOnPhoneAsync("acts-9-case-360");
        await admin.FollowAsync("Audit", "The audit chain is complete");
        await admin.SeesAsync("booth-journey-ended:AskedByTelephone");
    }

    [Fact]
    public async Task The_booth_clears_the_questions_and_the_chat_says_so()
    {
        Browser.SkipWhereMissing();
        using var ward = new VirtualReaders();
        await using var host = await SmartcardHost.StartAsync(ward);
        var nurse = await Nurse.AtAsync(host, browser, TestContext.Current.CancellationToken);
        var card = host.Card("amal");
        ward.Insert(card);
        await nurse.RegisterAsync();
        await Nurse.LockAsync(card);
        var admin = new Administrator(await browser.PageAsync(host), host);
        await admin.SignInForTheFirstTimeAsync();
        await nurse.BeginToUnlockAsync();

        await HelpLink(admin).ClickAsync();
        await admin.FollowAsync("Clear the security questions", "How did you check who they are?");
        await admin.Page.PictureAsync("acts-clear-1");
        await admin.Page.PictureOnPhoneAsync("acts-clear-1-360");
        await admin.PressAsync("Clear the security questions");
        await admin.SeesAsync("Choose how you checked who the person is.");
        await admin.Page.PictureAsync("acts-clear-2-problem");
        await admin.Page.PictureOnPhoneAsync("acts-clear-2-problem-360");
        await admin.Page.GetByLabel("Staff badge with photograph").CheckAsync();
        await admin.Page.GetByLabel("The person has forgotten the answers").CheckAsync();
        await admin.PressAsync("Clear the security questions");
        await admin.SeesAsync("The security questions are cleared.");
        await admin.Page.PictureAsync("acts-clear-3-done");
        await nurse.Chat.SeesAsync("The IT booth has cleared your security questions");
        await nurse.TellIfFailedAsync();
    }

    private static ILocator HelpLink(Administrator admin) =>
        admin.Page.GetByRole(AriaRole.Link, new() { Name = "Help with this journey" }).First;
}
