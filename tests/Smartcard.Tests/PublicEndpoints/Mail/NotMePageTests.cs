using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Domain;
using Smartcard.Domain.Booth;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Journeys;
using Smartcard.SelfService.Lockout;
using Smartcard.Storage;
using Smartcard.Tests.Host;

namespace Smartcard.Tests.PublicEndpoints.Mail;

/// <summary>The link "this was not me" in a mail: for 30 days, once, and against the act that the mail told of. S6.</summary>
[OnPostgres]
public sealed class NotMePageTests
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_stops_self_service_for_the_act_it_was_mailed_for_and_the_booth_knows_which()
    {
        await using var host = await HostBench.StartAsync();
        var (card, link) = await RegisteredAsync(host);

        Assert.Contains("<html lang=\"en\">", await VisitAsync(host, link), StringComparison.Ordinal);
        Assert.False(await host.IsStoppedAsync(card)); // a mail scanner follows links
        var (status, page) = await PressAsync(host, link);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("Self-service has stopped for your card", page, StringComparison.Ordinal);
        Assert.True(await host.IsStoppedAsync(card));
        var (open, journey) = await InAsync(
            host,
            async database =>
                (await database.Set<BoothCase>().SingleAsync(_ct), await database.Set<Journey>().SingleAsync(_ct)));
        Assert.Equal((BoothReason.NotMe, journey.Id), (open.Reason, open.JourneyId));
    }

    [Fact]
    public async Task Pressed_again_it_says_that_it_has_happened_and_changes_nothing()
    {
        await using var host = await HostBench.StartAsync();
        var (_, link) = await RegisteredAsync(host);
        await PressAsync(host, link);

        Assert.Contains("Self-service has stopped for your card", await VisitAsync(host, link), StringComparison.Ordinal);
        var (status, page) = await PressAsync(host, link);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("Take your card to them", page, StringComparison.Ordinal);
        Assert.Contains("The IT booth: main entrance", page, StringComparison.Ordinal);
        Assert.Equal(1, await InAsync(host, database => database.Set<BoothCase>().CountAsync(_ct)));
    }

    [Fact]
    public async Task Once_the_booth_has_reset_the_passcode_an_old_mail_stops_nothing_again()
    {
        await using var host = await HostBench.StartAsync();
        var (card, link) = await RegisteredAsync(host);
        await PressAsync(host, link);
        await LiftAsync(host, card);

        Assert.Contains("You can no longer use this link", await VisitAsync(host, link), StringComparison.Ordinal);
        var (status, page) = await PressAsync(host, link);

        Assert.Equal(HttpStatusCode.Gone, status);
        Assert.Contains("Registration Authority", page, StringComparison.Ordinal);
        Assert.False(await host.IsStoppedAsync(card));
    }

    [Theory]
    [InlineData(-1, HttpStatusCode.OK)]
    [InlineData(1, HttpStatusCode.Gone)]
    public async Task It_can_be_used_for_30_days(int minutesMore, HttpStatusCode expected)
    {
        await using var host = await HostBench.StartAsync();
        var (card, link) = await RegisteredAsync(host);
        var links = host.Services.GetRequiredService<NotMeLinks>();
        var act = links.Read(link)!;
        var older = links.TokenOf(act with { At = act.At - TimeSpan.FromDays(30) - TimeSpan.FromMinutes(minutesMore) });

        var page = await VisitAsync(host, older);
        var (status, _) = await PressAsync(host, older);

        Assert.Equal(expected, status);
        Assert.Equal(expected == HttpStatusCode.OK, await host.IsStoppedAsync(card));
        Assert.Equal(expected != HttpStatusCode.OK, page.Contains("more than 30 days old", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_card_that_wrong_answers_have_stopped_can_still_be_reported()
    {
        await using var host = await HostBench.StartAsync();
        var (card, link) = await RegisteredAsync(host);
        await OnCardAsync(host, card, async (lockouts, held, ct) =>
        {
            for (var wrong = 0; wrong < 3; wrong++)
            {
                await lockouts.RecordAsync(held, JourneyId.New(), isRight: false, ct);
            }
        });

        await PressAsync(host, link);

        Assert.Equal(BoothReason.NotMe, (await InAsync(host, database => database.Set<BoothCase>().SingleAsync(_ct))).Reason);
    }

    [Fact]
    public async Task A_token_for_another_act_is_read_and_does_nothing()
    {
        await using var host = await HostBench.StartAsync();
        var (card, _) = await RegisteredAsync(host);
        var token = host.Services.GetRequiredService<NotMeLinks>().TokenOf(new NotMeAct(card, JourneyId.New(), host.Time.GetUtcNow()));

        Assert.Equal(HttpStatusCode.Gone, (await PressAsync(host, token)).Status);
        Assert.False(await host.IsStoppedAsync(card));
    }

    [Fact]
    public async Task Each_of_its_pages_is_in_Welsh_too_and_leads_to_the_other_language()
    {
        await using var host = await HostBench.StartAsync();
        var (card, link) = await RegisteredAsync(host);

        var question = await VisitAsync(host, link + "?lang=cy");
        Assert.Contains("<html lang=\"cy\">", question, StringComparison.Ordinal);
        Assert.Contains("Nid fi oedd hyn: stopio hunanwasanaeth", question, StringComparison.Ordinal);
        Assert.Matches("<a [^>]*href=\"\\?lang=en\" lang=\"en\" hreflang=\"en\"[^>]*>English</a>", question);
        var stopped = (await PressAsync(host, link + "?lang=cy")).Page;
        Assert.Contains("dod i ben ar gyfer eich cerdyn", stopped, StringComparison.Ordinal);
        Assert.Contains("Y bwth TG: y brif fynedfa", stopped, StringComparison.Ordinal);
        await LiftAsync(host, card);
        Assert.Contains(
            "Ni allwch ddefnyddio’r ddolen hon mwyach",
            WebUtility.HtmlDecode((await PressAsync(host, link + "?lang=cy")).Page),
            StringComparison.Ordinal);
        Assert.Contains(
            "Nid yw’r ddolen hon yn gweithio",
            WebUtility.HtmlDecode(await VisitAsync(host, "forged?lang=cy")),
            StringComparison.Ordinal);
    }

    private static async Task<(CardId Card, string Link)> RegisteredAsync(HostBench host)
    {
        var nurse = await HostNurse.AtAsync(host);
        await nurse.RegisterAsync();
        var card = await InAsync(
            host,
            async database =>
                (await database.Set<Card>().ToListAsync()).Single(c => c.Identifier.Value == nurse.Card.State.CardId).Id);
        return (card, await nurse.LinkAsync());
    }

    private async Task<string> VisitAsync(HostBench host, string link)
    {
        using var client = host.Client();
        return await client.GetStringAsync($"/not-me/{link}", _ct);
    }

    private async Task<(HttpStatusCode Status, string Page)> PressAsync(HostBench host, string link)
    {
        using var client = host.Client();
        using var response = await client.PostAsync($"/not-me/{link}", null, _ct);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(_ct));
    }

    private static Task LiftAsync(HostBench host, CardId card) =>
        OnCardAsync(host, card, (lockouts, held, ct) => lockouts.LiftAsync(held, UserId.New(), ct));

    private static async Task OnCardAsync(HostBench host, CardId card, Func<Lockouts, HeldCard, CancellationToken, Task> act)
    {
        await using var scope = host.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<TurnTransaction>().RunAsync(
            async ct =>
            {
                var held = scope.ServiceProvider.GetRequiredService<SmartcardDbContext>().Locks.Hold(card);
                await act(scope.ServiceProvider.GetRequiredService<Lockouts>(), held, ct);
                return true;
            },
            CancellationToken.None);
    }

    private static async Task<T> InAsync<T>(HostBench host, Func<SmartcardDbContext, Task<T>> read)
    {
        await using var scope = host.Services.CreateAsyncScope();
        return await read(scope.ServiceProvider.GetRequiredService<SmartcardDbContext>());
    }
}
