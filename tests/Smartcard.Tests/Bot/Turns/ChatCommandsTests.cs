using System.Net;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Domain.Journeys;
using Smartcard.SelfService.Journeys;
using Smartcard.Storage;
using Smartcard.Storage.Conversations;
using Smartcard.Tests.Host;

namespace Smartcard.Tests.Bot.Turns;

/// <summary>What people can type beside a form: to begin, cancel, change the language, get help, or say that it was not them.</summary>
public sealed class ChatCommandsTests : IAsyncLifetime
{
    private HostBench _host = null!;

    public async ValueTask InitializeAsync() => _host = await HostBench.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData("cancel", "en")]
    [InlineData("canslo", "cy")]
    public async Task Typed_words_begin_and_end_a_journey_in_both_languages(string cancel, string language)
    {
        var chat = await _host.ChatAsync(language);
        await chat.TypeAsync(language == "cy" ? "mae fy ngherdyn wedi cloi" : "my card is locked");
        Assert.Contains("journeys=1 ", await _host.CountsAsync(), StringComparison.Ordinal);

        await chat.TypeAsync(cancel);
        await chat.TypeAsync(cancel);

        Assert.Equal("choices", await chat.NonceAsync());
    }

    [Fact]
    [OnPostgres]
    public async Task Another_language_redraws_the_open_form_in_its_place_and_it_can_still_be_sent()
    {
        var chat = await _host.ChatAsync();
        await chat.PressAsync("choices", "unlock");
        var nonce = await chat.NonceAsync();
        async Task<JsonObject> FormAsync() =>
            (await chat.ActivitiesAsync()).Single(a => a.ToJsonString().Contains(nonce, StringComparison.Ordinal));
        var asked = await FormAsync();

        await chat.TypeAsync("Cymraeg");

        var drawn = await FormAsync();
        Assert.Equal(((string)asked["id"]!, (string)asked["timestamp"]!), ((string)drawn["id"]!, (string)drawn["timestamp"]!));
        Assert.Equal("Datgloi fy ngherdyn", (string?)drawn["attachments"]![0]!["content"]!["body"]![0]!["text"]);
        await chat.PressAsync(nonce, "continue");
        Assert.NotEqual(nonce, await chat.NonceAsync());
        Assert.True(await chat.SaidAsync("Dechrau"), "The button that was pressed is not named in Welsh.");
    }

    [Fact]
    public async Task The_language_is_the_journeys_and_goes_over_to_the_next_one()
    {
        var chat = await _host.ChatAsync();
        await chat.PressAsync("choices", "unlock");
        await chat.TypeAsync("Cymraeg");
        Assert.Equal(("cy", "en"), await LanguagesAsync()); // the wish is not asked while a journey is under way

        await chat.TypeAsync("canslo");
        await chat.TypeAsync("English");
        Assert.Equal(("cy", "en"), await LanguagesAsync()); // the mails of the first one stay as they were
        await chat.TypeAsync("Cymraeg");
        await chat.PressAsync("choices", "register");

        Assert.Equal(("cy", "cy"), await LanguagesAsync());

        async Task<(string Journey, string Wish)> LanguagesAsync()
        {
            await using var scope = _host.Services.CreateAsyncScope();
            var database = scope.ServiceProvider.GetRequiredService<SmartcardDbContext>();
            var newest = await database.Set<Journey>().OrderByDescending(j => j.Id).FirstAsync();
            return (newest.Language, (await database.Set<Conversation>().SingleAsync()).WishedLanguage);
        }
    }

    [Fact]
    public async Task Whoever_only_asks_for_help_is_still_there()
    {
        var chat = await _host.ChatAsync();
        await chat.PressAsync("choices", "unlock");
        _host.Time.Advance(Journey.Patience - TimeSpan.FromMinutes(1));
        await chat.TypeAsync("help");
        _host.Time.Advance(TimeSpan.FromMinutes(2));

        Assert.Null(await EndOfAbandonedAsync());
        _host.Time.Advance(Journey.Patience);
        Assert.Equal(JourneyEnd.Abandoned, await EndOfAbandonedAsync());

        async Task<JourneyEnd?> EndOfAbandonedAsync()
        {
            await using var scope = _host.Services.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<AbandonedJourneys>().EndAsync(CancellationToken.None);
            return (await scope.ServiceProvider.GetRequiredService<SmartcardDbContext>().Set<Journey>().AsNoTracking().SingleAsync()).End;
        }
    }

    [Fact]
    public async Task Help_is_about_where_the_person_stands()
    {
        var chat = await _host.ChatAsync();
        await chat.TypeAsync("help");
        Assert.False(await chat.SaidAsync("Open it with the button or"));

        await chat.PressAsync("choices", "unlock");
        await chat.PressAsync(await chat.NonceAsync(), "continue");
        await chat.TypeAsync("help");

        Assert.True(await chat.SaidAsync("Open it with the button or"));
    }

    [Fact]
    public async Task This_was_not_me_leaves_whatever_is_under_way_and_begins_a_report()
    {
        var chat = await _host.ChatAsync();
        await chat.PressAsync("choices", "unlock");

        await chat.TypeAsync("I had an email, but that wasn't me!");

        var form = (await chat.ActivitiesAsync()).Last(a => a["attachments"] is not null);
        Assert.Contains("Stop self-service for my card", form.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("journeys=2 ", await _host.CountsAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cancel")]
    [InlineData("start again")]
    [InlineData("this was not me")]
    public async Task A_journey_whose_card_is_being_changed_cannot_be_left_until_that_is_done(string typed)
    {
        var chat = await _host.ChatAsync();
        await chat.PressAsync("choices", "unlock");
        await _host.CardIsChangingAsync(isOver: false);

        await chat.TypeAsync(typed);

        Assert.True(await chat.SaidAsync("We are changing your card right now"));
        using var page = await chat.Client.PostAsync("/chat/session", new StringContent("""{"startAgain":true}""", System.Text.Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Conflict, page.StatusCode);
        await _host.CardIsChangingAsync(isOver: true);
        await chat.TypeAsync("cancel");
        Assert.True(await chat.SaidAsync("Cancelled."));
    }
}
