using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Smartcard.Cards.Software;
using Smartcard.Domain.Users;
using Smartcard.Storage;
using Smartcard.SystemTests.Host;

namespace Smartcard.SystemTests.BackOffice;

/// <summary>Somebody of the booth is limited to one organisation while they look at a person of another, in browsers.</summary>
public sealed class OrganisationTests(Browser browser)
{
    private const string Organisation = "Demonstration Community Trust";
    private const string Line = "You can only see people who work at " + Organisation + ".";

    [Fact]
    public async Task The_page_of_somebody_of_another_organisation_closes_by_itself()
    {
        Browser.SkipWhereMissing();
        using var ward = new VirtualReaders();
        await using var host = await SmartcardHost.StartAsync(ward);
        var admin = new Administrator(await browser.PageAsync(host), host);
        await admin.SignInForTheFirstTimeAsync();
        var tom = await Administrator.ColleagueAsync(await browser.PageAsync(host), host, "tom");
        await SetRolesAsync(host, tom);
        await tom.SignInAsync();
        await SearchAsync(tom, "hugh AMAL");
        await tom.Page.GetByRole(AriaRole.Link, new() { Name = "Amal Hughes", Exact = true }).ClickAsync();
        await tom.SeesAsync("No journey is under way.");

        await admin.Page.GotoAsync($"{host.NamedAddress}/backoffice/users/{tom.Id!.Value.Value}");
        await admin.Page.GetByLabel("Organisation", new() { Exact = true }).SelectOptionAsync(Organisation);
        await admin.Page.GetByRole(AriaRole.Button, new() { Name = "Save organisation" }).ClickAsync();
        await admin.SeesAsync("Organisation they can see");
        await admin.Page.PictureAsync("organisation-1-user");
        await admin.Page.PictureOnPhoneAsync("organisation-1-user-360");
        await admin.Page.GotoAsync($"{host.NamedAddress}/backoffice/users");
        await admin.SeesAsync(Organisation);
        await admin.Page.PictureAsync("organisation-2-users");
        await admin.Page.PictureOnPhoneAsync("organisation-2-users-360");
        await admin.Page.GotoAsync($"{host.NamedAddress}/backoffice/users/add");
        await admin.Page.PictureAsync("organisation-3-add");
        await admin.Page.PictureOnPhoneAsync("organisation-3-add-360");

        await tom.SeesAsync("You cannot help with this card"); // by itself
        await tom.SeesAsync("It belongs to another organisation. Ask that organisation’s IT booth, or your RA team.");
        await tom.Page.PictureAsync("organisation-4-other");
        await tom.Page.PictureOnPhoneAsync("organisation-4-other-360");
        await tom.Page.GetByRole(AriaRole.Link, new() { Name = "Go to the back office" }).ClickAsync();
        await tom.SeesAsync(Line);
        await tom.Page.PictureAsync("organisation-5-booth");
        await tom.Page.PictureOnPhoneAsync("organisation-5-booth-360");
        await SearchAsync(tom, "hugh AMAL");
        await tom.SeesAsync("Nobody was found.");
        await tom.Page.PictureAsync("organisation-6-search");
        await tom.Page.PictureOnPhoneAsync("organisation-6-search-360");
        await SearchAsync(tom, "callum");
        await tom.SeesAsync("Callum Price");
        await tom.Page.GotoAsync($"{host.NamedAddress}/backoffice/figures");
        await tom.SeesAsync(Line);
        await tom.Page.PictureAsync("organisation-7-figures");
        await tom.Page.GotoAsync($"{host.NamedAddress}/backoffice/instances");
        await tom.SeesAsync("You cannot open this page");
        await tom.Page.PictureAsync("organisation-8-closed");
        await tom.Page.PictureOnPhoneAsync("organisation-8-closed-360");
        await tom.Page.GotoAsync($"{host.NamedAddress}/backoffice/workflows");
        await tom.SeesAsync("Workflows");
    }

    private static async Task SearchAsync(Administrator user, string find)
    {
        await user.Page.GetByLabel("Find a person, a card or a journey").FillAsync(find);
        await user.Page.Keyboard.PressAsync("Enter");
    }

    private static async Task SetRolesAsync(SmartcardHost host, Administrator user)
    {
        await using var scope = host.Services.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<SmartcardDbContext>();
        (await database.Users.SingleAsync(u => u.Id == user.Id!.Value.Value)).Roles = BackOfficeRoles.Booth | BackOfficeRoles.SiteLead;
        await database.SaveChangesAsync();
    }
}
