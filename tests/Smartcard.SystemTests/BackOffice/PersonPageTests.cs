using Microsoft.Playwright;
using Smartcard.Cards.Software;
using Smartcard.SystemTests.Host;
using Smartcard.SystemTests.Journeys;

namespace Smartcard.SystemTests.BackOffice;

/// <summary>Somebody at the booth finds a person and watches their journey as it goes, in real browsers.</summary>
public sealed class PersonPageTests(Browser browser)
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_page_of_a_person_shows_each_step_as_it_happens()
    {
        Browser.SkipWhereMissing();
        using var ward = new VirtualReaders();
        await using var host = await SmartcardHost.StartAsync(ward);
        var nurse = await Nurse.AtAsync(host, browser, _ct);
        var card = host.Card("amal");
        ward.Insert(card);
        await nurse.RegisterAsync();
        await Nurse.LockAsync(card);
        var admin = new Administrator(await browser.PageAsync(host), host);
        await admin.SignInForTheFirstTimeAsync();

        await admin.Page.GetByLabel("Find a person, a card or a journey").FillAsync("hugh AMAL");
        await admin.Page.Keyboard.PressAsync("Enter");
        await admin.SeesAsync("Amal Hughes");
        await admin.Page.PictureAsync("people-1-found");
        await admin.Page.PictureOnPhoneAsync("people-1-found-360");
        await admin.Page.GetByRole(AriaRole.Link, new() { Name = "Amal Hughes", Exact = true }).ClickAsync();
        await admin.SeesAsync("No journey is under way.");

        await nurse.BeginToUnlockAsync();
        await admin.SeesAsync("Card identified"); // by itself
        await nurse.AnswerAsync(_ => "something else");
        await admin.SeesAsync("Wrong tries at the security questions: 1 of 3");
        await admin.Page.PictureAsync("people-2-person");
        await admin.Page.PictureOnPhoneAsync("people-2-person-360");
        for (var wrong = 1; wrong < 3; wrong++)
        {
            await nurse.AnswerAsync(_ => "something else");
            await nurse.Chat.SeesAsync(wrong < 2 ? "You have 1 try" : "they will reset it with you in person");
        }

        await admin.SeesAsync("Stopped after 3 wrong tries at the security questions");
        await admin.Page.PictureAsync("people-3-stopped");

        await admin.Page.GotoAsync(new Uri(new Uri(admin.Page.Url), "/backoffice/people?find=").ToString());
        await admin.SeesAsync("Type a name, a staff number, an email address or a reference.");
        await admin.Page.PictureAsync("people-4-empty");
    }
}
