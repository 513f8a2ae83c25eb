using System.Text.Json.Nodes;
using Smartcard.CardTasks;
using Smartcard.Look;
using Smartcard.Tests.Host;

namespace Smartcard.Tests.Bot.Conversations;

/// <summary>How a journey ended stands there once, and nothing is louder beside it.</summary>
public sealed class EndingTests : IAsyncLifetime
{
    private HostBench _host = null!;
    private HostNurse _nurse = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await HostBench.StartAsync();
        _nurse = await HostNurse.AtAsync(_host);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_good_one_says_what_to_do_and_the_choices_after_it_are_quiet()
    {
        await _nurse.RegisterAsync();
        var said = await _nurse.Chat.ActivitiesAsync();

        var ending = Assert.Single(said, a => EndingOf(a) is not null);
        Assert.Equal("good", EndingOf(ending));
        Assert.Contains("Your card is registered.", (string?)ending["text"], StringComparison.Ordinal);
        var choices = said.Last(a => a["attachments"] is not null);
        Assert.Contains("What next?", choices.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("positive", choices.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_one_says_where_the_booth_is_what_to_say_there_and_at_which_step_it_ended()
    {
        await _nurse.RegisterAsync();
        await _nurse.BeginToUnlockAsync();
        for (var tries = 0; tries < 3; tries++)
        {
            await _nurse.AnswerAsync(_ => HostNurse.WrongAnswer);
        }

        var said = await _nurse.Chat.ActivitiesAsync();
        var ending = said.Last(a => EndingOf(a) is not null);
        var stage = said.Last(a => (string?)a["name"] == "smartcard/stage")["value"]!;
        var reference = References.Of((await _nurse.JourneysAsync())[^1]);

        Assert.Equal("failed", EndingOf(ending));
        Assert.Equal(BoothLine(reference), (string?)ending["text"]);
        Assert.Equal(("Questions", true), ((string?)stage["stage"], (bool)stage["isStopped"]!));
    }

    [Fact]
    public async Task A_report_ends_well_and_says_where_the_booth_is()
    {
        await _nurse.ReportAsync();

        var said = await _nurse.Chat.ActivitiesAsync();
        var reference = References.Of((await _nurse.JourneysAsync())[^1]);
        Assert.Equal(BoothLine(reference), (string?)said.Last(a => a["text"] is not null && (string?)a["from"]!["role"] == "bot")["text"]);
        Assert.DoesNotContain(said, a => EndingOf(a) == "failed");
    }

    [Fact]
    public async Task After_a_card_that_is_not_registered_no_unlock_is_offered()
    {
        await _nurse.BeginToUnlockAsync();

        Assert.Equal(["register", "help"], await OfferedAsync());
    }

    [Fact]
    public async Task Who_cannot_register_a_locked_card_is_offered_what_they_are_told_to_choose()
    {
        var (helper, session, task) = await _nurse.BeginAsync("register");
        var locked = new CardTaskResult(CardTaskOutcome.PasscodeLocked) { CardIdentifier = _nurse.Card.State.CardId };
        await helper.ReportResultAsync(session, task.Id, locked, TestContext.Current.CancellationToken);

        Assert.True(await _nurse.Chat.SaidAsync("Unlock my card"));
        Assert.Equal(["unlock", "register", "help"], await OfferedAsync());
    }

    [Fact]
    public async Task After_self_service_has_stopped_only_help_is_offered()
    {
        await _nurse.RegisterAsync();
        Assert.Equal(["unlock", "register", "help"], await OfferedAsync());

        await _nurse.BeginToUnlockAsync();
        for (var tries = 0; tries < 3; tries++)
        {
            await _nurse.AnswerAsync(_ => HostNurse.WrongAnswer);
        }

        Assert.Equal(["help"], await OfferedAsync());
    }

    [Fact]
    public async Task Who_leaves_a_card_that_is_not_locked_ends_well()
    {
        await _nurse.RegisterAsync();
        await _nurse.IdentifyUnlockedAsync();
        Assert.True(await _nurse.Chat.SaysOnCardAsync("This card is not locked"));
        await _nurse.Chat.PressAsync(await _nurse.Chat.NonceAsync(), "leave");

        var said = await _nurse.Chat.ActivitiesAsync();
        var ending = said.Last(a => EndingOf(a) is not null);
        Assert.Equal(
            ("good", "✓ We have not changed anything. Your passcode is the same as before."), (EndingOf(ending), (string?)ending["text"]));
        Assert.Equal(["unlock", "register", "help"], await OfferedAsync());
    }

    private async Task<IReadOnlyList<string>> OfferedAsync()
    {
        var form = (await _nurse.Chat.ActivitiesAsync()).Last(a => a["attachments"] is not null);
        return [.. form["attachments"]![0]!["content"]!["actions"]!.AsArray().Select(action => (string)action!["data"]!["button"]!)];
    }

    private static string BoothLine(string reference) =>
        "Go to the IT booth: main entrance, ground floor, open day and night, extension 2222. "
        + $"Give them this reference: {reference}";

    private static string? EndingOf(JsonObject activity) => (string?)activity["channelData"]?["ending"];
}
