using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.CardTasks;
using Smartcard.Storage;
using Smartcard.Storage.Conversations;
using Smartcard.Tests.Host;

namespace Smartcard.Tests.Bot.Conversations;

/// <summary>A line that tells how things are at a moment gives way to the next one, in the chat and when it is read again.</summary>
[OnPostgres]
public sealed class PassingLinesTests : IAsyncLifetime
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
    public async Task Of_connecting_and_reading_only_the_last_line_stays()
    {
        await _nurse.RegisterAsync();
        var before = (await _nurse.Chat.ActivitiesAsync()).Count(IsSeen);
        await _nurse.BeginToUnlockAsync();

        Assert.Equal(
            ["✓ Unlock my card", "✓ Start", "✓ Card read.", "(form)"],
            (await _nurse.Chat.ActivitiesAsync()).Where(IsSeen).Skip(before - 1).Select(Shown));
    }

    [Fact]
    public async Task A_code_that_has_done_its_work_leaves_nothing_behind()
    {
        await _nurse.RegisterAsync();

        var said = (await _nurse.Chat.ActivitiesAsync()).Where(IsSeen).Select(Shown).ToList();
        Assert.DoesNotContain(said, text => text.Contains("code any more", StringComparison.Ordinal));
        Assert.DoesNotContain(said, text => text.Contains("closed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_somebody_typed_in_between_is_not_written_over()
    {
        await _nurse.RegisterAsync();
        var (helper, session, task) = await _nurse.BeginAsync("unlock");
        await _nurse.SendAsync(() => _nurse.Chat.TypeAsync("what now?"));
        await helper.ReportProgressAsync(session, task.Id, CardTaskState.CardInUse, TestContext.Current.CancellationToken);
        await helper.ReportResultAsync(session, task.Id, _nurse.Identified(attemptsLeft: 0), TestContext.Current.CancellationToken);

        var said = (await _nurse.Chat.ActivitiesAsync()).Where(IsSeen).Select(Shown).SkipWhile(text => text != "✓ Start").ToList();
        Assert.Equal("Put your locked card in the reader.", said[1]);
        Assert.Contains("••••••", said);
        Assert.DoesNotContain(said, text => text.Contains("Another program", StringComparison.Ordinal));
        Assert.Equal(["✓ Card read.", "(form)"], said[^2..]);
    }

    [Fact]
    public async Task What_takes_a_place_has_its_own_time()
    {
        await _nurse.RegisterAsync();
        var (helper, session, task) = await _nurse.BeginAsync("unlock");
        var before = (await _nurse.Chat.ActivitiesAsync()).Last(IsSeen);
        _host.Time.Advance(TimeSpan.FromSeconds(10));
        await helper.ReportResultAsync(session, task.Id, _nurse.Identified(attemptsLeft: 0), TestContext.Current.CancellationToken);

        var after = (await _nurse.Chat.ActivitiesAsync()).Single(a => (string?)a["id"] == (string?)before["id"]);
        Assert.Equal(("Put your locked card in the reader.", "✓ Card read."), (Shown(before), Shown(after)));
        Assert.Equal(10, (TimeOf(after) - TimeOf(before)).TotalSeconds, tolerance: 0.5);
    }

    [Fact]
    public async Task A_new_code_takes_the_place_of_the_hint_about_the_one_before()
    {
        await _nurse.Chat.PressAsync("choices", "register");
        await _nurse.PressAsync(null, "continue");
        _host.Time.Advance(TimeSpan.FromSeconds(61));
        await Patience.UntilAsync(
            "the hint",
            async () => (await _nurse.Chat.SaidAsync("No reader helper has connected yet."), "none"),
            TestContext.Current.CancellationToken);

        await _nurse.PressAsync(null, "newCode");

        Assert.Equal(
            ["✓ New code", "Use the new code below.", "(form)"],
            (await _nurse.Chat.ActivitiesAsync()).Where(IsSeen).Select(Shown).ToList()[^3..]);
    }

    [Fact]
    public async Task A_card_that_is_not_locked_is_not_asked_for_any_more()
    {
        await _nurse.RegisterAsync();
        await _nurse.IdentifyUnlockedAsync();
        Assert.Equal(["✓ Card read.", "(form)"], (await _nurse.Chat.ActivitiesAsync()).Where(IsSeen).Select(Shown).ToList()[^2..]);

        await _nurse.PressAsync(null, "change");

        Assert.Equal(
            ["✓ Card read.", "✓ I want a new passcode", "(form)"],
            (await _nurse.Chat.ActivitiesAsync()).Where(IsSeen).Select(Shown).ToList()[^3..]);
    }

    [Fact]
    public async Task The_whole_address_lies_sealed_in_the_database()
    {
        await _nurse.RegisterAsync();
        Assert.True(await _nurse.Chat.SaidAsync(HostNurse.Email));

        await using var scope = _host.Services.CreateAsyncScope();
        var rows = await scope.ServiceProvider.GetRequiredService<SmartcardDbContext>().Set<ConversationEntry>()
            .Select(e => e.Json + e.Prompt)
            .ToListAsync(TestContext.Current.CancellationToken);
        Assert.NotEmpty(rows);
        Assert.DoesNotContain(rows, row => row.Contains(HostNurse.Email, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Help_stands_above_the_open_form()
    {
        await _nurse.Chat.PressAsync("choices", "unlock");
        var form = (await _nurse.Chat.ActivitiesAsync()).Last(a => a["attachments"] is not null);
        await _nurse.SendAsync(() => _nurse.Chat.TypeAsync("help", "asked"));

        var said = await _nurse.Chat.ActivitiesAsync();
        var at = TimeOf(form).ToUnixTimeMilliseconds();
        var help = said.Where(a => a["channelData"]?["webchat:sequence-id"] is not null).ToList();
        Assert.Equal(["help", "Read the text, then press the button. Nothing happens until you do."], help.Take(2).Select(Shown));
        Assert.Equal(3, help.Count);
        Assert.All(help, a => Assert.InRange((double)a["channelData"]!["webchat:sequence-id"]!, at - 0.95, at - 0.01));
        Assert.Equal(help.Select(Order).Order(), help.Select(Order));
        Assert.Contains(said, a => a.ToJsonString() == form.ToJsonString());
    }

    private static DateTimeOffset TimeOf(JsonObject activity) =>
        DateTimeOffset.Parse((string)activity["timestamp"]!, CultureInfo.InvariantCulture);

    private static double Order(JsonObject activity) => (double)activity["channelData"]!["webchat:sequence-id"]!;

    private static bool IsSeen(JsonObject activity) =>
        (string?)activity["type"] == "message" && activity["channelData"]?["postBack"] is null;

    private static string Shown(JsonObject activity) => activity["attachments"] is null ? (string)activity["text"]! : "(form)";
}
