using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Smartcard.Cards.Pcsc;
using Smartcard.Cards.Software;
using Smartcard.Domain.Cards;
using Smartcard.Storage;
using Smartcard.SystemTests.Host;
using Smartcard.SystemTests.Journeys;
using Smartcard.SystemTests.Pages;
using Smartcard.SystemTests.Pcsc;

namespace Smartcard.SystemTests.BackOffice;

/// <summary>
/// A card comes in at the RA desk: a browser, a helper with a real pcscd, and a key module that derives the card's key. Then its holder
/// registers with it.
/// </summary>
[Collection(PcscDaemon.Collection)]
public sealed class ReadCardTests(Browser browser)
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_new_card_is_read_checked_and_given_and_the_next_reading_knows_it()
    {
        Browser.SkipWhereMissing();
        PcscDaemon.SkipWhereMissing();
        using var ward = new VirtualReaders();
        using var desk = new PcscReaders();
        var module = new KeyModule();
        await using var host = await SmartcardHost.StartAsync(ward, module.Settings);
        await KeyModule.EnrolAsync(host, _ct);
        await using var helper = await HelperAtWork.StartAsync(host.Address, desk);
        var card = module.NewCard("Amal Hughes", "n3w-card");
        var admin = new Administrator(await browser.PageAsync(host), host);
        await admin.SignInForTheFirstTimeAsync();

        await admin.Page.GotoAsync($"{host.NamedAddress}/backoffice/people?find=amal");
        await admin.Page.GetByRole(AriaRole.Link, new() { Name = "Amal Hughes", Exact = true }).ClickAsync();
        await admin.FollowAsync("Give them a card", "You can then give the card to Amal Hughes");
        await AccessibilityTests.LooksRightAsync(admin.Page, "read-1-start");
        await admin.PressAsync("Read a card");
        await admin.SeesAsync("Connect your card reader");
        await AccessibilityTests.LooksRightAsync(admin.Page, "read-2-connect");

        var window = await HelperPage.OpenAsync(browser, host, helper.Address);
        await window.ConnectAsync(await admin.Page.Locator("#pairing-code").InnerTextAsync());
        await admin.SeesAsync("Put the card into your reader."); // by itself
        await AccessibilityTests.LooksRightAsync(admin.Page, "read-3-insert");
        await using (await PcscDaemon.InsertAsync(card, _ct))
        {
            await admin.SeesAsync("This is a new card");
            await window.SeesAsync("The card has been read");
            await window.Page.PictureAsync("read-4-helper");
            await AccessibilityTests.LooksRightAsync(admin.Page, "read-4-new");
            await admin.PressAsync("Check the key once");
            await admin.SeesAsync("The key fits: version 1");
            await AccessibilityTests.LooksRightAsync(admin.Page, "read-5-fits");
            await admin.FollowAsync("Give this card to Amal Hughes", "Look at the name and the organisation.");
            await AccessibilityTests.LooksRightAsync(admin.Page, "read-6-give");
            await admin.PressAsync("Give the card to Amal Hughes");
            await admin.SeesAsync("The card belongs to Amal Hughes now");
            await AccessibilityTests.LooksRightAsync(admin.Page, "read-7-given");

            await admin.FollowAsync("Read another card", "We read it in the reader of your computer.");
            await admin.PressAsync("Read a card");
            await window.ConnectAsync(await admin.Page.Locator("#pairing-code").InnerTextAsync());
            await admin.SeesAsync("This card is known");
            await admin.SeesAsync("We do not check the key of a card that belongs to somebody");
            await AccessibilityTests.LooksRightAsync(admin.Page, "read-8-known");
            await admin.FollowAsync("Give it to somebody else", "Who gets the card?");
            await admin.Page.GetByLabel("Find a person").FillAsync("beth");
            await admin.Page.Keyboard.PressAsync("Enter");
            await admin.SeesAsync("People who match");
            await AccessibilityTests.LooksRightAsync(admin.Page, "read-9-person");
        }

        Assert.Equal("n3w-card"u8.ToArray(), card.State.Passcode);
        Assert.Equal(3, card.State.AttemptsLeft);
        await using var scope = host.Services.CreateAsyncScope();
        var identifier = CardIdentifier.Parse(card.State.CardId);
        Assert.True(await scope.ServiceProvider.GetRequiredService<SmartcardDbContext>().Set<Card>()
            .AnyAsync(c => c.Identifier == identifier && c.State == CardState.InUse, _ct));
    }
}
