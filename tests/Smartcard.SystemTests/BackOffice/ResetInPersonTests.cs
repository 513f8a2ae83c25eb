using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Smartcard.Cards.Pcsc;
using Smartcard.Cards.Software;
using Smartcard.Domain.Audit;
using Smartcard.Storage;
using Smartcard.SystemTests.Host;
using Smartcard.SystemTests.Journeys;
using Smartcard.SystemTests.Pcsc;

namespace Smartcard.SystemTests.BackOffice;

/// <summary>
/// Somebody who is locked out, and the booth that helps: two browsers, the card first in a reader of the ward and then in the
/// booth's, which is behind a real pcscd. P-U6, S14.
/// </summary>
[Collection(PcscDaemon.Collection)]
public sealed class ResetInPersonTests(Browser browser)
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Three_wrong_answers_and_the_booth_hands_over_a_working_card()
    {
        Browser.SkipWhereMissing();
        PcscDaemon.SkipWhereMissing();
        using var ward = new VirtualReaders();
        using var booth = new PcscReaders();
        await using var host = await SmartcardHost.StartAsync(ward);
        await using var helper = await HelperAtWork.StartAsync(host.Address, booth);
        var nurse = await Nurse.AtAsync(host, browser, _ct);
        var card = host.Card("amal");
        ward.Insert(card);
        await nurse.RegisterAsync();
        await Nurse.LockAsync(card);
        var admin = new Administrator(await browser.PageAsync(host), host);
        await admin.SignInForTheFirstTimeAsync();

        await nurse.BeginToUnlockAsync();
        for (var wrong = 0; wrong < 3; wrong++)
        {
            await nurse.AnswerAsync(_ => "something else");
            await nurse.Chat.SeesAsync(wrong < 2 ? $"You have {2 - wrong} tr" : "they will reset it with you in person");
        }

        ward.Remove();
        await admin.SeesAsync("Three wrong tries at the security questions"); // by itself
        await admin.Page.PictureAsync("booth-1-list");
        await admin.Page.PictureOnPhoneAsync("booth-1-list-360");
        await admin.Page.Locator("[id^=take-][id$=-button]").ClickAsync();
        await admin.SeesAsync("Give it back");
        await admin.Page.GetByRole(AriaRole.Link, new() { Name = "Help in person" }).ClickAsync();
        await admin.SeesAsync("How did you check who they are?");
        await admin.Page.PictureAsync("booth-2-identity");
        await admin.Page.GetByLabel("Staff badge with photograph").CheckAsync();
        await admin.Page.GetByLabel("What you saw (optional)").FillAsync("badge 4711");
        await admin.PressAsync("Continue");
        await admin.SeesAsync("Connect your card reader");
        await admin.Page.PictureAsync("booth-3-connect");
        await admin.Page.PictureOnPhoneAsync("booth-3-connect-360");

        var window = await HelperPage.OpenAsync(browser, host, helper.Address);
        await window.ConnectAsync(await admin.Page.Locator("#pairing-code").InnerTextAsync());
        await admin.SeesAsync("Put the person’s card into your reader.");
        await using (await PcscDaemon.InsertAsync(card, _ct))
        {
            await admin.SeesAsync("Give the person the keyboard.");
            await admin.Page.PictureAsync("booth-4-passcode");
            await window.NewPasscodeAsync("b00th-Ok", "b00th-Ok");
            await admin.SeesAsync("Amal Hughes’s card has its new passcode");
        }

        await admin.Page.PictureAsync("booth-5-done");
        await window.SeesAsync("Your card is unlocked");
        Assert.Equal("b00th-Ok"u8.ToArray(), card.State.Passcode);
        Assert.Equal(3, card.State.AttemptsLeft);
        await nurse.Chat.SeesAsync("The IT booth has reset the passcode of your card.");
        await nurse.Chat.Page.PictureAsync("booth-6-chat");

        // The answers were forgotten: she sets new ones at once.
        ward.Insert(card);
        await nurse.Chat.PressAsync("Register my card");
        await nurse.Chat.PressAsync("Continue");
        await nurse.ConnectAsync();
        await nurse.Helper.PasscodeAsync("b00th-Ok");
        await nurse.ChooseQuestionsAsync();
        await nurse.Chat.FillAsync("Email address", Nurse.Email);
        await nurse.Chat.PressAsync("Use this address");
        await nurse.EnterCodeAsync(await nurse.CodeAsync());
        await nurse.Chat.SeesAsync("Your card is registered.");
        await admin.FollowAsync("Audit", "The audit chain is complete");
        await admin.SeesAsync("identity-checked");
        await using var scope = host.Services.CreateAsyncScope();
        var events = await scope.ServiceProvider.GetRequiredService<SmartcardDbContext>().Set<AuditEntry>()
            .OrderBy(a => a.Sequence)
            .Select(a => a.Event)
            .ToListAsync(_ct);
        string[] steps =
        [
            "registered",
            "card-locked-out",
            "booth-case-taken",
            "in-person-started",
            "identity-checked:Staff badge with photograph",
            "reset-released",
            "lockout-lifted-in-person",
            "registered",
        ];
        Assert.Equal(steps, events.Where(steps.Contains));
    }

    /// <summary>Both pages keep themselves current. Whoever is about to press a button keeps it, and it stays the same one.</summary>
    [Fact]
    public async Task A_second_person_confirms_and_the_first_goes_on_without_touching_the_page()
    {
        Browser.SkipWhereMissing();
        using var ward = new VirtualReaders();
        await using var host = await SmartcardHost.StartAsync(ward, "--Booth:SecondPerson=true");
        var admin = new Administrator(await browser.PageAsync(host), host);
        await admin.SignInForTheFirstTimeAsync();
        var colleague = await Administrator.ColleagueAsync(await browser.PageAsync(host), host, "tom");
        await admin.Page.GotoAsync($"{host.NamedAddress}/backoffice/people?find=amal");
        await admin.Page.GetByRole(AriaRole.Link, new() { Name = "Help in person: Amal Hughes" }).ClickAsync();
        await admin.Page.GetByLabel("Staff badge with photograph").CheckAsync();
        await admin.PressAsync("Continue");
        await admin.SeesAsync("A second member of staff has to confirm who this is");
        var end = admin.Page.GetByRole(AriaRole.Button, new() { Name = "End without a reset" });
        await end.FocusAsync();

        await colleague.SignInAsync();
        await colleague.Page.GetByRole(AriaRole.Link, new() { Name = "Amal Hughes" }).First.ClickAsync();
        await colleague.SeesAsync("Check who the person is yourself.");
        await colleague.Page.PictureAsync("booth-7-second");
        await colleague.PressAsync("I confirm that this is Amal Hughes");
        await colleague.SeesAsync("is connecting their card reader");

        await admin.SeesAsync("Connect your card reader"); // by itself
        await Assertions.Expect(end).ToBeFocusedAsync();
        await admin.Page.Keyboard.PressAsync("Enter");
        await admin.SeesAsync("This reset was ended");
    }
}
